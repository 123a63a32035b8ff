"""Columns of numbers that grow while a run goes on: in the smallest types that hold them, long ones on the disk.

What is kept of every request has to wait for the end of the run, where medians, Kaplan-Meier estimates and distinct
people are worked out. In memory it would grow with the length of the run; so a column that has become long is flushed,
block by block as it fills, to a temporary file without a name, and read back when it is asked for.
"""

from collections.abc import Iterator
from functools import cache
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

Numbers = NDArray[Any]

BLOCK = 1 << 16
"""Rows of a block: 64 to 512 kB, which the system gets back when they are given up."""
LONG = 1 << 20
"""Rows from which a column is flushed; shorter ones never touch the disk."""


class Column:
    """A column that grows at its end.

    Whole numbers are held in the smallest type of their kind that holds all of them so far, and at most in `dtype`; a
    number that does not fit there is refused. Fractions are held in `dtype`.

    Parameters
    ----------
    dtype : dtype
        Widest type.
    long : int
        Rows from which it is flushed.

    Examples
    --------
    >>> column = Column(np.int64)
    >>> column.extend(np.array([7, -1]))
    >>> column.values.dtype
    dtype('int8')
    >>> column.extend(np.array([1_400_000_000]))
    >>> column.values
    array([         7,         -1, 1400000000], dtype=int32)
    """

    __slots__ = ("_blocks", "_file", "_filled", "_last", "_long", "_types", "dtype", "rows", "spilled")

    def __init__(self, dtype: DTypeLike, long: int | None = None) -> None:
        self._long = LONG if long is None else long
        self._types = _types_up_to(np.dtype(dtype))
        self.dtype = self._types[0]
        self.rows = 0
        self.spilled = 0
        """Rows that lie on the disk."""
        self._file: BinaryIO | None = None
        self._blocks: list[Numbers] = []  # full ones that are not flushed
        self._last: Numbers = np.empty(0, self.dtype)  # grows by doubling up to a block
        self._filled = 0

    def extend(self, values: Numbers) -> None:
        """Add some rows.

        Raises
        ------
        OverflowError
            If a whole number is not within the widest type.
        """
        if self.dtype != self._types[-1] and len(values):
            self._widen(int(values.min()), int(values.max()))
        elif self.dtype.kind in "iu" and not np.can_cast(values.dtype, self.dtype) and len(values):
            self._refuse(int(values.min()), int(values.max()))
        self.rows += len(values)
        while len(values):
            fits = values[: BLOCK - self._filled]
            self._append(fits)
            values = values[len(fits) :]

    def _append(self, values: Numbers) -> None:
        end = self._filled + len(values)
        if end > len(self._last):
            grown = np.empty(min(max(end, 2 * len(self._last)), BLOCK), self.dtype)
            grown[: self._filled] = self._last[: self._filled]
            self._last = grown
        self._last[self._filled : end] = values
        self._filled = end
        if end == BLOCK:
            self._blocks.append(self._last)
            self._last, self._filled = np.empty(BLOCK, self.dtype), 0
            if self.rows >= self._long:
                self._flush()

    def _flush(self) -> None:
        """Write full blocks to the file; where there is no room they stay in memory, as if there were no file."""
        try:
            if self._file is None:
                self._file = TemporaryFile(buffering=0)  # noqa: SIM115  # open as long as the column
            while self._blocks:
                self._file.seek(self.spilled * self.dtype.itemsize)
                _write(self._file, self._blocks[0])
                self.spilled += len(self._blocks.pop(0))
        except OSError:
            return

    def _widen(self, low: int, high: int) -> None:
        """Choose the type that holds two further numbers as well, and change over to it."""
        if _holds(self.dtype, low, high):
            return
        holding = [one for one in self._types if _holds(one, low, high)]
        if not holding:
            self._refuse(low, high)
        narrow = self.values
        self._close()
        self.dtype, self.rows, self.spilled, self._filled = holding[0], 0, 0, 0
        self._blocks, self._last = [], np.empty(0, self.dtype)
        self.extend(narrow)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __del__(self) -> None:
        self._close()

    def _refuse(self, low: int, high: int) -> None:
        least, most = _bounds(self._types[-1])
        if low < least or high > most:
            raise OverflowError(f"a column got {low:,} to {high:,}; wanted {least:,} to {most:,}")

    def _read_into(self, found: Numbers, start: int) -> None:
        assert self._file is not None
        self._file.seek(start * self.dtype.itemsize)
        rest = found.data.cast("B")
        while rest:
            many = self._file.readinto(rest)  # type: ignore[attr-defined]  # a raw file has it
            if not many:
                raise OSError(f"{len(rest)} bytes of a column are gone from the disk")
            rest = rest[many:]

    @property
    def values(self) -> Numbers:
        """All rows so far; shape (rows,). Of a long column a copy, made anew each time."""
        if not self.spilled and not self._blocks:
            return self._last[: self._filled]
        return self.between(0, self.rows)

    def pieces(self, rows: int) -> Iterator[Numbers]:
        """Yield the rows, so many at a time; arrays (rows,) or shorter."""
        for start in range(0, self.rows, rows):
            yield self.between(start, start + rows)

    def between(self, start: int, end: int) -> Numbers:
        """Return the rows from `start` to before `end`, or to the last one; shape (end - start,)."""
        end = min(end, self.rows)
        found = np.empty(max(end - start, 0), self.dtype)
        on_disk = max(min(end, self.spilled) - start, 0)
        if on_disk:
            self._read_into(found[:on_disk], start)
        at = self.spilled
        for block in (*self._blocks, self._last[: self._filled]):
            low, high = max(start, at), min(end, at + len(block))
            if low < high:
                found[low - start : high - start] = block[low - at : high - at]
            at += len(block)
        return found


@cache  # a column is asked with every block of facts; to make `iinfo` takes as long as to add the block
def _bounds(dtype: np.dtype[Any]) -> tuple[int, int]:
    return int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)


def _holds(dtype: np.dtype[Any], low: int, high: int) -> bool:
    least, most = _bounds(dtype)
    return least <= low and high <= most


@cache  # a ledger has a hundred columns
def _types_up_to(widest: np.dtype[Any]) -> tuple[np.dtype[Any], ...]:
    """Return the types that a column may be of, narrow ones first."""
    if widest.kind not in "iu":
        return (widest,)
    sizes = [size for size in (1, 2, 4, 8) if size <= widest.itemsize]
    return tuple(np.dtype(f"{widest.kind}{size}") for size in sizes)


def _write(file: BinaryIO, block: Numbers) -> None:
    rest = block.data.cast("B")
    while rest:
        rest = rest[file.write(rest) :]
