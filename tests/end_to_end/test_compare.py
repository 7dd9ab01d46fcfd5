"""`creditsim compare` as a user meets it: tables, files, and one message for what cannot be compared."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import experiments
from creditsim import compare as command
from creditsim.compare_words import amount, interval, per_yuan, sequence, verdict
from experiments.comparison import gathering, load_effects

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ["effects", "growth_gap", "incidence", "risk_against_effect", "timeline"]
FILES = ["effects.csv", "effects.nc", *(f"figures/{name}.png" for name in PICTURES), "record.json"]
COUPLE = ("compare", "shanghai/actual", "shanghai/no_policy")


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_two_scenarios_at_2000_households_from_the_command_line(tmp_path):
    """A true call in a process of its own, two pairs."""
    words = [sys.executable, "-c", "from creditsim.app import main; main()", *COUPLE, "-n", "2000", "--seeds", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "results" / "compare-shanghai-actual-shanghai-no_policy-2000-2"
    assert files(folder) == FILES
    for said in (
        "Does it raise consumption?",
        "What becomes of the loans?",
        "What does it cost the public?",
        "public cost, CNY per net yuan",
        "chance that the gap lies within",
        "Who gains: fifths of income",
        "as far as they can be told apart",
        "2,000 households, 2 pairs of runs to 2028-12",
        "parameters: the medoid of the posterior",
    ):
        assert said in done.stdout, said
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert record["comparison"] == ["shanghai/actual", "shanghai/no_policy"]
    assert (record["households"], record["pairs"], record["last"], record["at"]) == (2000, 2, "2028-12", "2026-12")
    effects = load_effects(folder).isel(response=0).sel(scenario="shanghai/no_policy")
    assert float(effects["effect"].sel(measure="fiscal_cost_total")) < 0
    assert float(effects["error_ratio"].sel(measure="fiscal_cost_total")) > 0


def test_a_scenario_that_is_the_base_is_said_to_differ_in_nothing(tmp_path, said, monkeypatch):
    """Sixteen months, 200 households: the command in this process."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "same.yaml").write_text(
        "title: The same\nextends: shanghai/actual\nmonths: {from: 2022-01, to: 2026-12}\n", encoding="utf-8"
    )
    words = ("-n", "200", "--seeds", "2", "--last", "2023-04", "--precision")
    code, printed, complaint = said("compare", "shanghai/actual", "same.yaml", *words[:-1], "-o", "out")
    assert code == 0, complaint
    assert "same: nothing differs from shanghai/actual, to the last bit." in printed
    assert "Does it raise consumption?" not in printed
    assert files(tmp_path / "out") == FILES


@pytest.mark.parametrize("split", [True, False])
def test_a_full_split_says_beforehand_how_long_it_takes(split, tmp_path, said, monkeypatch):
    """Two levers: three mixes, four seeds."""
    monkeypatch.chdir(tmp_path)
    entry = "  - {lever: rate_trial, id: ID, products: [consumer_loan], points: 1, from: 2022-03, basis: assumption}\n"
    levers = "".join(entry.replace("ID", name) for name in ("one", "two"))
    (tmp_path / "two.yaml").write_text(f"title: Two\nextends: shanghai/no_policy\nlevers:\n{levers}", encoding="utf-8")
    words = ("-n", "100", "--seeds", "2", "--last", "2022-06", "--at", "2022-05", "-o", "out")
    code, printed, told = said("compare", "shanghai/no_policy", "two.yaml", *(["--split"] * split), *words)
    assert code == 0, told
    line = r"Sharing out: 12 mixes of clauses after 2 pairs of runs, about \d+\.\d minutes, reckoned from \d+ runs\."
    assert len(re.findall(line, told)) == split
    assert "Sharing out" not in printed


