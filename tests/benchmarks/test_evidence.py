"""The table of evidence: a claim can fail, what was not run stays, and a half-written table never shows."""

import csv

import pytest

from benchmarks import evidence
from benchmarks.claims import CLAIMS, INPUT, NO, REPORTED, YES, Claim, Row
from benchmarks.claims.registry import claim, judged, reported
from benchmarks.table import COMMAND, FILE, HEADER, read, write


def broken(settings):
    """The moon is made of cheese."""
    raise RuntimeError("nobody could look")


def interrupted(settings):
    raise KeyboardInterrupt


def claims(**measures):
    return {name: Claim(name, measure, "nature", "always", must_hold=True) for name, measure in measures.items()}


KNOWN = claims(
    water=lambda settings: [judged("water is wet", "wet", "wet", met=True)],
    sky=lambda settings: [judged("sky is green", "blue", "green", met=False), reported("height", "high")],
    moon=broken,
)


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(evidence, "CLAIMS", KNOWN)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "evidence.csv"


def lines(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def run(file, *words):
    return evidence.main([*words, "-o", str(file)])


def test_a_claim_that_holds_is_written_with_the_command_that_measures_it(file):
    assert run(file, "water") == 0
    assert lines(file) == [
        {"claim": "water is wet", "command": f"{COMMAND} water", "figure": "wet", "bar": "wet", "met": YES}
    ]


def test_a_claim_can_fail_and_fails_the_command(file):
    assert run(file, "sky") == 1
    assert [line["met"] for line in lines(file)] == [NO, REPORTED]


def test_a_level_that_is_reported_pass_or_not_fails_nothing(file, monkeypatch):
    level = Claim("sky", KNOWN["sky"].measure, "nature", "always", must_hold=False)
    monkeypatch.setattr(evidence, "CLAIMS", {"sky": level})
    assert run(file) == 0
    assert lines(file)[0]["met"] == NO


def test_a_claim_that_cannot_be_measured_says_so_and_hides_no_other(file):
    assert run(file) == 1
    assert [(line["claim"], line["met"]) for line in lines(file)] == [
        ("water is wet", YES),
        ("sky is green", NO),
        ("height", REPORTED),
        ("The moon is made of cheese", NO),
    ]
    assert lines(file)[3]["figure"] == "not measured: RuntimeError: nobody could look"


def test_rows_of_claims_that_are_not_run_stay_and_those_run_are_replaced_whole(file):
    run(file, "sky")
    assert run(file, "water") == 0
    assert [line["claim"] for line in lines(file)] == ["water is wet", "sky is green", "height"]
    assert run(file, "sky") == 1
    assert len(lines(file)) == 3


def test_rows_that_no_claim_makes_are_dropped(file):
    gone = f"old,{COMMAND} gone,1,1,yes"
    file.write_text(f"{','.join(HEADER)}\nby hand,creditsim run,1,1,yes\n{gone}\n", encoding="utf-8")
    run(file, "water")
    assert [line["claim"] for line in lines(file)] == ["water is wet"]


def test_sizes_that_are_not_the_usual_ones_stand_in_the_command(file):
    run(file, "water", "--large", "5000")
    assert lines(file)[0]["command"] == f"{COMMAND} water --large 5000"
    assert list(read(file)) == ["water"]


def test_what_was_measured_before_an_interruption_is_kept(file, monkeypatch):
    monkeypatch.setattr(evidence, "CLAIMS", {**claims(first=KNOWN["water"].measure, second=interrupted)})
    with pytest.raises(KeyboardInterrupt):
        run(file)
    assert [line["claim"] for line in lines(file)] == ["water is wet"]


def test_a_table_that_cannot_be_written_whole_leaves_the_old_one(file, monkeypatch):
    run(file, "water")
    before = file.read_bytes()

    def refuse(*values):
        raise OSError("disk is full")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(OSError, match="disk is full"):
        write({"water": ("", [Row("half", "", "", YES)])}, ["water"], file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_an_unknown_name_is_refused_with_a_hint(file, capsys):
    assert run(file, "watter") == 2
    assert "Did you mean 'water'?" in capsys.readouterr().err
    assert not file.exists()


def test_a_theme_stands_for_all_its_claims(file):
    run(file, "nature")
    assert len(lines(file)) == 4


def test_slow_and_full_claims_run_only_when_asked_for(monkeypatch):
    slow, full = (Claim(name, broken, "nature", name, must_hold=True) for name in ("slow", "full"))
    monkeypatch.setattr(evidence, "CLAIMS", {**KNOWN, "slow": slow, "full": full})
    assert [one.name for one in evidence.choose([])] == list(KNOWN)
    assert [one.name for one in evidence.choose([], slow=True)] == [*KNOWN, "slow"]
    assert [one.name for one in evidence.choose(["nature"])] == list(KNOWN)
    assert [one.name for one in evidence.choose(["nature"], full=True)] == [*KNOWN, "full"]
    assert [one.name for one in evidence.choose(["full"])] == ["full"]


def test_two_claims_of_one_name_are_refused():
    def ledger(settings):
        return ()

    with pytest.raises(ValueError, match="twice"):
        claim("books")(ledger)


def test_no_claim_bears_the_name_of_a_theme():
    assert not set(CLAIMS) & {one.theme for one in CLAIMS.values()}


def test_every_row_of_the_table_that_ships_is_made_by_a_claim_and_every_usual_claim_has_rows():
    shipped = read(FILE)
    assert sum(len(rows) for _, rows in shipped.values()) == len(lines(FILE))
    assert set(shipped) <= set(CLAIMS)
    assert {name for name, one in CLAIMS.items() if one.run == "always"} <= set(shipped)
    assert {row.met for _, rows in shipped.values() for row in rows} <= {YES, NO, REPORTED, INPUT}
