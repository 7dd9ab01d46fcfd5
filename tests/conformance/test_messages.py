"""Every error that a validator can raise has a bad file: each statement that words one is reached by reading them.

The statements are found in the source, the bad files are read under a tracer, and what no file reaches is listed.
"""

import ast
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from creditsim.kinds import check_file, check_files, files_in
from experiments.mixes import load_mixes
from experiments.sensitivity import load_sensitivity
from experiments.study import load_study
from sim.data.posterior import read_posterior
from sim.data.statistics import load_statistics
from sim.errors import CreditSimError, UsageError
from sim.parameters import draw_values, override_fault, parameter_record, read_parameters
from sim.scenarios import load_scenario
from sim.scenarios.clauses import read_clauses

ROOT = Path(__file__).resolve().parents[2]
BAD = ROOT / "tests" / "bad_files"

VALIDATORS = (
    "sim/data/*.py", "sim/calendar.py", "sim/parameters.py", "sim/scenarios/*.py", "sim/levers/*.py",
    "sim/levers/legality/*.py",
    "calibration/breaks.py", "calibration/declared.py", "calibration/observation.py", "creditsim/kinds.py",
    "experiments/points/records.py", "experiments/sensitivity/study.py", "experiments/mixes/*.py",
    "experiments/study/file.py",
)  # fmt: skip
"""Modules that check what a user writes."""

WORDED = {"Breach", "Complaint", "Fault", "Clash", "Mistake", "refusal", "error", "mistake"}
"""Calls that word a mistake, where they are returned, yielded or collected; `raise` counts whatever is raised."""

NO_FILE = {
    'sim/levers/base.py: raise ValueError(f"two levers have the key {cls.key!r}")': "a defect of the code",
    'sim/levers/budget.py: raise ValueError("a budget without a last day cannot be spread")': "refused before",
    'sim/data/statistics.py: raise ValueError(f"{text!r} is no number")': "refused before",
    'sim/data/exogenous.py: raise DataError(what, file=folder, remedy="Choose months for which the paths are defined, '
    'or add anchors.")': "asked of a function, not written in a file: tests/data/test_exogenous.py",
    'sim/data/strict_yaml.py: raise Source(None, file, {(): 1}).error("entries are nested too deeply.", "Write a flat '
    'list or map.") from None': "deep.yaml ends the tracer with the stack: tests/scenarios/test_bad_files.py",
    'sim/parameters.py: raise UsageError(f"draw {draw} is none of the posterior.", remedy=remedy)': "asked of a "
    "function: tests/data/test_posterior.py",
    'experiments/study/file.py: raise source.error(what, "Ask for fewer, or let it draw from the priors: '
    '\'parameters_from: prior\'.", ("draws",))': "where there is a posterior: tests/experiments/test_studies.py",
    "sim/data/units.py: raise KeyError(published)": "worded by the table of statistics",
}
"""Statements that no file can reach, and why."""


def statements(file: Path) -> dict[range, str]:
    """Lines of every statement that raises or words an error, with its text."""
    text = file.read_text(encoding="utf-8")
    found = {}
    for node in ast.walk(ast.parse(text)):
        if is_raise(node) or words_a_mistake(node):
            shown = " ".join((ast.get_source_segment(text, node) or "").split())
            found[range(node.lineno, node.end_lineno + 1)] = f"{file.relative_to(ROOT)}: {shown}"
    return found


