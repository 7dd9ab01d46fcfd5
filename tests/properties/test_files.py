"""Whatever stands in a file, it is read or refused: no bytes bring a reader down, and none are changed by reading."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditsim.kinds import check_file
from sim.data.exogenous import CITY
from sim.errors import CreditSimError
from sim.scenarios import load_scenario

STATISTICS = (
    "series,region,period,frequency,value,unit,grade,source_url,source_title,note\n"
    "retail_total_month,Shanghai,2024-05,monthly,1590.93,CNY 100m (yi yuan),A,,bulletin,\n"
    'card_line,China,2024-Q2,quarterly,"22,900",100m_CNY,B,,"report, second quarter",上海\n'
).encode()
PARAMETERS = (
    b"own: {value: 1, low: 0.1, high: 2, distribution: logn(s=0.4), unit: ratio, evidence: SEEN,\n"
    b"  meaning: m, source: s}\n"
    b"other:\n  value: 1.5\n  low: 1\n  high: 2.0\n  distribution: pert\n  unit: CNY\n"
    b"  evidence: MEMORY\n  meaning: words\n  source: words\n"
)
SCENARIO = (
    b"title: Mine\nmonths: {from: 2022-01, to: 2026-12}\nparameters: {rate_curvature: 4}\nlevers:\n"
    b"  - {lever: rate_cap, basis: document, from: 2025-10-01, products: [platform_loan], cap: 24}\n"
)
WHOLE = {
    "statistics.csv": STATISTICS,
    "campaigns.csv": (CITY / "campaigns.csv").read_bytes()[:700].rsplit(b"\n", 1)[0],
    "seasons.csv": (CITY / "seasons.csv").read_bytes(),
    "products.csv": (CITY / "products.csv").read_bytes(),
    "own.yaml": PARAMETERS,
}
PIECES = [
    b"", b",", b'"', b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"nan", b"-", b"1e999", b"%", b":", b"{", b"[",
    b"&a", b"*a", b"!!x ", b"\t", b"'", b"#", b"0b1", b"2024-13", b"---\n",
    "\u4e0a".encode(), "\u2028".encode(), "\uff11".encode(),
]  # fmt: skip
MANY = settings(max_examples=80, deadline=None, derandomize=True)

edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(st.sampled_from(PIECES), st.binary(max_size=4))),
    min_size=1,
    max_size=4,
)


def spoilt(content, changes):
    """Some bytes taken out of a file at a share of its length, and others put there."""
    for share, taken, put in changes:
        at = int(share * len(content))
        content = content[:at] + put + content[at + taken :]
    return content


def refusal(read, name, content):
    """The error of a file, None where it is read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        try:
            read(file)
        except CreditSimError as error:
            return error
        finally:
            assert file.read_bytes() == content
    return None


@pytest.mark.parametrize("name", WHOLE)
def test_the_files_are_in_order_before_they_are_spoilt(name):
    assert refusal(check_file, name, WHOLE[name]) is None


@pytest.mark.parametrize("name", WHOLE)
@MANY
@given(changes=edits)
@example(changes=[(0.0, 10**6, b"")])
@example(changes=[(0.5, 0, b"x" * 200_000)])
@example(changes=[(0.18, 0, b"\n"), (0.1875, 4, b"\n")])
def test_a_spoilt_file_is_read_or_refused_in_whole_sentences(name, changes):
    error = refusal(check_file, name, spoilt(WHOLE[name], changes))
    for mistake in error.mistakes if error else ():
        assert mistake.what.endswith(".")
        assert mistake.remedy
        assert "\n" not in str(mistake)


@MANY
@given(changes=edits)
def test_a_spoilt_scenario_is_read_or_refused_in_one_line(changes):
    error = refusal(load_scenario, "own.yaml", spoilt(SCENARIO, changes))
    if error is not None:
        assert error.file
        assert error.remedy
        assert "\n" not in str(error)


@MANY
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    for name in ("own.csv", "own.yaml", "statistics.csv"):
        error = refusal(check_file, name, content)
        assert error is None or error.what
