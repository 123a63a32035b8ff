"""Exposures in the order of people, each as one whole number, some of the people at a time.

Whoever counts distinct people needs the rows of one person side by side. What is asked of a row, its cell, is packed
beneath the number of the person: whole numbers sort in some nanoseconds each, while fetching columns row by row in a
new order costs several times as much. Every row is read once, however many ranges of people there are: rows are handed
out to the ranges as they are read, and those of a range wait on the disk until it has its turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.columns import BLOCK, Column
from sim.ledger.exposures import Exposures, Whole

Persons = NDArray[np.unsignedinteger]

WORD = 64
_SAMPLED = 1 << 10  # exposures looked at to find where a range ends


class Some(NamedTuple):
    """The exposures of people from `first` on, ascending: (person - first) << bits, and the cell below; (rows,)."""

    first: int
    keys: Whole


def in_order(
    exposures: Exposures, pieces: Iterable[tuple[Persons, Whole]], bits: int, most: int | None = None
) -> Iterator[Some]:
    """Yield exposures in the order of people and of cells, range by range; ranges ascend, and none is empty.

    Parameters
    ----------
    pieces : iterable of pairs of ndarray (rows,)
        Persons and cells, such as `Exposures.pieces` yields them; read once.
    bits : int
        Bits that every cell fits into.
    most : int, optional
        About how many exposures, of all that there are, a range has; all of them if left out.
    """
    fields = _fields(exposures, WORD - bits, most)
    if len(fields) == 1 and len(fields[0]) == 2:
        yield from _at_once(exposures.rows, pieces, bits)
        return
    found = [[Column(np.uint64, long=BLOCK) for _ in ends[1:]] for ends in fields]
    for persons, cells in pieces:
        for ends, columns in zip(fields, found, strict=True):
            _hand_out(persons, cells, bits, ends, columns, alone=len(fields) == 1)
    for ends, columns in zip(fields, found, strict=True):
        while columns:
            keys = columns.pop(0).values.astype(np.uint64, copy=False)
            if len(keys):
                keys.sort()
                yield Some(ends[0], keys)


def _at_once(most: int, pieces: Iterable[tuple[Persons, Whole]], bits: int) -> Iterator[Some]:
    """Yield all rows, of which there are at most so many."""
    keys, end = np.empty(most, np.uint64), 0
    for persons, cells in pieces:
        own = keys[end : end + len(persons)]
        np.left_shift(persons, np.uint64(bits), out=own, dtype=np.uint64)
        own |= cells
        end += len(own)
    if end:
        keys = keys[:end]
        keys.sort()
        yield Some(0, keys)


def _hand_out(
    persons: Persons,
    cells: Whole,
    bits: int,
    ends: Sequence[int],
    columns: Sequence[Column],
    *,
    alone: bool,
) -> None:
    """Add the rows of people of a field, from its first to before its last end, to the columns of its ranges."""
    keys = persons.astype(np.uint64)
    if not alone:
        inside = (keys >= np.uint64(ends[0])) & (keys < np.uint64(ends[-1]))
        keys, cells = keys[inside], cells[inside]
    keys -= np.uint64(ends[0])
    keys <<= np.uint64(bits)
    keys |= cells
    if len(columns) > 1:
        keys.sort()  # so that each range takes a stretch of it
    inner = np.array([end - ends[0] for end in ends[1:-1]], np.uint64) << np.uint64(bits)
    cuts = [0, *np.searchsorted(keys, inner).tolist(), len(keys)]
    for column, (start, end) in zip(columns, pairwise(cuts), strict=True):
        column.extend(keys[start:end])


def _fields(exposures: Exposures, person_bits: int, most: int | None) -> list[list[int]]:
    """Return the ends of ranges of people, ascending, for each stretch of people whose numbers `person_bits` hold."""
    wide, rows = 1 << person_bits, exposures.rows
    step = max((rows if most is None else most) // _SAMPLED, 1)
    sample, top = exposures.sample(step)
    every = len(sample) + 1 if most is None else max(most // step, 1)
    inner = np.unique(np.sort(sample)[every::every]).tolist()
    fields = []
    for first in range(0, top + 1, wide):
        last = min(first + wide, top + 1)
        fields.append([first, *(end for end in inner if first < end < last), last])
    return fields
