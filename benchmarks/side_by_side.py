"""What two processes that share nothing but the machine bring over one: the most that two workers can."""

from multiprocessing.context import BaseContext
from time import perf_counter
from typing import Any

from sim.experiment.births import start, start_context, start_server
from sim.experiment.freed_memory import keep_freed
from sim.scenario.loading import Loaded

_FIRST = 3  # runs that are not timed: a process is slower at first
_LONGEST_SECONDS = 600.0  # that a process waits for the other to be ready


def two_over_one(loaded: Loaded, runs: int) -> float:
    """Return how many times as many runs two processes play in a time as one does.

    Parameters
    ----------
    runs : int
        That each process plays, the same ones.
    """
    context = start_context()
    alone = max(_seconds(context, loaded, runs, processes=1))
    return 2.0 * alone / max(_seconds(context, loaded, runs, processes=2))


def _seconds(context: BaseContext, loaded: Loaded, runs: int, processes: int) -> list[float]:
    """Return the seconds that each of some processes takes, which begin together."""
    together, took = context.Barrier(processes), context.SimpleQueue()
    players = [
        context.Process(target=_play, args=(loaded, runs, together, took))  # type: ignore[attr-defined]  # as Pool does
        for _ in range(processes)
    ]
    start_server()
    for player in players:
        start(player)
    for player in players:
        player.join()
        if player.exitcode != 0:
            raise RuntimeError(f"two processes side by side: one ended with status {player.exitcode}")
    return [took.get() for _ in players]


def _play(loaded: Loaded, runs: int, together: Any, took: Any) -> None:
    from sim.replication import simulate  # here: it is not to be loaded beside the runs of others

    keep_freed()
    for replication in range(_FIRST):
        simulate(loaded, seed=1, replication=replication, measures_alone=True)
    together.wait(_LONGEST_SECONDS)
    began = perf_counter()
    for replication in range(runs):
        simulate(loaded, seed=1, replication=replication, measures_alone=True)
    took.put(perf_counter() - began)
