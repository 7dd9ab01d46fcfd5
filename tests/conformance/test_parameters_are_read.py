"""Every parameter moves something: a number that nothing reads is no assumption of the model."""

import re
from pathlib import Path

from sim.parameters import parameters

SIM = Path(__file__).parents[2] / "sim"

BY_PATTERN = {"hand_to_mouth_poor": 'f"hand_to_mouth_{name}"', "hand_to_mouth_wealthy": 'f"hand_to_mouth_{name}"'}
"""Parameters whose names are put together."""


def unread(names, text):
    return [
        name
        for name in names
        if not re.search(rf'\.{name}\b|"{name}"', text) and BY_PATTERN.get(name, "no such text") not in text
    ]


def test_every_parameter_is_read_by_the_model():
    text = "\n".join(file.read_text(encoding="utf-8") for file in SIM.rglob("*.py"))
    assert unread(parameters(), text) == []
    assert unread(["no_such_parameter"], text) == ["no_such_parameter"]