def is_raise(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and node.exc is not None


def words_a_mistake(node: ast.AST) -> bool:
    if not isinstance(node, ast.Return | ast.Expr) or node.value is None:
        return False
    value = node.value.value if isinstance(node.value, ast.Yield | ast.YieldFrom) else node.value
    called = value.func if isinstance(value, ast.Call) else None
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    yields_words = isinstance(node.value, ast.Yield) and isinstance(value, ast.Tuple)
    return name in WORDED or yields_words


def validators() -> list[Path]:
    return sorted({file for pattern in VALIDATORS for file in ROOT.glob(pattern)})


def lines_reached(read: Iterable, files: Iterable[Path]) -> set[tuple[str, int]]:
    """(file, line) of everything that is run in some modules while functions are called; their errors are caught."""
    watched = {str(file) for file in files}
    reached: set[tuple[str, int]] = set()

    def trace(frame, event, _):
        if frame.f_code.co_filename not in watched:
            return None
        if event == "line":
            reached.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    for call in read:
        sys.settrace(trace)
        try:
            with suppress(CreditSimError):
                call()
        finally:
            sys.settrace(before)
    return reached


def readings(tmp_path: Path) -> list:
    """Reads every bad file, and what none can be that is kept here: absent, in an empty folder, too large, repeated."""
    scenarios = sorted(file for kind in ("scenarios", "warned") for file in (BAD / kind).glob("*.yaml"))
    tables = sorted(path for name in ("tables", "parameters") for path in (BAD / name).rglob("*.*"))
    large = tmp_path / "large.yaml"
    large.write_text("# more\n" * 200_000, encoding="utf-8")
    wide = tmp_path / "wide.csv"
    wide.write_bytes(b"a,b\n" * (2**24 + 1))
    parameters = BAD.parents[1] / "sim" / "data" / "parameters" / "lender.yaml"
    return [
        *(lambda file=file: load_scenario(file) for file in scenarios),
        *(lambda file=file: read_clauses(file) for file in sorted((BAD / "clauses").glob("*.yaml"))),
        *(lambda file=file: load_study(file) for file in sorted((BAD / "studies").glob("*.yaml"))),
        *(lambda file=file: check_file(file) for file in tables if file.name != "expected.csv"),
        lambda: load_scenario(tmp_path / "absent.yaml"),
        lambda: load_scenario(large),
        lambda: load_scenario("shanghai/actul"),
        lambda: check_file(tmp_path / "absent.csv"),
        lambda: check_file(wide),
        lambda: check_file(tmp_path / "table.xlsx"),
        lambda: check_files(tables[:3]),
        lambda: files_in(tmp_path / "nothing"),
        lambda: load_statistics(tmp_path / "nothing"),
        lambda: load_statistics(vintage="soon"),
        lambda: read_parameters([parameters, parameters]),
        lambda: parameter_record(None, {"no_such": 1.0}),
        lambda: draw_values(-1),
        *(lambda file=file: load_sensitivity(file) for file in sorted((BAD / "sensitivity").glob("*.yaml"))),
        *(lambda file=file: load_mixes(file) for file in sorted((BAD / "mixes").glob("*.yaml"))),
        *(lambda file=file: read_posterior(file, override_fault) for file in sorted((BAD / "posterior").glob("*.csv"))),
    ]


@pytest.fixture(scope="module")
def reached(tmp_path_factory):
    folder = tmp_path_factory.mktemp("read")
    (folder / "nothing").mkdir()
    closed = folder / "closed"
    with pytest.MonkeyPatch.context() as patch:
        lines = lines_reached(readings(folder), validators())

        def refuse(*_, **__):
            raise PermissionError(13, "Permission denied")

        for ending, read in ((".yaml", load_scenario), (".csv", check_file)):
            file = closed.with_suffix(ending)
            file.write_text("a,b\n", encoding="utf-8")
            patch.setattr(Path, "open", refuse)
            lines |= lines_reached([lambda read=read, file=file: read(file)], validators())
            patch.undo()
    return lines


def test_every_error_of_a_validator_is_reached_by_a_bad_file(reached):
    missed = []
    for file in validators():
        for lines, shown in statements(file).items():
            if shown not in NO_FILE and not any((str(file), line) in reached for line in lines):
                missed.append(f"line {lines.start} of {shown}")
    assert missed == []


def test_what_no_file_can_reach_is_in_the_source_and_is_reached_by_none(reached):
    known = {shown: (file, lines) for file in validators() for lines, shown in statements(file).items()}
    for shown, reason in NO_FILE.items():
        file, lines = known[shown]
        if "worded by" not in reason:
            assert not any((str(file), line) in reached for line in lines), shown


def test_there_are_many_statements_and_each_kind_is_found():
    found = [shown for file in validators() for shown in statements(file).values()]
    assert len(found) > 120
    for words in ("raise DataError(", "raise source.error(", "raise refusal(", "return Complaint(", "yield Fault("):
        assert any(words in shown for shown in found), words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def f():\n    raise ValueError('x')", 1),
        ("def f():\n    return Complaint('x', 'y')", 1),
        ("def f():\n    yield Fault('a', 'x', 'y')", 1),
        ("def f():\n    yield 'field', 'what', 'remedy'", 1),
        ("def f():\n    try:\n        g()\n    except ValueError:\n        raise", 0),
        ("def f():\n    return None", 0),
    ],
)
def test_a_planted_statement_is_found(code, words):
    assert sum(is_raise(node) or words_a_mistake(node) for node in ast.walk(ast.parse(code))) == words


def test_an_error_without_a_file_is_missed(tmp_path):
    """The tracer sees what is run and no more."""
    planted = tmp_path / "planted.py"
    planted.write_text("def check(bad):\n    if bad:\n        raise UsageError('x')\n", encoding="utf-8")
    space = {"UsageError": UsageError}
    exec(compile(planted.read_text(encoding="utf-8"), str(planted), "exec"), space)
    check = space["check"]
    assert (str(planted), 3) not in lines_reached([lambda: check(bad=False)], [planted])
    assert (str(planted), 3) in lines_reached([lambda: check(bad=True)], [planted])
