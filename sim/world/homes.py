"""Where people live: shares of a population over places."""

import csv
import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import fsum, isfinite
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx

MOST_BYTES = 10_000_000


class HomeShare(NamedTuple):
    """The share of a population that lives at a place."""

    place: str
    share: float


def homes_equal(places: Sequence[str]) -> list[HomeShare]:
    """Return equal shares; ValueError if there is no place."""
    return _shares(dict.fromkeys(places, 1.0), "homes")


def homes_by_degree(graph: "nx.Graph[Any]") -> list[HomeShare]:
    """Return shares that grow with the number of links of a place.

    Places abroad have no homes, and the links to them do not count. Where no place has a link, shares are equal.
    """
    inland = graph.subgraph([place for place, data in graph.nodes(data=True) if not data.get("abroad")])
    links = {str(place): float(inland.degree(place)) for place in graph if place in inland}
    return _shares(links, "homes") if any(links.values()) else homes_equal(list(links))


def homes_by_table(path: Path, place_column: str, weight_column: str, places: Collection[str]) -> list[HomeShare]:
    """Return shares by a column of a CSV file with a header, in the order of its rows.

    Rows of one place add up. Places that the table leaves out have no homes.

    Parameters
    ----------
    path : Path
        UTF-8, at most 10 MB.
    place_column, weight_column : str
        Weights are numbers of 0 or more, in any unit.
    places : collection of str
        The places of the map.

    Raises
    ------
    ValueError
        With every fault of the table, a line each: unreadable file, missing column, unknown place, bad weight.
    """
    weights: dict[str, float] = {}
    faults: list[str] = []
    for line, row in _rows(path, (place_column, weight_column)):
        place = (row[place_column] or "").strip()
        weight = _weight(row[weight_column])
        if place not in places:
            faults.append(f"{line}  {place_column} {place!r} is no place of the map{_nearest(place, places)}")
        elif weight is None:
            faults.append(f"{line}  {weight_column} of {place} is {row[weight_column]!r}; wanted a number of 0 or more")
        else:
            weights[place] = weights.get(place, 0.0) + weight
    if faults:
        raise ValueError("\n  ".join([f"{path.name}: {len(faults)} fault{'s' * (len(faults) > 1)}", *faults]))
    return _shares(weights, f"{path.name}: {weight_column}")


def _shares(weights: Mapping[str, float], where: str) -> list[HomeShare]:
    total = fsum(weights.values())
    if not total:
        raise ValueError(f"{where}: nobody has a home; wanted a place with a weight over 0")
    return [HomeShare(place, weight / total) for place, weight in weights.items()]


def _rows(path: Path, wanted: Iterable[str]) -> list[tuple[int, dict[str, str | None]]]:
    reader = csv.DictReader(_text(path).splitlines())
    missing = [column for column in wanted if column not in (reader.fieldnames or ())]
    if missing:
        names = ", ".join(reader.fieldnames or ())
        raise ValueError(f"{path.name}: no column {' or '.join(map(repr, missing))}; it has {names or 'none'}")
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        raise ValueError(f"{path.name}: line {reader.line_num} is no CSV ({fault}); wanted a CSV file") from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as fault:
        raise ValueError(f"{path.name}: cannot be read ({fault.strerror}); wanted a CSV file") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path.name}: is not UTF-8 text; wanted a CSV file") from None
    if len(content) > MOST_BYTES or "\0" in text:
        raise ValueError(f"{path.name}: is over 10 MB or binary; wanted a CSV file")
    return text


def _weight(text: str | None) -> float | None:
    try:
        weight = float(text or "")
    except ValueError:
        return None
    return weight if isfinite(weight) and weight >= 0 else None


def _nearest(place: str, places: Collection[str]) -> str:
    nearest = difflib.get_close_matches(place, places, n=1)
    return f"; did you mean {nearest[0]!r}?" if nearest else ""
