"""Sums of a table by one label at a time."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.ledger.frame import Frame
from sim.ledger.tables import Codes, Table
from sim.measures.rows import Numbers, Part

Mask = NDArray[np.bool_]


def split(codes: Codes, sums: Numbers, labels: tuple[str, ...]) -> Iterator[tuple[Mapping[str, str], Numbers]]:
    """Return sums (codes, windows) in total and by each label: pairs of labels and (windows,)."""
    if not codes:  # most tables of a small world
        yield {}, np.zeros(sums.shape[1])
        return
    yield {}, sums.sum(axis=0)
    for label in labels:
        values, number = codes.label(label)
        by_value = np.zeros((len(values), sums.shape[1]))
        np.add.at(by_value, number, sums)
        yield from (({label: value}, row) for value, row in zip(values, by_value, strict=True))


def windowed(table: Table, name: str = "count", where: Mask | None = None) -> Numbers:
    """Return a sum of a table by combination of labels; 0 for those that are not `where`; shape (codes, windows)."""
    sums: Numbers = table.sums(name) @ table.frame.in_window
    return sums if where is None else sums * where[:, None]


def counts(table: Table, labels: tuple[str, ...], name: str = "count", where: Mask | None = None) -> Iterator[Part]:
    """Return a sum of a table as parts of a measure."""
    return (Part(*pair) for pair in split(table.codes, windowed(table, name, where), labels))


def ratios(codes: Codes, labels: tuple[str, ...], above: Numbers, below: Numbers) -> Iterator[Part]:
    """Return one sum over another as parts of a measure; both (codes, windows)."""
    pairs = zip(split(codes, above, labels), split(codes, below, labels), strict=True)
    return (Part(key, top, under) for (key, top), (_, under) in pairs)


def with_jurisdictions(frame: Frame, parts: Iterable[Part]) -> Iterator[Part]:
    """Return parts of a measure that adds up, and beside them the sums over the operator entries of a jurisdiction."""
    sums: dict[str, Part] = {}
    for part in parts:
        yield part
        country = frame.jurisdictions.get(part.labels.get("operator", "")) if len(part.labels) == 1 else None
        if country is not None:
            sums[country] = _added(sums.get(country), part, {"jurisdiction": country})
    yield from (sums[country] for country in sorted(sums))


def _added(one: Part | None, other: Part, labels: Mapping[str, str]) -> Part:
    if one is None:
        return other._replace(labels=labels)
    over = None if one.over is None or other.over is None else one.over + other.over
    return Part(labels, one.value + other.value, over)


def rows_by_value(codes: Codes, code: NDArray[np.uint32], label: str) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Return each value of a label and the rows that have it, in their order; `code` is (rows,)."""
    values, number = codes.label(label)
    of_row = number.astype(np.uint16)[code]  # so small that the stable sort is one by digits
    order = np.argsort(of_row, kind="stable")
    ends = np.searchsorted(of_row[order], np.arange(len(values) + 1))
    return ((value, order[ends[i] : ends[i + 1]]) for i, value in enumerate(values))


def by_group(table: Table, where: Mask | None = None) -> Iterator[tuple[Mapping[str, str], Numbers]]:
    """Return the number of rows about members of each group of people: pairs of a label and (windows,).

    The table keeps `person`. Groups of one name in several populations are one.
    """
    if not table.frame.groups:
        return
    person, part = table.column("person"), table.column("slice")
    chosen = person >= 0
    if where is not None:
        chosen &= where[table.column("code")]
    person, part = person[chosen].astype(np.uint64), part[chosen]
    for group in dict.fromkeys(name for _, name in table.frame.groups):
        number = np.zeros(table.frame.slices)
        for info in (info for (_, name), info in table.frame.groups.items() if name == group):
            number += np.bincount(part[info.has(person)], minlength=table.frame.slices)
        yield {"group": group}, number @ table.frame.in_window
