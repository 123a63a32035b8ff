"""Studies: what keeping a run costs, what a second worker brings, how fast 100,000 stored runs are read."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from analysis import load_study
from benchmarks.line import Line, of_pairs
from benchmarks.national import Say
from benchmarks.side_by_side import two_over_one
from benchmarks.trivial import trivial
from sim.entry import load_scenario
from sim.experiment.designs import combined
from sim.experiment.plans import Plan, Wish, planned
from sim.experiment.points import Level
from sim.experiment.studies import prepared, run_study
from sim.experiment.variations import from_options
from sim.results.run_files import RunFiles
from sim.results.run_tables import Run, of_runs, table_of

WORLD = """\
exposim: 1
title: a small world
start: 2021-01-04
end: 2021-02-03
people: {residents: {number: 1000, writes: {session: 5 per person day}}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: 20 days}}}
agencies: {police: {cases: {rate: 25 per 100 people per year}, asks: {for: {session: 100 %}}}}
"""
POINTS, STORED, TRIVIAL, SHORT = 100, 100_000, 1_000, 200
PEOPLE = 1_000, 200_000, 800_000, 3_000_000
_PACKED = 4_000  # runs of a file, as a study that grew has them


def study_rows(pairs: int, say: Say) -> list[Line]:
    """Return the rows of studies."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "world.yaml").write_text(WORLD, encoding="utf-8")
        return [*_kept(folder, say), *_two_workers(folder, pairs, say), *_stored(folder, say)]


def _plan(folder: Path, points: int, replications: int, people: int = 1_000) -> Plan:
    loaded = load_scenario(folder / "world.yaml", [f"people.residents.number={people}"])
    varied = from_options([f"operators.isp.keeps.session=1..{points} days:{points}"]) if points > 1 else []
    wish = Wish(replications, 1, most_runs=points * replications)
    return planned(loaded, [Level("", {}, {})], combined(varied, "grid", None, 1), wish)


def _seconds(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return perf_counter() - began


def _played(plan: Plan, out: Path, workers: int, simulate: Any = None) -> float:
    def play() -> None:
        with prepared(out, plan) as folder:
            report = run_study(plan, folder, workers=workers, simulate=simulate)
        if report.kept != report.wanted:
            raise ValueError(f"{out}: {report.kept} of {report.wanted} runs were kept")

    return _seconds(play)


def _kept(folder: Path, say: Say) -> list[Line]:
    """Milliseconds a run that the study layer takes, where a run itself takes none."""
    plan, few = _plan(folder, 10, TRIVIAL // 10), _plan(folder, 10, 2)
    here = 1e3 * _played(plan, folder / "trivial-here", 0, trivial) / TRIVIAL
    start = _played(few, folder / "few-workers", 2, trivial)
    start = min(start, _played(few, folder / "few-again", 2, trivial))  # the second finds the fork server running
    whole = _played(plan, folder / "trivial-workers", 2, trivial)
    each = 1e3 * (whole - start) / (TRIVIAL - len(few.runs))
    say(f"studies: {here:.2f} ms a run kept in this process, {each:.2f} through two workers; their start {start:.1f} s")
    note = f"{TRIVIAL:,} runs that take no time"
    return [
        Line("studies: overhead per run, this process", here, "ms", f"{note}; budget 5 ms"),
        Line("studies: overhead per run, two workers", each, "ms", f"{note}, over 20 such; budget 5 ms"),
        Line("studies: start of two workers", start, "s", "20 runs that take no time, fork server running"),
    ]


def _two_workers(folder: Path, pairs: int, say: Say) -> list[Line]:
    """How many times faster two workers are than one, on short runs: of a small world, and of larger ones."""
    return [line for people in PEOPLE for line in _pairs_of(folder, pairs, say, people)]


def _pairs_of(folder: Path, pairs: int, say: Say, people: int) -> list[Line]:
    """Two workers over one, and what two processes that share nothing bring: how much of it the study layer leaves."""
    few, plan = (_plan(folder, 1, runs, people) for runs in (2, SHORT))
    _played(few, folder / f"first-{people}", 2)  # the fork server and the kernels are there from here on
    ratios, bounds, longest = [], [], 0.0
    for pair in range(pairs):
        one, two = (_played(plan, folder / f"short-{people}-{pair}-{workers}", workers) for workers in (1, 2))
        say(f"studies: {SHORT} runs of {people:,} people: one worker {one:.2f} s, two {two:.2f} s")
        ratios.append(one / two)
        longest = max(longest, one)
        bounds.append(two_over_one(plan.base, SHORT // 4))
        say(f"studies: two processes that share nothing {bounds[-1]:.2f} over one")
    note = f"{SHORT} runs of {people:,} people, {1e3 * longest / SHORT:.0f} ms each with one, whole calls; floor 1.9"
    bound = f"{SHORT // 4} of these runs in each process, no study; two workers cannot bring more on this machine"
    return [
        of_pairs(f"studies: two workers over one, {people:,} people", ratios, "times", note),
        of_pairs(f"studies: two processes alone over one, {people:,} people", bounds, "times", bound),
    ]


def _stored(folder: Path, say: Say) -> list[Line]:
    """Seconds to read 100,000 runs: all rows of trivial ones, and one measure of a small world."""
    from sim.replication import simulate

    plan = _plan(folder, POINTS, STORED // POINTS)
    small = simulate(plan.base, seed=1, replication=0)
    lines = []
    for name, rows in (("trivial", trivial(plan.base, seed=1, replication=0).rows), ("small world", small.rows)):
        out = folder / f"stored-{name.replace(' ', '-')}"
        with prepared(out, plan) as made:
            _store(made.runs, plan, rows)
        opened = _seconds(lambda out=out: prepared(out, plan).close())  # type: ignore[misc]  # bound to this round
        measures = None if name == "trivial" else ["need.met_share"]
        read = _seconds(lambda out=out, measures=measures: load_study(out)._rows(measures))  # type: ignore[misc]  # as above
        say(f"studies: {STORED:,} stored runs, {name}, {len(rows)} rows each: read {read:.1f} s, opened {opened:.1f} s")
        what = "all rows" if measures is None else f"one measure of {len(rows)} rows a run"
        lines.append(Line(f"studies: load {STORED:,} runs, {name}", read, "s", f"{what}; budget 3 s"))
        lines.append(
            Line(f"studies: go on with {STORED:,} runs, {name}", opened, "s", "every file checked by its digest")
        )
    return lines


def _store(files: RunFiles, plan: Plan, rows: Any) -> None:
    """Write runs of the same rows as a study has them after some calls: in packs."""
    runs = [run for run, _ in plan.runs]
    for begin in range(0, len(runs), _PACKED):
        part = runs[begin : begin + _PACKED]
        files._write_pack([of_runs(_many(part, rows), part)], part)


def _many(runs: list[Run], rows: Any) -> Any:
    """Return the rows of several runs as one table."""
    import numpy as np
    import pyarrow as pa

    one = table_of(runs[0], list(rows))
    whole = pa.concat_tables([one] * len(runs)).combine_chunks()
    place = np.repeat(np.arange(len(runs)), one.num_rows)
    keys = pa.array([run.key for run in runs]).take(pa.array(place))
    numbers = pa.array(np.array([run.replication for run in runs])[place])
    return whole.set_column(0, "key", keys).set_column(1, "replication", numbers)
