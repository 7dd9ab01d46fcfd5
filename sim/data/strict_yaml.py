"""YAML 1.2 read strictly: no duplicate keys, no anchors, no tags, and the line of every key is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.data.documents import Document, Place, Source

_PLAIN = "tag:yaml.org,2002:"


def parse(text: str, file: Path, kind: Document) -> Source:
    """The map that a text holds. Raises ScenarioError for whatever is no such map."""
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Source(None, file, {(): line}).error(
            f"this is no YAML: {_problem(error)}.", _hint(error, text, line)
        ) from None
    except YAMLError:
        rows = enumerate(text.split("\n"), 1)
        line = next((k for k, row in rows if not row.replace("\t", "").isprintable()), 1)
        remedy = "Delete the character: it is invisible in most editors."
        raise Source(None, file, {(): line}).error("there is a control character in the text.", remedy) from None
    except RecursionError:
        raise Source(None, file, {(): 1}).error("entries are nested too deeply.", "Write a flat list or map.") from None
    if node is None:
        raise Source(None, file, {(): 1}).error("the file is empty.", kind.begin)
    lines: dict[Place, int] = {(): node.start_mark.line + 1}
    source = Source(None, file, lines)
    data = _value(node, (), source)
    if not isinstance(data, dict):
        raise source.error(f"{kind.noun} is a map of keys.", kind.map)
    return source._replace(data=data)


def _problem(error: MarkedYAMLError) -> str:
    return " ".join(str(error.problem or error.context).split())


def _hint(error: MarkedYAMLError, text: str, line: int) -> str:
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    if "\t" in row:
        return "Indent with spaces, not with tabs."
    if "document" in _problem(error):
        return "Keep one document a file: no '---' between entries."
    if "alias" in _problem(error):
        return "Write the value out: anchors and aliases are not used here."
    return "Check indentation, colons, brackets and quotes here and in the line above."


def _value(node: Node, place: Place, source: Source) -> Any:
    if node.anchor is not None:
        source.lines[place] = node.start_mark.line + 1
        raise source.error(
            f"the anchor '{node.anchor}' is not used here.", "Write the value out in both places.", place
        )
    tag = str(node.tag)
    if isinstance(node, MappingNode) and tag == f"{_PLAIN}map":
        return _map(node, place, source)
    if isinstance(node, SequenceNode) and tag == f"{_PLAIN}seq":
        items = []
        for k, item in enumerate(node.value):
            source.lines[*place, k] = item.start_mark.line + 1
            items.append(_value(item, (*place, k), source))
        return items
    if isinstance(node, ScalarNode):
        return _scalar(node.value, tag, place, source)
    raise source.error(f"the tag '{tag}' is not used here.", "Delete the tag: nothing in a file is executed.", place)


def _map(node: MappingNode, place: Place, source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = key.value if isinstance(key, ScalarNode) else None
        where = (*place, str(name))
        first = source.lines.get(where)
        source.lines[where] = line
        if name is None or str(key.tag) not in {f"{_PLAIN}str", f"{_PLAIN}int", f"{_PLAIN}float"}:
            raise source.error("this key is no word.", "Write a plain word before the colon.", where)
        if name in found:
            raise source.error(f"'{name}' is written twice (first in line {first}).", "Keep one of the two.", where)
        found[name] = _value(value, where, source)
    return found


def _scalar(text: str, tag: str, place: Place, source: Source) -> Any:
    kind = tag.removeprefix(_PLAIN)
    if kind in {"str", "timestamp"}:
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0 if text.lstrip("+-")[:2] in {"0x", "0o"} else 10)
        if kind == "float":
            return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        raise source.error(f"'{text[:40]}' is no number that can be read.", "Write it as 3000 or 1.5.", place) from None
    raise source.error(f"the tag '{tag}' is not used here.", "Delete the tag: nothing in a file is executed.", place)
