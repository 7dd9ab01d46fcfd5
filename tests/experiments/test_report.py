"""Reports: each kind of result gives a page that stands alone, says no more than it holds, and is the same again."""

import ast
import base64
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

import experiments.report as package
from calibration.skill.table import shipped_record
from experiments.comparison.store import save_effects
from experiments.report import Words, load_report_result, report_page
from experiments.report.words import chinese
from sim.indicators import INDICATORS
from sim.scenarios import load_scenario, number_table

KINDS = ("run", "projection", "comparison", "mixes", "discovery", "sensitivity", "study")
DRAWN = ("projection", "study")
"""Kinds whose pictures are drawn: the others have theirs laid out and not drawn, which takes most of the time."""

PICTURES = {"run": 4, "projection": 1, "comparison": 5, "mixes": 5, "discovery": 1, "sensitivity": 3, "study": 1}
HOSTILE = "<script>alert('“1”')</script> & more"


@pytest.fixture(scope="module")
def pages(folders):
    """The page of each kind in English; that of the search has its discovery beside it."""
    made = {}
    for kind in KINDS:
        shown = ("mixes", "discovery") if kind == "mixes" else (kind,)
        with pytest.MonkeyPatch.context() as patched:
            if kind not in DRAWN:
                patched.setattr("experiments.report.pictures.png_of", lambda _: b"no picture")
            made[kind] = report_page([load_report_result(folders[one]) for one in shown], Words("en"))
    return made


