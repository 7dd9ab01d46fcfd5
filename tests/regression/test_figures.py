"""Numbers that moved are seen: a change that means to move them renews the file and says so in the changelog."""

import importlib.util
from pathlib import Path

HERE = Path(__file__).parent


def module():
    spec = importlib.util.spec_from_file_location("kept_figures", HERE / "figures.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_the_figures_of_a_small_run_are_those_that_were_kept():
    figures = module()
    now, before = figures.figures(), figures.kept()
    moved = {name: (before.get(name), value) for name, value in now.items() if before.get(name) != value}
    assert now.keys() == before.keys()
    assert moved == {}, "if this is meant: python tests/regression/figures.py, and a line under Numbers in CHANGELOG.md"
