"""Maps in files: node-link JSON and GraphML of the user, and the maps that topohub brings."""

import difflib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from xml.etree import ElementTree

import networkx as nx

from sim.world.sketch import MapError, Place, Sketch, length_km, position

MOST_BYTES = 10_000_000


def node_link_file(name: str, folder: Path) -> Sketch:
    """Read node-link JSON, as networkx and topohub write it, from a file inside a folder."""
    where = f"map {name!r}"
    return _node_link(_parsed(_text(name, folder), where), where)


def graphml_file(name: str, folder: Path) -> Sketch:
    """Read GraphML, as yEd and the Topology Zoo write it, from a file inside a folder.

    A document type is refused before anything is parsed: entities that name each other fill the memory, and
    those that name files read them. The text is decoded here, so an encoding that it declares hides neither.
    """
    where, text = f"map {name!r}", _text(name, folder)
    lowered = text.lower()
    for refused in ("<!doctype", "<!entity"):
        if refused in lowered:
            raise MapError(f"{where}: holds {refused.upper()}; wanted GraphML without a document type")
    try:
        graph = nx.parse_graphml(text)
    except ElementTree.ParseError as fault:
        raise MapError(f"{where}: is no XML ({fault}); wanted GraphML") from None
    except (nx.NetworkXError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise MapError(f"{where}: is no GraphML that networkx reads; wanted <graphml> with one <graph>") from None
    places = tuple(_place(node, data) for node, data in graph.nodes(data=True))
    return Sketch(places, tuple((a, b, length_km(data.get("dist"))) for a, b, data in graph.edges(data=True)))


def topohub_map(name: str) -> Sketch:
    """Read a map that comes with topohub, such as ``topozoo/Chinanet``."""
    # Its own `get` leaves the file open and would follow "..": the closed list of names does neither.
    known = _topohub()
    if name not in known:
        lowered = {key.lower(): key for key in known}
        by_last = {key.rpartition("/")[2].lower(): key for key in known}
        last = name.rpartition("/")[2].lower()
        near = [lowered[hit] for hit in difflib.get_close_matches(name.lower(), lowered, n=3, cutoff=0.7)]
        near += [by_last[hit] for hit in difflib.get_close_matches(last, by_last, n=3, cutoff=0.8)]
        nearest = " or ".join(dict.fromkeys(near)) or "topozoo/Abilene"
        raise MapError(f"map 'topohub:{name}': topohub has no such map; did you mean {nearest}?")
    return _node_link(json.loads(known[name].read_text("utf-8")), f"map 'topohub:{name}'")


@cache
def _topohub() -> dict[str, Traversable]:
    return dict(_topohub_files())


def _topohub_files(under: Traversable | None = None, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in (under or resources.files("topohub") / "data").iterdir():
        if entry.is_dir():
            yield from _topohub_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".json"):
            yield prefix + entry.name.removesuffix(".json"), entry


def _text(name: str, folder: Path) -> str:
    path = _inside(name, folder)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise MapError(f"map {name!r}: cannot be read ({fault.strerror}); wanted a file") from None
    if len(content) > MOST_BYTES:
        raise MapError(f"map {name!r}: is over {MOST_BYTES // 1_000_000} MB; wanted a smaller map")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MapError(f"map {name!r}: is binary or not UTF-8; wanted UTF-8 text") from None
    if "\0" in text:
        raise MapError(f"map {name!r}: is binary; wanted UTF-8 text")
    if not text.strip():
        raise MapError(f"map {name!r}: is empty; wanted a map")
    return text


def _inside(name: str, folder: Path) -> Path:
    """Return the path of a file inside a folder; links that lead out are followed and refused."""
    parts = PurePosixPath(name).parts
    if (
        PurePosixPath(name).is_absolute()
        or PureWindowsPath(name).anchor
        or "\\" in name
        or ".." in parts
        or "\0" in name
    ):
        raise MapError(f"map {name!r}: leads out of the scenario's folder; wanted a file inside it")
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise MapError(f"map {name!r}: leads out of the scenario's folder; wanted a file inside it")
    if not path.is_file():
        raise MapError(f"map {name!r}: there is no such file; wanted a file in the scenario's folder")
    return path


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise MapError(f"{where}: is no JSON ({fault.msg} at {fault.lineno}:{fault.colno}); wanted a map") from None
    except (RecursionError, ValueError):  # too deep; a number of too many digits
        raise MapError(f"{where}: is no JSON of a map; wanted keys 'nodes' and 'edges'") from None


def _node_link(document: Any, where: str) -> Sketch:
    wanted = "wanted {'nodes': [{'id': ...}], 'edges': [{'source': ..., 'target': ...}]}"
    if not isinstance(document, dict):
        raise MapError(f"{where}: is a {type(document).__name__}; {wanted}")
    nodes, links = document.get("nodes"), document.get("edges", document.get("links", []))
    if not (isinstance(nodes, list) and isinstance(links, list)):
        raise MapError(f"{where}: has no list of nodes or of edges; {wanted}")
    for entry, keys in [(node, ("id",)) for node in nodes] + [(link, ("source", "target")) for link in links]:
        if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str | int) for key in keys):
            raise MapError(f"{where}: {str(entry)[:60]!r} has no {' and '.join(keys)}; {wanted}")
    return Sketch(
        tuple(_place(node["id"], node) for node in nodes),
        tuple((link["source"], link["target"], length_km(link.get("dist"))) for link in links),
    )


def _place(node: str | int, data: Mapping[str, Any]) -> Place:
    """Read a node's name, position and country under the names that common maps give them."""
    by_name = {str(key).lower(): value for key, value in data.items()}
    name, country = by_name.get("name", by_name.get("label")), by_name.get("country")
    pos = by_name.get("pos")
    if not (isinstance(pos, list | tuple) and len(pos) == 2):
        pos = by_name.get("longitude", by_name.get("lon")), by_name.get("latitude", by_name.get("lat"))
    return Place(
        node, name if isinstance(name, str) else None, position(*pos), country if isinstance(country, str) else None
    )
