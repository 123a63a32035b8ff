"""The same records as `kernels`, made one by one in plain Python: the oracle of its tests.

Nothing is shared with the compiled file but the hash and the table of counts: here every record of every cell
touched is written out with all 64 bits of its position and mark, and compared as a whole number.
"""

from collections.abc import Iterator, Sequence
from math import floor

from sim.draw.hashing import MASK, plain_fold
from sim.records.cells import GUIDE_BITS, TOP


def cell_count(cell: int, table: Sequence[int]) -> int:
    """Return the number of records of a cell by its hash, the guide left aside."""
    ends = table[1 << GUIDE_BITS :]
    return next(number for number, end in enumerate(ends) if cell <= end)


def fraction(cell: int, plane: int, record: int) -> int:
    """Return record `record`'s 64-bit fraction: of its position with plane 0, of its mark with plane 64."""
    word, lane = divmod(record, 64)
    bits = [(plain_fold(cell, 128 * word + plane + j) >> lane) & 1 for j in range(64)]
    return int("".join(map(str, bits)), 2)


def records(key: int, a: float, b: float, bits: int, table: Sequence[int]) -> Iterator[tuple[float, int]]:
    """Yield (position, mark) of the records with clock position in [a, b), cell by cell."""
    if not a < b:
        return
    table = [int(entry) for entry in table]
    (start, first), (end, stop) = place(a, bits), place(b, bits)
    for k in range(start, end + 1):
        cell = plain_fold(key, k & MASK)
        for record in range(cell_count(cell, table)):
            position = fraction(cell, 0, record)
            if (start, first) <= (k, position) < (end, stop):
                yield (k + position * 2.0**-64) * (1 << bits), fraction(cell, 64, record)


def place(clock: float, bits: int) -> tuple[int, int]:
    """Return the cell of a clock reading and the place in it as a 64-bit fraction."""
    scaled = clock / (1 << bits)
    cell = floor(scaled)
    inside = scaled - cell
    return (cell + 1, 0) if inside >= 1.0 else (cell, int(inside * 2.0**64))


def count(key: int, a: float, b: float, bits: int, table: Sequence[int]) -> int:
    """Return the number of records with clock position in [a, b)."""
    return sum(1 for _ in records(key, a, b, bits, table))


def count_marked(key: int, a: float, b: float, m0: int, m1: int, bits: int, table: Sequence[int]) -> int:
    """Return the number of records with clock position in [a, b) and mark in [m0, m1), m1 = 2^64 - 1 included."""
    return sum(1 for _, mark in records(key, a, b, bits, table) if m0 <= mark < (m1 + (m1 == TOP)))


def found(key: int, a: float, b: float, m0: int, m1: int, bits: int, table: Sequence[int]) -> bool:
    """Return whether there is a record with clock position in [a, b) and mark in [m0, m1)."""
    return count_marked(key, a, b, m0, m1, bits, table) > 0


def listing(key: int, a: float, b: float, bits: int, table: Sequence[int]) -> tuple[list[float], list[int]]:
    """Return positions and marks of the records with clock position in [a, b), in the order of position."""
    ordered = sorted(records(key, a, b, bits, table))
    return [position for position, _ in ordered], [mark for _, mark in ordered]
