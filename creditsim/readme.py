"""The results table and the picture of the README, made again from a result: `creditsim docs --readme RESULT`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditsim.show import in_words
from sim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
PICTURE = "credit_growth.png"

SHOWN = (
    "retail_2022", "retail_2023", "retail_2024", "retail_growth_2023", "retail_growth_2024", "retail_growth_2025_h1",
    "household_loan_growth_2025_06", "household_loan_flow_2025_h1", "nev_cars_2024", "used_cars_2023",
    "nev_share_2023_h1", "debt_participation_2019", "debt_service_share_2019", "card_share_2024_12",
    "consumer_finance_share_2024_12", "auto_finance_share_2024_12", "card_utilisation_2024_09",
    "card_overdue_180_2023_12", "card_overdue_180_2024_12", "card_90_plus_2025_06",
    "consumer_finance_90_plus_2024_12", "platform_90_plus_2025_06", "auto_finance_90_plus_2024_12",
)  # fmt: skip
"""Figures in the README, by id, in order."""

FAR_GROWTH, FAR_MONEY, FAR = 0.02, 0.1, 0.25
"""Missed: growth by more than 2 percentage points, money by more than a tenth, others by more than a quarter."""


def missed(row: dict[str, Any]) -> bool:
    """Whether the model is far from a published figure."""
    part = FAR_MONEY if row["unit"] == "CNY" else FAR
    far = FAR_GROWTH if str(row["statistic"]).endswith("y/y") else part * abs(row["published"])
    return bool(abs(row["difference"]) > far)


def refresh(result: Path, root: Path = ROOT) -> None:
    """Put table and picture of a result into README.md and docs/images. Raises UsageError."""
    import pandas as pd

    readme, picture = root / "README.md", result / "figures" / PICTURE
    for file in (readme, picture, result / "table.csv", result / "record.json"):
        if not file.is_file():
            raise UsageError(f"there is no {file}.", remedy="Give the folder that `creditsim run` wrote.")
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise UsageError(f"{readme} lacks the marks of the results.", remedy=f"Write {BEGIN} and {END} where they go.")
    record = json.loads((result / "record.json").read_text(encoding="utf-8"))
    table = results_table(pd.read_csv(result / "table.csv"), record)
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
    (root / "docs" / "images").mkdir(exist_ok=True)
    (root / "docs" / "images" / PICTURE).write_bytes(picture.read_bytes())


def results_table(published: pd.DataFrame, record: dict[str, Any]) -> str:
    """Model beside published figures as a table of the README, what is missed in words."""
    names = [str(name) for name in published.columns]
    records = [dict(zip(names, row, strict=True)) for row in published.to_numpy()]
    rows = {str(row["id"]): row for row in records}
    compared = [row for row in rows.values() if row["model"] == row["model"]]
    lines = [
        f"`{record['scenario']}`, {record['households']:,} households, seed {record['seed']}, parameters "
        + ("at the centre of their priors" if record["draw"] is None else f"of draw {record['draw']}")
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