class Seen(HTMLParser):
    """What a page holds: text, places that it names, and tags that it opens and closes."""

    def __init__(self, page):
        super().__init__()
        self.text, self.links, self.ids, self.open, self.tags, self.attributes = "", [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes.append((tag, found))
        self.links += [found[name] for name in ("src", "href", "srcset", "data", "action") if name in found]
        self.ids += [found["id"]] if "id" in found else []
        if tag not in {"meta", "img", "br", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text += data


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_stands_alone_and_is_well_formed(pages, kind):
    seen = Seen(pages[kind])
    assert seen.open == []
    assert not {"script", "link", "iframe", "object", "base"} & set(seen.tags)
    outside = [link for link in seen.links if not link.startswith(("data:image/png;base64,", "#"))]
    assert outside == []
    assert "http" not in re.sub(r"data:image/png;base64,[\w+/=]+", "", pages[kind])
    assert "url(" not in pages[kind]
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)


@pytest.mark.parametrize("kind", KINDS)
def test_tables_have_captions_and_heads_and_pictures_have_words(pages, kind):
    seen = Seen(pages[kind])
    assert seen.tags.count("caption") == seen.tags.count("table") > 4
    assert all("scope" in found for tag, found in seen.attributes if tag == "th")
    assert all(found["alt"] for tag, found in seen.attributes if tag == "img")
    assert seen.tags.count("figcaption") == seen.tags.count("figure") == PICTURES[kind]
    assert ("html", {"lang": "en"}) in seen.attributes


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_how_it_was_made_what_it_rests_on_and_its_limits(pages, folders, kind):
    text = Seen(pages[kind]).text
    result = load_report_result(folders[kind])
    assert result.mark in text
    assert str(result.record["code"]) in text
    for words in ("creditsim ", "Partial equilibrium", "external_share", "Every number of the scenarios"):
        assert words in text
    assert shipped_record()[0] in text
    assert "In force, but in no run" in text
    if kind != "discovery":
        assert "not identified by public data" in text.split("Contents")[0]


@pytest.mark.parametrize("kind", ["comparison", "mixes"])
def test_every_number_of_a_scenario_stands_with_its_basis(pages, kind):
    name = "shanghai/actual" if kind == "mixes" else "shanghai/no_policy"
    page = Seen(pages[kind]).text
    rows = number_table(load_scenario(name))
    assert len(rows) > 10
    for row in rows:
        assert re.search(rf"{re.escape(row.name + row.value + row.unit)}{row.basis}", page), row


def test_a_study_says_what_it_assumes_itself(pages):
    text = Seen(pages["mixes"]).text
    for words in ("city_vouchers.quota", "1.50 bn CNY", "unemployment_rate", "rate_curvature", "60%"):
        assert words in text.split("What the study itself assumes")[1]


@pytest.mark.usefixtures("plain_pictures")
def test_a_number_that_changes_is_named_anew(folders, tmp_path, pages):
    copied = tmp_path / "comparison"
    shutil.copytree(folders["comparison"], copied)
    from experiments.comparison import load_effects

    effects = load_effects(copied)
    told = json.loads(effects.attrs["run_record"])
    document = told["scenario_documents"]["mix 1"]
    document["levers"][0]["basis"] = "literature"
    effects.attrs["run_record"] = json.dumps(told)
    save_effects(effects, copied)
    page = Seen(report_page([load_report_result(copied)], Words("en"))).text
    assert page.count("literature") > Seen(pages["comparison"]).text.count("literature")


@pytest.mark.parametrize("kind", ["projection", "study", "discovery"])
def test_pictures_are_within_the_page(pages, kind):
    (link,) = [link for link in Seen(pages[kind]).links if link.startswith("data:")]
    content = base64.b64decode(link.partition(",")[2])
    assert content.startswith(b"\x89PNG")
    assert len(content) > 10_000


def test_titles_are_escaped(pages):
    for kind in ("comparison", "sensitivity"):
        assert "<script>" not in pages[kind]
        assert HOSTILE in Seen(pages[kind]).text


def test_the_same_results_give_the_same_bytes_wherever_they_lie(folders, pages, tmp_path):
    for kind in ("study", "discovery", "projection"):
        shutil.copytree(folders[kind], tmp_path / kind)
        assert report_page([load_report_result(tmp_path / kind)], Words("en")) == pages[kind]


def test_a_comparison_tells_apart_only_what_its_intervals_do(pages):
    glance = Seen(pages["comparison"]).text.split("Contents")[0]
    assert "nothing differs from the base" in glance
    assert "no difference" in glance
    assert re.search(r"changes by \+40\d pp \(\+39\d to \+4\d\d pp\), further from zero", glance)
    assert re.search(r"per net yuan of retail sales: (0\.9|1\.0)\d \(", glance)


@pytest.mark.usefixtures("plain_pictures")
def test_an_effect_whose_interval_covers_zero_cannot_be_told(effects_of, folders, tmp_path):
    effects = effects_of([0.001, 0.002], noise=1.0)
    scenario = load_scenario("shanghai/no_policy").document()
    made = json.loads(load_report_result(folders["comparison"]).data.attrs["run_record"])
    record = {
        **json.loads(effects.attrs["run_record"]),
        "scenario_documents": dict.fromkeys(("base", "mix 1", "mix 2"), scenario),
    }
    effects.attrs["run_record"] = json.dumps({**made, **record})
    save_effects(effects, tmp_path)
    glance = Seen(report_page([load_report_result(tmp_path)], Words("en"))).text.split("Contents")[0]
    assert "no change of credit growth less retail growth in 2026-12 can be told" in glance
    assert "cannot be told apart: “" in glance
    assert "not determined" in glance


def test_a_search_says_first_what_to_look_at_its_cost_and_where_it_fails(pages):
    glance = Seen(pages["mixes"]).text.split("Contents")[0]
    for words in ("Of the mixes raced, look first at", "nearer to zero", "It costs the public", "stay in the set"):
        assert words in glance
    assert "futures and luck that the race had not seen" in glance
    assert re.search(r"fails \(the gap lies more than 7 points from zero\) in \d+%", glance)
    assert "It fails most where unemployment rate above" in glance


@pytest.mark.usefixtures("plain_pictures")
def test_a_discovery_of_another_study_is_not_taken_for_this_one(folders, tmp_path):
    shutil.copytree(folders["discovery"], tmp_path / "other")
    record = json.loads((tmp_path / "other" / "record.json").read_text(encoding="utf-8"))
    record["study"]["budget"] = 1.0
    (tmp_path / "other" / "record.json").write_text(json.dumps(record), encoding="utf-8")
    both = [load_report_result(place) for place in (folders["mixes"], tmp_path / "other")]
    glance = Seen(report_page(both, Words("en"))).text.split("Contents")[0]
    assert "In which futures it fails was not looked for" in glance


def test_a_sensitivity_names_the_factor_that_moves_the_effect(pages):
    glance = Seen(pages["sensitivity"]).text.split("Contents")[0]
    assert re.search(r"retail sales, whole run: moved most by external share \(0\.9\d\)", glance)
    assert "leakage" not in glance


def test_a_study_gives_paired_differences_where_both_runs_are_kept(pages):
    glance = Seen(pages["study"]).text.split("Contents")[0]
    assert re.search(r"\+(0\.9|1\.0)\d pp \(\+0\.9\d to \+1\.0\d pp\), higher", glance)
    assert "11 of 12 runs are kept, 1 failed" in glance


def test_a_run_claims_no_effect(pages):
    glance = Seen(pages["run"]).text.split("Contents")[0]
    assert "One run has luck of its own and no interval" in glance
    assert "95 %" not in glance


@pytest.mark.usefixtures("plain_pictures")
@pytest.mark.parametrize(("households", "warned"), [(300, True), (1_999, True), (2_000, False)])
def test_the_page_of_a_projection_warns_of_few_households(households, warned, folders, tmp_path):
    shutil.copytree(folders["projection"], tmp_path / "small")
    file = tmp_path / "small" / "record.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**record, "households": households}), encoding="utf-8")
    page = Seen(report_page([load_report_result(tmp_path / "small")], Words("en")))
    assert (f"{households:,} households are few: luck of the sample" in page.text) == warned


@pytest.mark.usefixtures("plain_pictures")
def test_several_results_become_chapters_with_one_list_of_assumptions(folders):
    page = Seen(report_page([load_report_result(folders[kind]) for kind in ("study", "projection")], Words("en")))
    assert {"chapter-1", "chapter-2", "assumptions", "record", "limits", "made", "numbers"} <= set(page.ids)
    assert page.text.count("Numbers of the scenarios by basis") == 1


@pytest.mark.usefixtures("plain_pictures")
@pytest.mark.parametrize("kind", KINDS)
def test_everything_on_a_page_has_chinese_words(folders, kind):
    words = Words("zh")
    page = report_page([load_report_result(folders[kind])], words)
    assert words.untold == []
    assert '<html lang="zh">' in page
    assert "目录" in page
    assert "无法由公开数据识别" in page


def test_every_text_in_the_code_has_chinese_words_with_the_same_parts():
    texts = set()
    for file in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "words":
                texts |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    assert len(texts) > 150
    assert texts - set(chinese()) == set()
    for english, told in chinese().items():
        assert set(re.findall(r"\{\w+\}", told)) == set(re.findall(r"\{\w+\}", english)), english
        assert told.strip(), english


def test_numbers_keep_scale_and_digits_of_their_interval():
    english, told = Words("en"), Words("zh")
    assert str(english.told(1.2e9, -3e7, 2.4e9, "CNY")) == "+1.20 bn CNY (−0.03 to +2.40 bn CNY)"
    assert str(told.told(1.2e9, -3e7, 2.4e9, "CNY")) == "+12.0 亿元（−0.3至+24.0 亿元）"
    assert english.told(0.001, 0.0005, 0.0015, "fraction").sure == 1
    assert english.told(-0.001, -0.0015, 0.0005, "fraction").sure == 0
    assert english.told(0.0, 0.0, 0.0, "1").same
    assert english.amount(float("nan"), "CNY") == "–"
    assert english.indicator("credit_growth", "fraction", 0.052) == "+5.20%"
    assert english.indicator("growth_gap", "fraction", -0.011) == "−1.10 pp"
    assert english.ratio(float("nan"), 0.0, 1.0) == "not determined"
    assert all(INDICATORS[name].meaning_zh for name in INDICATORS)
