"""How much of a run its compiled kernels take: what would be left of it if Python took no time at all."""

import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from types import ModuleType
from typing import Any

from numba.core.registry import CPUDispatcher

from benchmarks.played import Played, played


class Spent:
    """Seconds in compiled kernels that Python calls, those in kernels that they call among them.

    Attributes
    ----------
    seconds : float [s]
    calls : int
    """

    def __init__(self) -> None:
        self.seconds, self.calls = 0.0, 0

    def timed(self, kernel: Callable[..., Any]) -> Callable[..., Any]:
        """Return a kernel that is timed whenever Python calls it."""

        def call(*arguments: Any) -> Any:
            began = perf_counter()
            found = kernel(*arguments)
            self.seconds += perf_counter() - began
            self.calls += 1
            return found

        return call

    def watch(self, package: str) -> None:
        """Time all kernels that modules of a package, loaded by now, call by a name of their own."""
        loaded = [one for one in sys.modules.values() if isinstance(one, ModuleType)]
        for module in loaded:
            if module.__name__.startswith(f"{package}."):
                for name, thing in list(vars(module).items()):
                    if isinstance(thing, CPUDispatcher):
                        setattr(module, name, self.timed(thing))


def played_and_spent(scenario: str, settings: Sequence[str] = (), scale: float = 1.0) -> tuple[Played, float, int]:
    """Play a scenario as `played` does; return that, seconds in kernels and their calls. For a fresh process."""
    played(scenario, settings)  # all modules are there from here on, and all kernels loaded
    spent = Spent()
    spent.watch("sim")
    timed = played(scenario, settings, scale)
    return timed, spent.seconds, spent.calls
