"""The trace holds what a journal holds, is written as the run goes on, and never looks whole before it is."""

from pathlib import Path
from typing import get_args

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.entry import load_scenario
from sim.ledger import trace
from sim.ledger.facts import CopiedCrowd, CopyEvent, DisclosedGroup, Fact, Flagged, LawChanged, Penalised, RequestClosed
from sim.ledger.journal import as_json_lines
from sim.ledger.trace import Trace, fields_of_facts, trace_lines
from sim.replication import simulate

GROUP = DisclosedGroup(
    1.0 / 3.0, "request", "obtained", "police", "isp", "ip_assignment", "here",
    np.arange(5, 15, dtype=np.uint64), "bystander", float("nan"), 0.25,
)  # fmt: skip
CROWD = CopiedCrowd(
    "residents", "here", 100, (CopyEvent(2.0, "onsite", "obtained", "police", "isp", "session", 3, 3, 9, 4.5),),
    ("",), np.array([3]), np.array([[3, 0, 0]]),
)  # fmt: skip
FACTS = [GROUP, Penalised(1.0, "police", "isp", "security", 2.0), CROWD, LawChanged(2.5, "CN", ("csl", "old"))]


def written(path: Path, facts: list[Fact]) -> Path:
    with Trace(path) as file:
        for fact in facts:
            file(fact)
    return path


def test_it_says_what_a_journal_says(tmp_path: Path):
    assert "".join(trace_lines(written(tmp_path / "trace", FACTS))) == as_json_lines(FACTS)


def test_every_type_of_fact_goes_in_and_comes_out(tmp_path: Path):
    made = {"float": 1.25, "int": 7, "bool": True, "str": "x", "nested": (1, 2)}
    kinds = {kind.__name__: kind for kind in get_args(Fact)}
    facts = [kinds[name](**{field: made[kind] for field, kind in f.items()}) for name, f in fields_of_facts().items()]
    assert len(facts) == len(kinds)
    assert "".join(trace_lines(written(tmp_path / "trace", facts))) == as_json_lines(facts)


def test_a_whole_run_is_written_in_groups_as_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(trace, "GROUP", 100)
    loaded = load_scenario("two-isps")
    journal = simulate(loaded, seed=1, replication=0, journal=True).journal_text
    assert journal is not None
    most, file = 0, tmp_path / "trace"
    flushed = Trace._flush

    def flush(self: Trace) -> None:
        nonlocal most
        most = max(most, len(self._waiting))
        flushed(self)

    monkeypatch.setattr(Trace, "_flush", flush)
    outcome = simulate(loaded, seed=1, replication=0, journal=file)
    assert outcome.journal_text is None
    assert "".join(trace_lines(file)) == journal
    assert most == 100  # facts that were in memory at once
    assert pq.ParquetFile(file).num_row_groups == -(-journal.count("\n") // 100) > 5


def test_fields_are_columns_with_the_precision_of_the_run(tmp_path: Path):
    table = pq.read_table(written(tmp_path / "trace", FACTS))
    assert table["fact"].to_pylist() == ["DisclosedGroup", "Penalised", "CopiedCrowd", "LawChanged"]
    assert table["event"].to_pylist() == [1, 2, 3, 4]
    assert table["time"].to_pylist() == [1.0 / 3.0, 1.0, None, 2.5]
    assert table["duty"].to_pylist() == [None, "security", None, None]


def test_no_field_is_text_here_and_a_number_there():
    kinds: dict[str, set[bool]] = {}
    for fields in fields_of_facts().values():
        for name, kind in fields.items():
            if kind != "nested":
                kinds.setdefault(name, set()).add(kind == "str")
    assert [name for name, found in kinds.items() if len(found) > 1] == []
    assert not kinds.keys() & {"event", "fact", "nested"}


def test_one_column_has_a_moment_of_a_request_and_a_yes_of_a_flag(tmp_path: Path):
    closed, flag = RequestClosed.__annotations__, Flagged.__annotations__
    assert (closed["reviewed"], flag["reviewed"]) == (float, bool)
    assert pq.read_schema(written(tmp_path / "trace", FACTS)).field("reviewed").type == "double"


@pytest.mark.parametrize("broken", [ZeroDivisionError, KeyboardInterrupt])
def test_a_run_that_breaks_leaves_no_file(tmp_path: Path, broken: type[BaseException]):
    def broken_off() -> None:
        with Trace(tmp_path / "trace") as file:
            file(FACTS[0])
            raise broken

    with pytest.raises(broken):
        broken_off()
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_is_cut_off_or_is_something_else_is_refused(tmp_path: Path):
    whole = written(tmp_path / "trace", FACTS).read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "other").write_text("{}\n")
    pq.write_table(pq.read_table(tmp_path / "trace").replace_schema_metadata(None), tmp_path / "bare")
    for name in ("cut", "other", "bare", "none"):
        with pytest.raises(
            ValueError, match=f"{name}: cannot be read as a trace; wanted one that 'exposim run --trace'"
        ):
            next(trace_lines(tmp_path / name))


def test_an_open_file_has_no_footer_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(trace, "GROUP", 2)
    with Trace(tmp_path / "trace") as file:
        for fact in FACTS:
            file(fact)
        file._file.flush()
        assert (tmp_path / "trace").stat().st_size > 500  # two row groups are there
        with pytest.raises(ValueError, match="cannot be read as a trace"):
            next(trace_lines(tmp_path / "trace"))
