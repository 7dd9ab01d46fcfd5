"""Published facts of household credit, each repeated as an experiment inside the model and judged."""

from calibration.facts.settings import Setting, given, settings
from calibration.facts.table import Fact, read_facts
from calibration.facts.trial import Found, try_facts
from calibration.facts.verdicts import AT_RISK, FAIL, PASS, headline

__all__ = [
    "AT_RISK",
    "FAIL",
    "PASS",
    "Fact",
    "Found",
    "Setting",
    "given",
    "headline",
    "read_facts",
    "settings",
    "try_facts",
]
