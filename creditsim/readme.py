"""The results table and the picture of the README, made again from a result: `creditsim docs --readme RESULT`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditsim.folders import RECORD
from creditsim.show import in_words, parameters_said
from sim.errors import ResultError, UsageError

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
PICTURE = "credit_growth.png"
PNG = b"\x89PNG\r\n\x1a\n"
FOLDER = "Give the folder that `creditsim run` wrote."

NUMBERS = ("model", "published", "difference")
NEEDED = ("statistic", "id", "period", *NUMBERS, "unit", "grade", "scope")
"""Columns of a result's table that the README shows."""

SHOWN = (
    "retail_2022", "retail_2023", "retail_2024", "retail_growth_2023", "retail_growth_2024", "retail_growth_2025_h1",
    "household_loan_growth_2025_06", "household_loan_flow_2025_h1", "nev_cars_2024", "used_cars_2023",
    "nev_share_2023_h1", "debt_participation_2019", "debt_service_share_2019", "card_share_2024_12",
    "consumer_finance_share_2024_12", "auto_finance_share_2024_12", "card_utilisation_2024_09",
    "card_overdue_180_2023_12", "card_overdue_180_2024_12", "card_90_plus_2025_06",
    "consumer_finance_90_plus_2024_12", "platform_90_plus_2025_06", "auto_finance_90_plus_2024_12",
)  # fmt: skip
"""Figures in the README, by id, in order."""


def refresh(result: Path, root: Path = ROOT) -> None:
    """Put table and picture of a result into README.md and docs/images. Raises UsageError or ResultError; the
    README is then as it was."""
    readme, picture = root / "README.md", result / "figures" / PICTURE
    if not result.is_dir():
        raise ResultError("there is no such folder.", file=result, remedy=FOLDER)
    for file in (picture, result / "table.csv", result / RECORD):
        if not file.is_file():
            raise ResultError("there is no such file.", file=file, remedy=FOLDER)
    try:
        text = readme.read_text(encoding="utf-8")
        if BEGIN not in text or END not in text:
            raise UsageError(f"{readme} lacks the marks of the results.", remedy=f"Write {BEGIN} and {END} in it.")
        table = results_table(read_table(result / "table.csv"), read_settings(result / RECORD))
        drawn = picture.read_bytes()
        if not drawn.startswith(PNG):
            raise ResultError("this is no PNG picture.", file=picture, remedy=FOLDER)
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        (root / "docs" / "images").mkdir(parents=True, exist_ok=True)
        replace_file(root / "docs" / "images" / PICTURE, drawn)
        replace_file(readme, f"{before}{BEGIN}\n{table}\n{END}{after}".encode())
    except OSError as problem:
        what = f"{problem.filename or readme} cannot be read or written ({problem.strerror or problem})."
        raise UsageError(what, remedy="Ask for access, or make room.") from None


def replace_file(file: Path, content: bytes) -> None:
    """Write a file beside itself first, then in place."""
    aside = file.with_name(f".{file.name}.partial")
    try:
        aside.write_bytes(content)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def read_table(file: Path) -> pd.DataFrame:
    """Model beside published figures, as `creditsim run` wrote it. Raises ResultError."""
    import pandas as pd

    try:
        table = pd.read_csv(file)
    except (ValueError, pd.errors.ParserError) as problem:
        what = f"the table cannot be read ({' '.join(str(problem).split())[:120]})."
        raise ResultError(what, file=file, remedy=FOLDER) from None
    absent = [name for name in NEEDED if name not in table.columns]
    if absent:
        raise ResultError(f"the table has no column {', '.join(absent)}.", file=file, remedy=FOLDER)
    for name in NUMBERS:
        if table[name].dtype.kind not in "fi":
            raise ResultError(f"the column '{name}' holds what is no number.", file=file, remedy=FOLDER)
    return table


def read_settings(file: Path) -> dict[str, Any]:
    """The record beside a result. Raises ResultError."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ResultError(f"the record is no JSON ({problem}).", file=file, remedy=FOLDER) from None
    if not isinstance(record, dict) or not {"scenario", "households", "seed", "draw"} <= record.keys():
        raise ResultError("the record does not say what was run.", file=file, remedy=FOLDER)
    if not isinstance(record["households"], int):
        raise ResultError("the record has no number of households.", file=file, remedy=FOLDER)
    return record


def results_table(published: pd.DataFrame, record: dict[str, Any]) -> str:
    """Model beside published figures as a table of the README, what is missed in words."""
    from calibration.published import missed

    names = [str(name) for name in published.columns]
    records = [dict(zip(names, row, strict=True)) for row in published.to_numpy()]
    rows = {str(row["id"]): row for row in records}
    compared = [row for row in rows.values() if row["model"] == row["model"]]
    which = parameters_said(record.get("parameters_from", "prior"), record["draw"])
    said = f"`{record['scenario']}`, {record['households']:,} households, seed {record['seed']}, parameters: {which}"
    lines = [
        said
        + f". Of {len(compared)} published figures in these months the run misses {sum(map(missed, compared))}: growth "
        "rates by more than 2 percentage points, amounts of money by more than a tenth, others by more than a quarter. "
        "All of them, with sources: `table.csv` of the run.",
        "",
        "| figure | period | model | published | difference | | grade | scope |",
        "| --- | --- | ---: | ---: | ---: | --- | --- | --- |",
    ]
    for name in SHOWN:
        if name in rows:
            row = rows[name]
            numbers = [
                in_words(row[k], row["unit"], "+" * (k == "difference")) for k in ("model", "published", "difference")
            ]
            words = (row["statistic"], row["period"], *numbers, "missed" * missed(row), row["grade"], row["scope"])
            lines.append(f"| {' | '.join(map(str, words))} |")
    return "\n".join(lines)
