"""Projections to the end of a scenario: draws of everything that is not known, kept in a file and scored later."""
