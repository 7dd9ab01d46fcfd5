"""House rules of the whole tree. Each rule is a finder of offences; each finder is shown to find a planted one."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 400

# Spelt in halves, so that this file passes its own rule.
MACHINE_NAMES = re.compile(
    "|".join(
        (
            re.escape("../" + "shared"),
            r"(?<![\w.~)}\]])/(?:wo" + r"rk|ro" + r"ot|fa" + r"rm|home/\w+)(?![\w.-])",
            r"\b(?:pypi|test\.pypi|npmjs|crates|debian)\.(?:org|io|com)\b",
            r"\bpython" + r"hosted\.org\b",
            r"\bproxy\.golang\.org\b",
        )
    )
)

BITS_DIFFER = [
    *("exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "logaddexp", "power", "float_power", "cbrt"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "arctan2"),
]
BANNED_IN_THE_MODEL = {
    "random",
    "secrets",
    "math",
    "cmath",
    "numpy.random",
    "scipy.special",
    "scipy.stats",
    *(f"numpy.{name}" for name in BITS_DIFFER),
}
GENERATORS = {"random", "rng", "shuffle", "shuffle_do"}
SET_UP = ("sim/population/", "sim/parameters.py", "sim/paths.py", "sim/tables.py")
MATHS = "sim/engine/maths.py"


def product_files(*patterns: str) -> list[Path]:
    """Files of the repository, committed or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return sorted(path for name in set(listing.split("\0")) - {""} if (path := ROOT / name).is_file())


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


# ------------------------------------------------------------------ finders


def machine_names(paths: Iterable[Path]) -> list[str]:
    found = []
    for path in paths:
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            found += [f"{shown(path)}:{number} {hit.group()}" for hit in MACHINE_NAMES.finditer(line)]
    return found


def addresses(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{shown(path)}:{number} {line}" for number, line in enumerate(lines, start=1) if "http" in line.lower()]


def long_modules(paths: Iterable[Path]) -> list[str]:
    lengths = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in paths)
    return [f"{shown(path)} ({length} lines)" for path, length in lengths if length > LONGEST_MODULE]


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = dotted(node.func).rpartition(".")[2]
    return name in {"raises", "warns"} or name.startswith(("assert_", "check_"))


def each_test_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def assertionless_tests(paths: Iterable[Path]) -> list[str]:
    return [
        f"{shown(path)}:{test.lineno} {test.name}"
        for path in paths
        for test in each_test_in(path)
        if not any(_asserts(node) for node in ast.walk(test))
    ]


