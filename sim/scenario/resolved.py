"""The resolved scenario: every default filled in, each number with its source, status and range, as YAML."""

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from sim.scenario.document import Document
from sim.scenario.leaves import Leaf, Path, leaves
from sim.scenario.parameters import Ranges, as_written, key_of, said_of
from sim.scenario.scenario import PLAY_ALL, Scenario

_WIDTH = 4096  # a number and what is said of it stay on one line


def resolved_text(scenario: Scenario, document: Document) -> str:
    """Return a scenario as YAML that loads again to the same run key.

    What a mapping said of all that is in it is written beside each number, so that no default inherits a source.
    """
    writer = YAML()
    writer.width = _WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    writer.dump(_formed(resolved_data(scenario, document)), text)
    return text.getvalue()


def resolved_data(scenario: Scenario, document: Document) -> dict[str, Any]:
    """Return the plain data of a resolved scenario."""
    data: dict[str, Any] = scenario.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude={"extends", "study"}
    )
    for operator in data["operators"].values():
        by_population = operator.pop("users_of", None)
        if by_population:
            operator["users"] = by_population
    if scenario.panel == PLAY_ALL:
        data["panel"] = "all"
    numbers = {leaf.path: leaf for leaf in leaves(scenario)}
    for place, said in document.sources.items():
        path = tuple(map(str, place))
        if path not in numbers and ("source" in said or "status" in said):
            _annotate(data, path, {key: said[key] for key in ("source", "status", "note") if key in said})
    ranges = Ranges(scenario, document)
    for leaf in numbers.values():
        _annotate(data, leaf.path, _said(leaf, document, ranges))
    if "study" in document.data:
        data["study"] = document.data["study"]  # as written: its policies are changes of this scenario
    return data


def _said(leaf: Leaf, document: Document, ranges: Ranges) -> dict[str, Any]:
    """Return what is to stand beside the value of a leaf."""
    if as_written(leaf.path, document) is None:
        return {"status": "assumption"}
    bounds, (source, status) = ranges.of(leaf.path)[0], said_of(leaf.path, document)
    said: dict[str, Any] = {}
    if bounds is not None and leaf.quantity is not None:
        said["range"] = [leaf.quantity.write(end) for end in bounds]
    if source:
        said["source"] = source
    note = document.sources.get(key_of(leaf.path, document), {}).get("note")
    return said | {"status": status} | ({"note": note} if note else {})


def _annotate(data: dict[str, Any], path: Path, said: dict[str, Any]) -> None:
    """Put what is said of a value beside it: into its mapping, or with it into one of its own."""
    *above, last = path
    here: Any = data
    for part in above:
        here = _inside(here, part)
    there = _inside(here, last)
    if there is None:
        return  # of something that is not there any more
    told = (
        there | {key: text for key, text in said.items() if key != "note"}
        if isinstance(there, dict)
        else {"value": there} | said
    )
    here[int(last) if isinstance(here, list) else last] = told


def _inside(here: Any, part: str) -> Any:
    """Return what stands under a name of a mapping or a number of a list; None if there is nothing."""
    if isinstance(here, list):
        return here[int(part)] if part.isdecimal() and int(part) < len(here) else None
    return here.get(part) if isinstance(here, dict) else None


def _formed(value: Any) -> Any:
    """Return data in the writer's types: what holds no mapping stands on one line."""
    if isinstance(value, dict):
        formed = CommentedMap((key, _formed(inside)) for key, inside in value.items())
        if "value" in value or not value:
            formed.fa.set_flow_style()
        return formed
    if isinstance(value, list):
        row = CommentedSeq([_formed(inside) for inside in value])
        row.fa.set_flow_style()
        return row
    return LiteralScalarString(value) if isinstance(value, str) and "\n" in value else value
