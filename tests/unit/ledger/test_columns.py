"""Columns give back what was put in, whatever type holds it and wherever it lies."""

import io
from tempfile import TemporaryFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.entry import load_scenario
from sim.ledger import columns, exposures, tables
from sim.ledger.columns import Column
from sim.replication import simulate

SMALL = {"BLOCK": 8, "LONG": 24}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, rows in SMALL.items():
        monkeypatch.setattr(columns, name, rows)
    return monkeypatch


def filled(dtype, pieces) -> Column:
    column = Column(dtype)
    for piece in pieces:
        column.extend(np.array(piece, dtype))
    return column


whole = st.one_of(st.integers(0, 200), st.integers(-100, 100), st.integers(-(2**63), 2**63 - 1))


@given(st.lists(st.lists(whole, max_size=30), max_size=8), st.integers(0, 90), st.integers(0, 90))
def test_what_goes_in_comes_out(pieces, start, end):
    with pytest.MonkeyPatch.context() as patch:
        for name, rows in SMALL.items():
            patch.setattr(columns, name, rows)
        column, flat = filled(np.int64, pieces), [number for piece in pieces for number in piece]
        assert column.values.tolist() == flat
        assert column.rows == len(flat)
        assert column.between(start, end).tolist() == flat[start:end]
        bits = max((max(number, ~number).bit_length() for number in flat), default=0)  # beside the sign
        assert column.dtype.itemsize == next(size for size in (1, 2, 4, 8) if bits < 8 * size)


def test_fractions_keep_their_type(small):
    column = filled(np.float32, [np.linspace(0.0, 1.0, 50)])
    assert column.dtype == np.float32
    assert column.values.tolist() == np.linspace(0.0, 1.0, 50).astype(np.float32).tolist()
    assert np.isnan(filled(np.float32, [[np.nan]]).values).all()


def test_it_goes_on_where_it_was_after_it_was_read(small):
    column = Column(np.int64)
    for number in range(0, 100, 10):
        column.extend(np.arange(number, number + 10))
        assert column.between(0, 5).tolist() == [0, 1, 2, 3, 4]
    assert column.values.tolist() == [*range(100)]


@pytest.mark.parametrize(("dtype", "number"), [(np.uint16, 2**16), (np.uint32, -1), (np.int8, 128), (np.int64, 2**63)])
def test_a_number_that_no_type_holds_is_refused(dtype, number):
    column = filled(dtype, [[1, 2]])
    with pytest.raises(OverflowError, match=r"a column got .*; wanted "):
        column.extend(np.array([3, number]))
    assert column.values.tolist() == [1, 2]


def test_a_long_column_leaves_less_than_two_blocks_in_memory(small):
    column = filled(np.int64, [[number] for number in range(100)])
    held = sum(len(block) for block in column._blocks) + len(column._last)
    assert (column.spilled, held) == (96, 8)
    assert filled(np.int64, [range(23)]).spilled == 0  # a short one stays


def test_a_wider_number_takes_along_what_lies_on_the_disk(small):
    column = filled(np.int64, [range(40), [2**40], range(30)])
    assert column.dtype == np.int64
    assert column.spilled == 64
    assert column.values.tolist() == [*range(40), 2**40, *range(30)]


class FullAfter(io.FileIO):
    """A file on a disk with room for so many bytes; what does not fit is cut off, then refused."""

    room = 0

    def write(self, content) -> int:
        if not self.room:
            raise OSError(28, "No space left on device")
        part = bytes(content)[: self.room]
        self.room -= len(part)
        return super().write(part)


@pytest.mark.parametrize("room", [0, 8, 20, 33])
def test_without_room_on_the_disk_a_column_stays_in_memory(small, tmp_path, room):
    def opened(buffering: int) -> FullAfter:
        file = FullAfter(tmp_path / "column", "w+")
        file.room = room
        return file

    small.setattr(columns, "TemporaryFile", opened)
    column = filled(np.int64, [[number] for number in range(100)])
    assert column.spilled == room // 8 * 8
    assert column.values.tolist() == [*range(100)]


def test_without_a_place_for_temporary_files_too(small):
    def refused(buffering: int) -> io.FileIO:
        raise FileNotFoundError("no usable temporary directory")

    small.setattr(columns, "TemporaryFile", refused)
    assert filled(np.int64, [range(100)]).values.tolist() == [*range(100)]


def test_a_file_that_lost_bytes_is_told(small):
    files = []

    def opened(buffering: int) -> io.FileIO:
        files.append(TemporaryFile(buffering=buffering))  # noqa: SIM115  # the column closes it
        return files[0]

    small.setattr(columns, "TemporaryFile", opened)
    column = filled(np.int64, [range(100)])
    files[0].truncate(50)
    with pytest.raises(OSError, match="46 bytes of a column are gone from the disk"):
        _ = column.values


def test_a_run_whose_columns_are_flushed_has_the_same_rows(small):
    def rows() -> list:
        loaded = load_scenario("two-isps", ["agencies.police.cases.rate=60 per 100 people per year"])
        return [tuple(map(str, row)) for row in simulate(loaded, seed=1, replication=0).rows]

    spilled = []
    flush = Column._flush

    def noted(self: Column) -> None:
        flush(self)
        spilled.append(self.spilled)

    small.setattr(Column, "_flush", noted)
    small.setattr(tables, "PIECE", 13)
    small.setattr(exposures, "_GROUPS", 3)
    flushed = rows()
    assert max(spilled) > 300
    small.undo()
    assert rows() == flushed
