"""The same sources as plain Python: no rule is written twice, and compilation changes no bit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("oracle.py")
ROOT = Path(__file__).resolve().parents[2]


def answer(scenario: str, households: int, months: int, **environment: str) -> list[str]:
    command = [sys.executable, "-W", "ignore", str(SCRIPT), scenario, str(households), str(months)]
    whole = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize(
    ("scenario", "households", "months"),
    [
        ("shanghai/no_policy", 40, 2),
        pytest.param("shanghai/actual", 200, 6, marks=pytest.mark.evidence),
    ],
)
def test_plain_python_and_compiled_code_give_the_same_bits(scenario, households, months):
    compiled, plain = (answer(scenario, households, months, NUMBA_DISABLE_JIT=switch) for switch in ("0", "1"))
    assert compiled[0] == "compiled True"
    assert plain[0] == "compiled False"
    assert len(plain) > 100
    assert plain[1:] == compiled[1:]
