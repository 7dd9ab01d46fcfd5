"""What is kept beside the compiled code: made once, made again where it is damaged, never in the way."""

import pytest

from sim.data.documents import SCENARIO, read_yaml
from sim.data.strict_yaml import parse
from sim.engine import cache
from sim.errors import ScenarioError
from sim.scenarios.loader import SCENARIOS


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A cache home of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_a_value_is_made_once(home):
    calls = []
    make = lambda: calls.append(1) or {"a": [1, 2.5, "x", None]}  # noqa: E731
    assert cache.remembered(b"text", make) == cache.remembered(b"text", make) == {"a": [1, 2.5, "x", None]}
    assert len(calls) == 1
    assert cache.remembered(b"other text", lambda: 7) == 7


def test_a_damaged_value_is_made_again(home):
    cache.remembered(b"text", lambda: [1])
    (file,) = home.rglob("*.json")
    file.write_text("[1")
    assert cache.remembered(b"text", lambda: [2]) == [2]
    assert cache.remembered(b"text", lambda: [3]) == [2]
    assert list(file.parent.iterdir()) == [file]


def test_where_nothing_can_be_kept_all_is_made(tmp_path, monkeypatch):
    file = tmp_path / "a file, no folder"
    file.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(file))
    assert [cache.remembered(b"text", lambda k=k: k) for k in range(2)] == [0, 1]


def test_where_the_cache_cannot_be_written_a_folder_among_temporary_files_serves(tmp_path, monkeypatch):
    file = tmp_path / "a file, no folder"
    file.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    assert [cache.remembered(b"text", lambda k=k: k) for k in range(2)] == [0, 0]
    assert cache.cache_folder().is_relative_to(tmp_path)


def test_a_fault_is_not_kept(home):
    def fail():
        raise ScenarioError("no", remedy="Mend it.")

    with pytest.raises(ScenarioError):
        cache.remembered(b"text", fail)
    assert not list(home.rglob("*.json"))


@pytest.mark.parametrize("file", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda file: file.stem)
def test_a_kept_document_is_the_document(home, file):
    fresh, kept = read_yaml(file), read_yaml(file)
    assert fresh == kept == parse(file.read_text(encoding="utf-8"), file, SCENARIO)
    assert list(fresh.data) == list(kept.data)
