"""A job: one replication to be played, in whatever process."""

import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sim.experiment.board import Board, Stopped
from sim.experiment.failures import Failure
from sim.experiment.handed import Handed
from sim.plugin import Plugin

_ROOT = str(Path(__file__).resolve().parents[2])


class Simulate(Protocol):
    """What plays one replication: `sim.replication.simulate`, or a stand-in for it."""

    def __call__(
        self, loaded: Any, *, seed: int, replication: int, journal: bool | Path, tick: Callable[[float], None]
    ) -> Any:
        """Return the outcome of one replication; `tick` is told the share done."""


class Measured(NamedTuple):
    """What a study keeps of a replication: its measures, as `packed` of `sim.results.run_tables` has them, and seconds.

    The table is made where the run was played, since whoever keeps runs is one, and workers are many.
    """

    table: bytes
    seconds: float


class Job(NamedTuple):
    """One replication of a loaded scenario; `simulate` is None for the real one.

    `loaded` may be `Handed`, if it goes with many jobs to other processes.
    `journal` names the file that its facts go to, if they are to be kept. `slot` is its place on the board, its
    replication if left out; `point` is the key of the design point that it belongs to, and `name` what tables call
    that; `plugins` are those of the process that hands it over. With `measures_alone` what comes back is `Measured`.
    """

    loaded: Any
    seed: int
    replication: int
    journal: bool | Path
    simulate: Simulate | None = None
    slot: int | None = None
    point: str = ""
    name: str = ""
    plugins: tuple[Plugin, ...] = ()
    measures_alone: bool = False

    @property
    def place(self) -> int:
        """The slot of the board."""
        return self.replication if self.slot is None else self.slot


def play(job: Job, board: Board) -> Any:
    """Return the outcome of a job, the failure that ended it, or None if it was called off."""
    if board.ending:
        return None
    board.begin(job.place)
    try:
        for plugin in job.plugins:
            plugin.use()
        simulate = job.simulate or _the_real_one(board, job.measures_alone)
        tick = partial(board.tick, job.place)
        loaded = job.loaded.thing if isinstance(job.loaded, Handed) else job.loaded
        outcome = simulate(loaded, seed=job.seed, replication=job.replication, journal=job.journal, tick=tick)
        return _measured(job, outcome) if job.measures_alone else outcome
    except Stopped:
        return None
    except Exception as error:  # whatever it is, it belongs to this replication and the others go on
        text = traceback.format_exc().replace(_ROOT, ".")
        return Failure(job.replication, job.seed, _named(error), text)


def _measured(job: Job, outcome: Any) -> Measured:
    from sim.results.run_tables import Run, packed, table_of  # here, as it loads kernels: see `_the_real_one`

    return Measured(packed(table_of(Run(job.point, job.replication), outcome.rows)), outcome.seconds)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _the_real_one(board: Board, measures_alone: bool) -> Simulate:
    if "sim.replication" not in sys.modules:
        _tell_of_compiling(board)
    from sim.replication import simulate  # here, so that the runner's own process does not load it

    return partial(simulate, measures_alone=measures_alone)


def _tell_of_compiling(board: Board) -> None:
    from numba.core import event

    class Teller(event.Listener):
        def on_start(self, event: Any) -> None:
            board.compile()

        def on_end(self, event: Any) -> None: ...

    event.register("numba:compile", Teller())  # type: ignore[no-untyped-call]  # numba has no types
