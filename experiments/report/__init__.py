"""Results as one HTML page that can be handed on: question, answer, effects, figures, assumptions, record, limits."""

from __future__ import annotations

from experiments.report.page import GENERATOR, report_page
from experiments.report.reading import load_report_result
from experiments.report.words import LANGUAGES, Words

__all__ = ["GENERATOR", "LANGUAGES", "Words", "load_report_result", "report_page"]
