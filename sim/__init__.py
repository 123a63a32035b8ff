"""exposim: what retention and inspection rules expose, and what they cost operators.

The names below are handed on when they are first used, so that importing `sim` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.entry import compare, load_scenario, run, study, sweep
    from sim.plugin import use_plugin
    from sim.replication import simulate
    from sim.scenario.faults import ScenarioError

__version__ = "0.1.0"
__all__ = [
    "ScenarioError",
    "__version__",
    "compare",
    "load_scenario",
    "run",
    "simulate",
    "study",
    "sweep",
    "use_plugin",
]

_HOMES = {
    "ScenarioError": "sim.scenario.faults",
    "compare": "sim.entry",
    "load_scenario": "sim.entry",
    "run": "sim.entry",
    "simulate": "sim.replication",
    "study": "sim.entry",
    "sweep": "sim.entry",
    "use_plugin": "sim.plugin",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
