"""From published figures to a posterior: design, runs, emulators, history matching, sampling, checks."""
