"""Where the stocks of a city settle, by its parameters: measured over draws of the priors, kept as responses."""
