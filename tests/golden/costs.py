"""What a replication of `two-isps` costs, counted and not timed; run in a process of its own, it prints JSON.

Caches of earlier runs in a process would save calls, so a fresh one counts.
"""

import gc
import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core.dispatcher import Dispatcher

from sim.build.wiring import Wired, build
from sim.entry import load_scenario
from sim.ledger.accounts import Ledger
from sim.replication import play

CALLS: Counter[str] = Counter()


def count_kernels() -> None:
    """Have every call from Python into compiled code counted, by the module that the kernel is of."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sim."):
            for attribute, value in list(vars(module).items()):
                if isinstance(value, Dispatcher):
                    setattr(module, attribute, counted(value))


def counted(kernel: Dispatcher) -> Callable[..., Any]:
    name = kernel.py_func.__module__

    def call(*arguments: Any) -> Any:
        CALLS[name] += 1
        return kernel(*arguments)

    return call


def array_bytes(ledger: Ledger) -> int:
    """Bytes of all arrays that can be reached from a ledger: what it keeps of a run, the same on every machine."""
    seen: set[int] = set()
    waiting: list[Any] = [ledger]
    total = 0
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | type(sys)):
            continue
        seen.add(id(thing))
        if isinstance(thing, np.ndarray):
            total += thing.nbytes if thing.base is None else 0
        waiting += gc.get_referents(thing)
    return total


def replication(*settings: str) -> Wired:
    """Play `two-isps` once."""
    wired = build(load_scenario("two-isps", settings), seed=1, replication=0)
    CALLS.clear()
    play(wired)
    return wired


def marginal_bytes() -> float:
    """Bytes of arrays that one more request leaves: between ten and forty times the cases."""
    sizes = []
    for times in (10, 40):
        ledger = replication(f"agencies.police.cases.rate={times * 12} per 100 people per year").ledger
        sizes.append((array_bytes(ledger), ledger.counted["RequestClosed"]))
    (few_bytes, few), (many_bytes, many) = sizes
    return round((many_bytes - few_bytes) / (many - few), 1)


def main() -> None:
    """Print what the replication cost."""
    wired = replication()
    costs: dict[str, Any] = {"requests": wired.ledger.counted["RequestClosed"], "events": wired.clock.happened}
    costs["kernel_calls"] = dict(sorted(CALLS.items()))
    costs["bytes_a_request"] = marginal_bytes()
    sys.stdout.write(json.dumps(costs) + "\n")


if __name__ == "__main__":
    count_kernels()
    main()
