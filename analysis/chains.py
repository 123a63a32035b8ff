"""Graphs of explanations, drawn: each chain a row, from the person to whoever read the record."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.figures.saving import FORMATS, save
from analysis.figures.style import COLOURS, GREY, drawn_for
from analysis.loading import ResultsError

MOST_ROWS = 12
"""Chains that a figure shows; the text and the data have all."""
_LAYERS = ("person", "records", "store", "act", "recipient", "end", "told")
_BESIDE = {"law": "store", "authoriser": "act"}
_HIGH, _TEXT_WIDTH, _EDGE_WIDTH = 1.5, 14, 11  # inch a row; signs a line
_ABOVE = 0.5  # of a row
_SHADE = {
    "person": 0,
    "records": 4,
    "store": 1,
    "act": 3,
    "recipient": 5,
    "end": 5,
    "told": 2,
    "law": 2,
    "authoriser": 2,
}

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = nx.DiGraph[str]


def draw_chains(graph: "Graph", path: Path, about: Mapping[str, str], *, page: str = "ieee") -> list[Path]:
    """Draw a graph of an explanation to a file, and write its nodes and edges as CSV beside it.

    Parameters
    ----------
    graph : DiGraph
        Nodes with `label`, `kind` and `chain`, edges with `label`.
    path : Path
        .pdf, .svg or .png.
    about : mapping of str to str
        `title`, `subject` and `made_by`.

    Raises
    ------
    ResultsError
        If the file's ending is no form of figures, or it cannot be written.
    """
    if path.suffix.removeprefix(".").lower() not in FORMATS:
        raise ResultsError(f"{path}: ends in {path.suffix!r}; wanted .pdf, .svg or .png")
    with drawn_for(page) as sizes:
        ys = [y for _, y in positions(graph).values()]
        figure = Figure(figsize=(sizes.double, _HIGH * (max(ys) - min(ys) + 0.8)))
        chains(graph, ax=figure.add_subplot())
        try:
            return save(figure, numbers_of(graph), path, about)
        except OSError as error:
            raise ResultsError(f"{path}: {error.strerror or error}; wanted a file that can be written") from None


def chains(graph: "Graph", *, ax: Axes) -> Axes:
    """Draw the chains of a graph, at most MOST_ROWS, each in a row of its own; return the axes."""
    places = positions(graph)
    boxes = {name: _box(ax, graph.nodes[name], place) for name, place in places.items()}
    for one, other, data in graph.edges(data=True):
        if one in places and other in places:
            _arrow(ax, boxes[one], boxes[other], str(data["label"]))
    xs, ys = zip(*places.values(), strict=True)
    ax.set(xlim=(min(xs) - 0.5, max(xs) + 0.5), ylim=(min(ys) - 0.5, max(ys) + 0.3))
    ax.set_axis_off()
    return ax


def positions(graph: "Graph") -> dict[str, tuple[float, float]]:
    """Return where nodes stand: a column for each kind, a row for each chain; laws stand half a row above."""
    rows, places = min(_chains(graph), MOST_ROWS), dict[str, tuple[float, float]]()
    beside: dict[tuple[int, str], int] = {}
    for name, data in graph.nodes(data=True):
        chain, kind = int(data["chain"]), str(data["kind"])
        if chain > rows:
            continue
        if kind == "person":
            places[name] = 0.0, -(rows - 1) / 2
        elif kind in _LAYERS:
            places[name] = float(_LAYERS.index(kind)), 1.0 - chain
        else:
            target = str(graph.nodes[next(iter(graph.successors(name)))]["kind"])
            nth = beside[chain, target] = beside.get((chain, target), 0) + 1
            places[name] = float(_LAYERS.index(target)), 1.0 - chain + _ABOVE * nth
    return places


def numbers_of(graph: "Graph") -> pd.DataFrame:
    """Return the edges with the labels of their ends: all that a figure says."""
    nodes = graph.nodes
    rows = [
        (nodes[other]["chain"], nodes[one]["label"], said["label"], nodes[other]["label"])
        for one, other, said in graph.edges(data=True)
    ]
    return pd.DataFrame(rows, columns=["chain", "from", "how", "to"])


def _chains(graph: "Graph") -> int:
    return max((int(data["chain"]) for _, data in graph.nodes(data=True)), default=0)


def _box(ax: Axes, node: Mapping[str, object], place: tuple[float, float]) -> Text:
    kind = str(node["kind"])
    box = {"boxstyle": "round,pad=0.25", "fc": "white", "ec": COLOURS[_SHADE[kind]], "lw": 1.0}
    style = "italic" if kind in _BESIDE else "normal"
    text = fill(str(node["label"]), _TEXT_WIDTH)
    return ax.text(*place, text, ha="center", va="center", fontsize="x-small", style=style, bbox=box, zorder=3)


def _arrow(ax: Axes, start: Text, end: Text, label: str) -> None:
    (x, y), (to_x, to_y) = start.get_position(), end.get_position()
    patches = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch(), "shrinkA": 1, "shrinkB": 1}
    line = {"arrowstyle": "->", "color": GREY, "lw": 0.8, **patches}
    ax.annotate("", xy=(to_x, to_y), xytext=(x, y), arrowprops=line, zorder=1)
    above = x == to_x
    text = fill(label, _EDGE_WIDTH)
    at = (x + 0.04, 0.55 * y + 0.45 * to_y) if above else (0.5 * (x + to_x), to_y - 0.24)
    side = "left" if above else "center"
    ax.text(*at, text, ha=side, va="center", fontsize="xx-small", color=GREY, zorder=2)
