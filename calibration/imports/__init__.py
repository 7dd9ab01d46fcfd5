"""Figures of a user: CSV and SDMX files turned by a mapping into a table of statistics, and checked."""
