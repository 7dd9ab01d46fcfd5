"""`creditsim docs`: placeholder"""

from __future__ import annotations


def docs() -> None:
    """Pages made from the code."""
