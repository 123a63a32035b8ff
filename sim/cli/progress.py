"""How far a run is: a bar on a terminal, a few lines in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.experiment.playing import Progress

Report = Callable[[Progress], None]
_STEPS = 4
COMPILING = "compiling kernels (once on this machine; a minute or so)"


@contextmanager
def shown(title: str, what: str = "replications") -> Iterator[Report]:
    """Give something to report progress to, which shows it on stderr; `what` is counted."""
    if sys.stderr.isatty():
        with _bar(title, what) as report:
            yield report
    else:
        yield _lines(title, what)


@contextmanager
def _bar(title: str, what: str) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(title, total=1.0, told="")

        def report(progress: Progress) -> None:
            compiling = progress.compiling and progress.share == 0.0
            bars.update(task, completed=progress.share, told=COMPILING if compiling else _counts(progress, what))

        yield report


def _lines(title: str, what: str) -> Report:
    begun = time.monotonic()
    said = -1
    compiling = False

    def report(progress: Progress) -> None:
        nonlocal said, compiling
        if progress.compiling and not compiling:
            compiling = True
            print(f"{title}: {COMPILING}", file=sys.stderr, flush=True)
        all_ended = progress.finished + progress.failed == progress.wanted
        step = _STEPS if all_ended else min(int(progress.share * _STEPS), _STEPS - 1)
        if step > said and progress.wanted:
            said = step
            seconds = f", {time.monotonic() - begun:.0f} s" if step else ""
            print(f"{title}: {100 * step // _STEPS} %, {_counts(progress, what)}{seconds}", file=sys.stderr, flush=True)

    return report


def _counts(progress: Progress, what: str) -> str:
    failed = f", {progress.failed} failed" if progress.failed else ""
    return f"{progress.finished} of {progress.wanted} {what}{failed}"
