"""What scripts import: the names that the README promises, whatever was imported before."""

import subprocess
import sys

import pytest

import sim


@pytest.mark.parametrize("before", ["", "import sim.running, sim.scenarios"])
def test_scenarios_are_loaded_and_run_from_the_top_of_the_package(before):
    lines = [before, "from sim import load_scenario, simulate", "from experiments import compare"]
    lines.append("print(load_scenario.__module__, simulate.__name__, compare.__name__)")
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1:] == ["simulate", "compare"]


def test_another_name_is_refused_as_by_any_module():
    with pytest.raises(AttributeError, match="no attribute 'simulated'"):
        sim.simulated  # noqa: B018
