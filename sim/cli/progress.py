"""How far a run is: a bar on a terminal, a few lines in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.cli.checking import duration
from sim.experiment.playing import Progress

Report = Callable[[Progress], None]
_STEPS = 4
_QUIET_SECONDS = 600.0  # between two steps of a log, after which a line is told all the same
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
        begun = time.monotonic()

        def report(progress: Progress) -> None:
            compiling = progress.compiling and progress.share == 0.0
            bars.update(task, completed=progress.share, told=COMPILING if compiling else told(progress))

        def told(progress: Progress) -> str:
            return _ending(progress) or ", ".join([_counts(progress, what), *_rate(progress, what, begun)])

        yield report


def _lines(title: str, what: str) -> Report:
    begun = time.monotonic()
    said, when = -1, begun
    compiling = ending = False

    def report(progress: Progress) -> None:
        nonlocal said, when, compiling, ending
        if progress.compiling and not compiling:
            compiling = True
            print(f"{title}: {COMPILING}", file=sys.stderr, flush=True)
        if _ending(progress) and not ending:
            ending = True
            print(f"{title}: {_ending(progress)}", file=sys.stderr, flush=True)
        all_ended = progress.finished + progress.failed == progress.wanted
        step = _STEPS if all_ended else min(int(progress.share * _STEPS), _STEPS - 1)
        now = time.monotonic()
        if progress.wanted and (step > said or (now - when > _QUIET_SECONDS and not all_ended)):
            share = 100 * step // _STEPS if step > said else int(100 * progress.share)
            said, when = step, now
            words = [_counts(progress, what), *([duration(now - begun)] if step else [])]
            words += [*_rate(progress, what, begun), *_left(progress, begun)] if step else []
            print(f"{title}: {share} %, {', '.join(words)}", file=sys.stderr, flush=True)

    return report


def _counts(progress: Progress, what: str) -> str:
    """Return what has ended; points only where there are several."""
    ended, points = progress.points
    told = [f"{progress.finished} of {progress.wanted} {what}"]
    told += [f"{ended} of {points} points"] if points > 1 else []
    return ", ".join(told + ([f"{progress.failed} failed"] if progress.failed else []))


def _rate(progress: Progress, what: str, begun: float) -> list[str]:
    """Return how many have ended a minute, once some have."""
    minutes = (time.monotonic() - begun) / 60.0
    return [f"{progress.finished / minutes:.3g} {what} a minute"] if progress.finished and minutes else []


def _left(progress: Progress, begun: float) -> list[str]:
    """Return how long the rest will take, if it goes on like this."""
    if not 0.0 < progress.share < 1.0:
        return []
    return [f"{duration((time.monotonic() - begun) * (1.0 / progress.share - 1.0))} left"]


def _ending(progress: Progress) -> str:
    """Return what is waited for after Ctrl-C."""
    return f"finishing {progress.ending} under way; Ctrl-C again drops them" if progress.ending else ""