def test_a_folder_with_other_files_is_refused_before_anything_runs(tmp_path, said, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(command, "compared", lambda *_: pytest.fail("the runs began"))
    code, _, complaint = said(*COUPLE, "-o", "out")
    assert code == 2
    assert "holds other files, and nothing is overwritten" in complaint


def test_help_names_the_fewest_seeds_that_an_interval_needs(said, monkeypatch, tmp_path):
    """Two pairs, or one of each of several draws: what help says is what is refused and what begins."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gathering, "pair_answers", begun)
    told = " ".join(said("compare", "--help")[1].split())
    assert "pairs of runs, 2 at least for an interval; with --draws pairs of each draw, 1 at least" in told
    code, _, complaint = said(*COUPLE, "--seeds", "1")
    assert code == 2
    assert "Ask for 2 at least (--seeds), or for several draws of the parameters (--draws)." in complaint
    for enough in (("--seeds", "2"), ("--seeds", "1", "--draws", "2")):
        with pytest.raises(RuntimeError, match="begun"):
            said(*COUPLE, *enough)


def begun(*_):
    raise RuntimeError("begun")


def test_other_first_months_are_one_message(tmp_path, said, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "later.yaml").write_text(
        "title: Later\nextends: shanghai/actual\nmonths: {from: 2023-01, to: 2026-12}\n", encoding="utf-8"
    )
    code, _, complaint = said("compare", "shanghai/actual", "later.yaml")
    assert code == 2
    assert "begins in 2022-01, 'later' in 2023-01" in complaint
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("draws", [1, 4])
def test_limits_precision_and_draws_are_told(draws, effects_made, tmp_path, said, monkeypatch):
    """Every table of a comparison made by hand, with all that can be asked for."""
    monkeypatch.chdir(tmp_path)
    record = {
        "parameters_from": "prior",
        "precision": 0.1,
        "stopped": {"mix 1": {"credit": "precision", "vintage_12": ""}},
    }
    effects = effects_made(draws, record)
    monkeypatch.setattr(experiments, "compare", lambda *_, **__: effects)
    code, printed, complaint = said(*COUPLE, "-o", "out")
    assert code == 0, complaint
    for words in ("Does the form of the response to rates matter?", "semi-log", "no order: the two limits"):
        assert words in printed, words
    assert "still too wide: vintage_12 in mix 1" in printed
    assert ("the means of 4 draws" in printed) == (draws == 4)


@pytest.fixture
def effects_made():
    """Makes a comparison with both limits, which disagree, by the tools of the comparison's own tests."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("made_by_hand", ROOT / "tests" / "experiments" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def made(draws, record):
        effects = module.made_effects([(2.0, 3.0, -3.0)], draws=draws, responses=3)
        whole = {**json.loads(effects.attrs["run_record"]), **record}
        return effects.assign_attrs(run_record=json.dumps(whole))

    return made


def test_numbers_are_written_for_people():
    assert amount(1.234e10, "CNY") == "+12.34 bn CNY"
    assert amount(-4.2e7, "CNY") == "-42.00 m CNY"
    assert amount(0.0123, "fraction") == "+1.230 pp"
    assert amount(0.05, "1/year", sign="") == "5.000 % a year"
    assert amount(-1500.0, "1") == "-1.5 k"
    assert amount(float("nan"), "CNY") == "-"
    assert interval(-1e9, 2e9, "CNY") == "-1.00 to +2.00 bn"
    assert interval(-1.1e8, 5e7, "CNY") == "-110.00 to +50.00 m"
    assert interval(0.0, 0.0, "CNY") == "exactly 0"
    assert [verdict(*ends) for ends in ((1, 2), (-2, -1), (-1, 1), (0, 0))] == [
        "higher", "lower", "no effect can be told", "no difference",
    ]  # fmt: skip
    assert per_yuan({"value": float("nan"), "low": float("nan"), "high": float("nan")}) == "not determined"
    assert per_yuan({"value": 0.5, "low": 0.4, "high": 0.7}) == "0.50 (0.40 to 0.70)"
    assert sequence((("a",), ("b", "c"))) == "a  >  [b, c: cannot be told apart]"
    assert sequence((("a", "b"),)) == "cannot be told apart: a, b"
