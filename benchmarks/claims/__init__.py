"""What the model is said to show: importing the themes registers their claims, in the order of the table."""

from benchmarks.claims import (  # noqa: F401, I001
    books,
    population,
    levels,
    windfalls,
    calibration,
    steady_state,
    sampling,
    programmes,
    precision,
    promises,
    start_up,
    speed,
    studies,
    city,
)
from benchmarks.claims.registry import CLAIMS, INPUT, NO, REPORTED, YES, Claim, Row, Settings

__all__ = ["CLAIMS", "INPUT", "NO", "REPORTED", "YES", "Claim", "Row", "Settings"]
