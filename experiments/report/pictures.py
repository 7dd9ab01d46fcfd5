"""Pictures within the page: drawn from the result's data, as PNG in a data URI."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.figures.style import png_of
from experiments.report.parts import Picture
from sim.errors import ResultError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.report.words import Words

PNG = b"\x89PNG\r\n\x1a\n"

CAPTIONS = {
    "retail_growth": "Retail sales on the year, model and published",
    "credit_growth": "Consumption credit and retail sales on the year, and the gap between them",
    "arrears": "Arrears by days overdue and by year of lending",
    "fiscal_cost": "Public cost by programme",
    "fan": "Projection: median, 50% and 80% intervals",
    "effects": "Effects with their 95% intervals",
    "growth_gap": "The gap, pair by pair, beside bands of 1, 2 and 3 points",
    "risk_against_effect": "Risk against effect",
    "incidence": "Effects by fifth of income",
    "timeline": "Effects month by month",
    "effect_by_clause": "Shares of the clauses in the effect",
    "front": "What one gains and what the other costs: mixes of the race with 95% intervals",
    "composition": "What the mixes are made of",
    "regret": "Regret over futures, and how often budget and guards are kept",
    "gap_fan": "The gap month by month: base and the mix to look at first",
    "failures": "Futures in which it fails, and the box in which failures are dense",
    "tornado": "Part of what varies that each factor makes",
    "by_month": "The same by month",
    "distribution": "How far each factor moves the whole distribution",
    "screening": "Screening: size of elementary effects",
    "levels": "Indicators by scenario: mean and range over draws and seeds",
}
"""What a picture shows, by its name."""


def picture_of(words: Words, name: str, figure: Figure, about: str = "") -> Picture:
    """A figure that was drawn. about : what of several it is about."""
    return _picture(words, name, png_of(figure), about)


def picture_kept(words: Words, name: str, file: Path) -> Picture:
    """A picture that a result folder holds. Raises ResultError where it is not there or no picture."""
    try:
        content = file.read_bytes()
    except OSError:
        content = b""
    if not content.startswith(PNG) or not content.endswith(b"IEND\xaeB`\x82"):
        raise ResultError(
            "the picture is not there, or it is damaged.", file=file, remedy="Make the result again with this version."
        )
    return _picture(words, name, content, "")


def pictures_of(words: Words, drawn: Mapping[str, Figure]) -> tuple[Picture, ...]:
    """Figures that were drawn, by name."""
    return tuple(picture_of(words, name, figure) for name, figure in drawn.items())


def _picture(words: Words, name: str, content: bytes, about: str) -> Picture:
    caption = words.colon(words(CAPTIONS[name]), about) if about else words(CAPTIONS[name])
    alt = words("{caption}. Its numbers stand in the tables of this chapter.", caption=caption)
    return Picture(f"data:image/png;base64,{b64encode(content).decode()}", alt, caption)