def skips_without_reason(paths: Iterable[Path]) -> list[str]:
    found = []
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        reasoned = {
            id(call.func)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and (
                any(keyword.arg == "reason" for keyword in call.keywords)
                or (dotted(call.func) == "pytest.skip" and call.args)
            )
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or id(node) in reasoned:
                continue
            if re.fullmatch(r"pytest\.(mark\.)?(skip|skipif|xfail)", dotted(node)):
                found.append(f"{shown(path)}:{node.lineno} {dotted(node)}")
    return found


def dotted(node: ast.AST) -> str:
    """`np.random.default_rng` of the expression; empty where it is no chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else node.attr
    return ""


def is_banned(name: str) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:depth]) in BANNED_IN_THE_MODEL for depth in range(1, len(parts) + 1))


def aliases(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for: {'np': 'numpy', 'log': 'math.log'}."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return names


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def whole_arguments(tree: ast.AST) -> set[int]:
    """Identities of the expressions that read an argument annotated `int`."""
    read = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
            whole = {
                argument.arg for argument in arguments if argument.annotation and dotted(argument.annotation) == "int"
            }
            read |= {id(node) for node in ast.walk(function) if isinstance(node, ast.Name) and node.id in whole}
    return read


def _is_whole(node: ast.AST, whole: set[int]) -> bool:
    value = node.operand if isinstance(node, ast.UnaryOp) else node
    return id(value) in whole or (isinstance(value, ast.Constant) and isinstance(value.value, int))


def _offence(node: ast.AST, names: dict[str, str], whole: set[int]) -> str:
    for name in _imported(node):
        if is_banned(name):
            return name
    if isinstance(node, ast.Attribute):
        first, _, rest = dotted(node).partition(".")
        full = f"{names[first]}.{rest}" if first in names else ""
        if full and is_banned(full):
            return full
        if node.attr in GENERATORS and first not in names:
            return f".{node.attr}"
    if isinstance(node, ast.Call) and dotted(node.func) == "pow":
        return "pow()"
    power = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow)
    if power and not _is_whole(node.right if isinstance(node, ast.BinOp) else node.value, whole):
        return "** with an exponent that is no whole number"
    return ""


def banned_calls(paths: Iterable[Path]) -> list[str]:
    found = []
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names, whole = aliases(tree), whole_arguments(tree)
        offences = ((node, _offence(node, names, whole)) for node in ast.walk(tree))
        found += [f"{shown(path)}:{node.lineno} {what}" for node, what in offences if what]
    return found


# ------------------------------------------------------------------ the tree keeps the rules


def test_no_file_names_the_machine_it_was_made_on_or_a_package_registry():
    assert machine_names(product_files()) == []


def test_the_lock_holds_no_address():
    assert addresses(ROOT / "requirements.lock") == []


def test_the_lock_pins_by_hash_everything_it_names():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if "==" in entry]
    assert len(pins) > 50
    assert [entry.split()[0] for entry in pins if "--hash=sha256:" not in entry] == []


def test_no_module_is_longer_than_four_hundred_lines():
    assert long_modules(product_files("*.py")) == []


def test_every_test_asserts_something():
    assert assertionless_tests(product_files("tests/*.py")) == []


def test_every_skipped_test_says_why():
    assert skips_without_reason(product_files("tests/*.py")) == []


def test_the_model_takes_luck_and_mathematics_only_from_its_own_engine():
    bound = [path for path in product_files("sim/*.py") if not shown(path).startswith(SET_UP) and shown(path) != MATHS]
    assert banned_calls(bound) == []


# ------------------------------------------------------------------ and each rule can be broken


def planted(folder: Path, text: str, name: str = "planted.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "line",
    [
        "see ../" + "shared/notes",
        "open('/wo" + "rk/main')",
        "HOME=/ro" + "ot",
        "index: https://pypi" + ".org/simple",
        "https://files.python" + "hosted.org/a.whl",
    ],
)
def test_a_planted_machine_name_is_found(tmp_path, line):
    assert len(machine_names([planted(tmp_path, f"fine\n{line}\n")])) == 1


@pytest.mark.parametrize("line", ["income / work", "the square/root of", "a/b/work", "`/works`", "python.org"])
def test_an_innocent_line_is_not_taken_for_a_machine_name(tmp_path, line):
    assert machine_names([planted(tmp_path, line)]) == []


def test_a_planted_address_in_a_lock_is_found(tmp_path):
    assert len(addresses(planted(tmp_path, "--index-url https://example.org\nnumpy==2.0\n", "requirements.lock"))) == 1


@pytest.mark.parametrize(("lines", "offences"), [(LONGEST_MODULE, 0), (LONGEST_MODULE + 1, 1)])
def test_a_planted_long_module_is_found(tmp_path, lines, offences):
    assert len(long_modules([planted(tmp_path, "x = 1\n" * lines)])) == offences


@pytest.mark.parametrize(
    ("body", "offences"),
    [
        ("print(1)", 1),
        ("'assert'", 1),
        ("assert 1", 0),
        ("np.testing.assert_array_equal(1, 1)", 0),
        ("with pytest.raises(ValueError): f()", 0),
    ],
)
def test_a_planted_test_without_assertion_is_found(tmp_path, body, offences):
    assert len(assertionless_tests([planted(tmp_path, f"def test_it():\n    {body}\n")])) == offences


@pytest.mark.parametrize(
    ("line", "offences"),
    [
        ("@pytest.mark.skip", 1),
        ("@pytest.mark.skipif(windows)", 1),
        ("@pytest.mark.xfail()", 1),
        ("@pytest.mark.skip(reason='no browser')", 0),
    ],
)
def test_a_planted_skip_without_reason_is_found(tmp_path, line, offences):
    assert len(skips_without_reason([planted(tmp_path, f"{line}\ndef test_it():\n    assert 1\n")])) == offences


@pytest.mark.parametrize(
    "code",
    [
        "import random",
        "import math",
        "from math import exp",
        "from numpy.random import default_rng",
        "from numpy import random",
        "from numpy import log as ln",
        "import numpy as np\nnp.exp(1.0)",
        "import numpy as np\nnp.random.default_rng(1)",
        "import numpy\nnumpy.power(2.0, 3.0)",
        "import scipy.stats",
        "self.random",
        "model.rng",
        "x = y ** 0.5",
        "x **= y",
        "def f(x: float): return 2**x",
        "pow(2.0, 0.5)",
    ],
)
def test_a_planted_banned_call_is_found(tmp_path, code):
    assert banned_calls([planted(tmp_path, code)]) != []


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nnp.sqrt(2.0)\nnp.maximum(1, 2)",
        "x = y ** 2",
        "x = y ** -1",
        "def f(n: int): return 2**n",
        "from sim.engine.maths import exp\nexp(1.0)",
    ],
)
def test_an_allowed_call_is_left_alone(tmp_path, code):
    assert banned_calls([planted(tmp_path, code)]) == []
