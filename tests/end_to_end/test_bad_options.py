"""Words on the command line that cannot be meant: each is named, with exit code 2, and nothing is written."""

import pytest

import creditsim.show


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to stand in, where no run may begin."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(creditsim.show, "simulated", lambda *_: pytest.fail("the run began"))
    return tmp_path


OPTIONS = [
    *(
        (("run", "shanghai/actual", "-n", value), "'--households' / '-n'")
        for value in ("0", "-5", "99", "1e4", "20000001")
    ),
    *((("run", "shanghai/actual", "-n", value), "'--households' / '-n'") for value in ("many", "", "2.5")),
    *((("run", "shanghai/actual", "--seed", value), "'--seed'") for value in ("-1", str(2**64), "x", "1.5")),
    *((("run", "shanghai/actual", "--draw", value), "'--draw'") for value in ("-1", str(2**20), "last")),
    *((("run", "shanghai/actual", "--threads", value), "'--threads' / '-t'") for value in ("0", "-1", "1025", "all")),
    (("run", "shanghai/actual", "-n"), "requires an argument"),
    (("run",), "Missing argument"),
    (("run", "shanghai/actual", "shanghai/no_policy"), "unexpected extra argument"),
    (("run", "shanghai/actual", "--seeds", "3"), "No such option: --seeds"),
    (("run", "shanghai/actuall"), "Did you mean 'shanghai/actual'?"),
    (("run", "beijing/actual"), "there is no scenario 'beijing/actual'"),
    (("run", "absent.yaml"), "absent.yaml line 1: there is no such file"),
    (("run", ""), "there is no scenario ''"),
    (("compare", "shanghai/actual"), "Missing argument"),
    (("compare", "shanghai/actual", "shanghai/no_polcy"), "Did you mean 'shanghai/no_policy'?"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--seeds", "1"), "1 seeds are too few for an interval"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--seeds", "0"), "'--seeds'"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--draws", "0"), "'--draws'"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--precision", "-1"), "a precision must be above 0"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--at", "soon"), "'soon' is no month"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--at", "2021-12"), "lies before the first month"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--last", "2021-12"), "before 'from'"),
    (("compare", "shanghai/actual", "shanghai/no_policy", "--last", "someday"), "someday"),
    *((("data", "population", "--households", value), "'--households'") for value in ("1", "99")),
    (("verify",), "Missing argument"),
    (("verify", "nowhere"), "there is no result here"),
    (("verify", "nowhere", "-t", "0"), "'--threads' / '-t'"),
    (("indicators", "nowhere"), "there is no result here"),
    (("indicators", "--csv", "nowhere"), "there is no result here"),
    (("levers", "vouchr"), "Did you mean 'voucher'?"),
    (("levers", "helicopter"), "Choose from adoption_speed, appliance_subsidy"),
    (("parameters", "no such word"), "no parameter has 'no such word'"),
    (("scenarios", "show", "shanghai/actul"), "Did you mean 'shanghai/actual'?"),
    (("scenarios", "check", "absent.yaml"), "there is no such file"),
    (("scenarios", "diff", "shanghai/actual"), "Missing argument"),
    (("scenarios", "chek"), "Did you mean 'check'"),
    (("data", "check", "absent.csv"), "there is no such file or folder"),
    (("data", "list", "--folder", "absent"), "there are no statistics tables here"),
    (("data", "population", "--households", "0"), "'--households'"),
    (("data", "population", "--seed", "-1"), "'--seed'"),
    (("docs", "--folder", "absent/deep"), "there is no folder absent"),
    (("docs", "--readme", "nowhere"), "nowhere: there is no such folder"),
    (("scnarios",), "Did you mean 'scenarios'?"),
    (("nonsense",), "No such command 'nonsense'"),
]


@pytest.mark.parametrize(("words", "says"), OPTIONS, ids=[" ".join(words) for words, _ in OPTIONS])
def test_a_bad_word_on_the_command_line_is_named_and_nothing_is_written(words, says, here, said):
    code, _, complaint = said(*words)
    assert code == 2
    assert says in complaint
    assert "Traceback" not in complaint
    assert list(here.iterdir()) == []
