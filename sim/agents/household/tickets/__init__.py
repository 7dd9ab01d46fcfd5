"""Large tickets: when they are bought, how they are financed, what happens at the till."""
