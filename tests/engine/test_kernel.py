"""Compilation: the same bits with and without it, and a cache that sees every edit."""

import inspect
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from numba.core.caching import IndexDataCacheFile

import sim
from sim.engine import cache, kernel, maths
from sim.engine.draws import philox

F4 = np.float32
SIM = Path(sim.__file__).parent
VALUES = {name: F4(value) for name, value in {
    "rate": 0.065, "months": 36, "loan": 54_321, "income": 9_876, "base": 8_765, "luck": 0.3141, "subsidy": 0.15,
    "interval": 78, "cost": 1.4, "unemployment": 0.048, "finding": 0.18, "price": 4_321, "x": 1.7, "u": 0.271,
    "expected": 0.02, "score": -0.4, "planned": 5_000, "spread": 0.3, "scale": 80, "shape": 2.5, "k": 3.0, "z": 0.9,
    "p": 0.3, "reference": 11.3, "elasticity": 0.8, "target": 2.5, "low": 0.02, "high": 0.2, "persistence": 0.98,
}.items()}  # fmt: skip
"""Numbers for arguments of these names; any other argument gets 1.25."""

WHOLE = {"bits": (1, 2, 3), "earners": (1, 2, 2), "tenure": (1, 2, 3), "missed": (1, 3, 6), "choice": (2, 4, 6),
         "quintile": (0, 2, 4), "word": (1, 2**31, 2**32 - 1), "works": (0, 1, 1), "revolver": (0, 1, 1),
         "comfortable": (1, 0, 1), "balance": (0, 99_999, 5_000_000), "limit": (100, 100_000, 9_999_999),
         "statement": (50_000, 20_000, 800_000), "spare": (60_000, 10_000, 500_000),
         "minimum": (10_000, 10_000, 80_000), "pays": (0, 1, 4),
         "receivable": (0, 99_999, 5_000_000), "sales": (1, 99_999, 900_000_000)}  # fmt: skip
"""Arguments that are whole numbers: three values each."""


def plain_formulas():
    """Formulas of the behaviours that take only numbers."""
    found = []
    for file in sorted((SIM / "agents").rglob("*.py")):
        name = ".".join(("sim", *file.relative_to(SIM).with_suffix("").parts))
        module = import_module(name.removesuffix(".__init__"))
        for function in vars(module).values():
            source = getattr(function, "py_func", None)
            if source is None or source.__module__ != module.__name__ or not function.targetoptions.get("forceinline"):
                continue
            names = list(inspect.signature(source).parameters)
            objects = {"p", "world", "home", "book", "tile", "market", "schedule", "programme", "people", "cells"}
            text = inspect.getsource(source)
            if not objects & set(names) and "[" not in text.partition('"""')[2].partition('"""')[2]:
                found.append(pytest.param(function, names, id=f"{module.__name__}.{source.__name__}"))
    return found


@pytest.mark.parametrize(("formula", "names"), plain_formulas())
def test_a_formula_gives_the_same_bits_compiled_and_as_plain_python(formula, names):
    for case, factor in enumerate((1.0, 0.5, 1.75)):
        number = lambda name: F4(VALUES.get(name, F4(1.25)) * F4(factor))  # noqa: B023, E731
        arguments = [np.int64(WHOLE[name][case]) if name in WHOLE else number(name) for name in names]
        with np.errstate(all="ignore"):
            plain, compiled = formula.py_func(*arguments), formula(*arguments)
        assert np.asarray(plain, type(compiled)).tobytes() == np.asarray(compiled).tobytes()


def test_there_are_plain_formulas_to_compare():
    assert len(plain_formulas()) >= 25


@pytest.mark.parametrize("name", ["power", "logistic", "logit", "normal_quantile", "normal_share"])
def test_own_mathematics_gives_the_same_bits_compiled_and_as_plain_python(name):
    function = getattr(maths, name)
    arguments = [F4(1.3)] if name == "power" else []
    for u in np.linspace(0.01, 0.99, 99).astype(F4):
        assert F4(function.py_func(u, *arguments)).tobytes() == F4(function(u, *arguments)).tobytes()


def test_the_generator_gives_the_same_words_compiled_and_as_plain_python():
    with np.errstate(over="ignore"):
        assert philox.py_func(1, 2, 3, 4) == philox(1, 2, 3, 4)


def test_nothing_is_compiled_with_rules_that_change_bits():
    assert not kernel.kernel(abs_plus_one).targetoptions.get("fastmath")
    assert kernel.kernel(abs_plus_one).targetoptions["nogil"]
    assert kernel.kernel(abs_plus_one).targetoptions["error_model"] == "numpy"
    assert kernel.formula(abs_plus_one).targetoptions["error_model"] == "numpy"


def test_the_compiler_knows_linear_algebra_though_it_is_loaded_without():
    from numba.np import arraymath

    assert arraymath._HAVE_BLAS
    check = "import sys, sim.engine.kernel as k; k.formula(lambda x: x)(1); print('scipy.linalg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=SIM.parent)
    assert done.stdout.split() == ["False"]


def abs_plus_one(x):
    return abs(x) + 1


# ------------------------------------------------------------------ the cache sees every edit

QUESTION = """
import numba
from sim.agents.household.arrival import mean_one
import numpy as np
value = float(mean_one(np.float32(0.3), np.float32(0.9)))
print(value, sum(mean_one.stats.cache_hits.values()), numba.config.CACHE_DIR)
"""


@pytest.fixture
def ask(tmp_path):
    """Value of a compiled rule, cache hits and cache folder in a fresh process that runs a copy of the sources."""
    shutil.copytree(SIM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))

    def run():
        environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
        environment |= {"PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        command = [sys.executable, "-c", QUESTION]
        answer = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        ).stdout.split()
        return float(answer[0]), int(answer[1]), answer[2]

    return run


def test_an_edit_of_an_imported_formula_moves_the_result_and_undoing_it_finds_the_old_cache(ask, tmp_path):
    before, hits, folder = ask()
    assert hits == 0
    file = tmp_path / "sim" / "engine" / "maths.py"
    original = file.read_text(encoding="utf-8")
    file.write_text(original.replace("return _SQRT2 * ((p if", "return _TWO * ((p if"), encoding="utf-8")
    after, hits, other = ask()
    assert hits == 0
    assert other != folder
    assert before == pytest.approx(np.exp(0.3 * 1.2815516 - 0.045), rel=1e-5)
    assert after == pytest.approx(np.exp(0.3 * 1.2815516 * 2**0.5 - 0.045), rel=1e-5)
    file.write_text(original, encoding="utf-8")
    assert ask() == (before, 1, folder)


def test_only_the_youngest_old_caches_are_kept(tmp_path):
    for age in range(8):
        folder = tmp_path / f"old{age}"
        folder.mkdir()
        os.utime(folder, (1_000_000 - age, 1_000_000 - age))
    cache._prune(tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old0", "old1", "old2", "old3"]


def test_programs_that_compile_at_the_same_time_do_not_take_each_others_code(tmp_path, monkeypatch):
    kept = [IndexDataCacheFile(str(tmp_path), "stage", "now") for _ in range(4)]
    read = IndexDataCacheFile._load_index

    def slowly(self):
        index = read(self)
        time.sleep(0.05)
        return index

    monkeypatch.setattr(IndexDataCacheFile, "_load_index", slowly)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda k: kept[k].save(("record", k), f"code {k}"), range(4)))
    assert [kept[0].load(("record", k)) for k in range(4)] == [f"code {k}" for k in range(4)]
