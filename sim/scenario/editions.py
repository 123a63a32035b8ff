"""The scenario as it stands from day to day: itself, and once more after each day of `changes`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from math import inf
from typing import Any, NamedTuple, TypeVar

from sim.scenario.blocks.changes import CHANGEABLE, Change
from sim.scenario.checks.finding import nothing_called
from sim.scenario.document import Document, dotted
from sim.scenario.faults import Fault
from sim.scenario.nodes import Key
from sim.scenario.overlay import EACH, changed
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated

T = TypeVar("T")

_ONE = {"operators": "operator", "agencies": "agency"}


class Edition(NamedTuple):
    """A scenario, without its `changes`, as it stands from a time on.

    Attributes
    ----------
    time : float [day]
        Since the start; that of the first edition is minus infinity.
    changes : tuple of str
        Names of the changes that this edition brings.
    scenario : Scenario
    """

    time: float
    changes: tuple[str, ...]
    scenario: Scenario


class Editions(NamedTuple):
    """The editions of a scenario in order of time, at least one, and what is wrong with its changes.

    `idle` names the changes that set what is so already.
    """

    editions: tuple[Edition, ...]
    faults: tuple[Fault, ...] = ()
    idle: tuple[str, ...] = ()


def editions_of(scenario: Scenario, document: Document) -> Editions:
    """Return the editions of a scenario; changes of days before the start, or of its day, are in the first."""
    data = {key: value for key, value in document.data.items() if key != "changes"}
    base = Document(data, document.marks, document.sources, [], document.keys)
    found = [Edition(-inf, (), scenario.model_copy(update={"changes": {}}))]
    faults, idle = list[Fault](), list[str]()
    for name, change in _in_order(scenario):
        wrong = list(_impossible(scenario, document, name, change))
        if not wrong:
            after = changed(base, _spelled_out(change.values, base.data), ("changes", name, "set"))
            read, misread = validated(Scenario, after)
            wrong = [_placed(fault, name, document) for fault in (*after.faults, *misread)]
        if wrong or read is None:
            faults += wrong
            continue
        idle += [name] if read == found[-1].scenario else []
        base, time = after, float((change.on - scenario.start).days)
        found.append(Edition(time if time > 0 else -inf, (name,), read))
    return Editions(tuple(_by_time(found)), tuple(dict.fromkeys(faults)), tuple(idle))


def over_time(editions: Sequence[Edition], read: Callable[[Scenario], T]) -> tuple[T, list[tuple[float, T]]]:
    """Return what `read` makes of the first edition, and from which time on it makes what of the later ones."""
    return read(editions[0].scenario), [(edition.time, read(edition.scenario)) for edition in editions[1:]]


def _by_time(found: Sequence[Edition]) -> Iterator[Edition]:
    """Yield one edition for each time: the last, with the names of all."""
    for time, group in groupby(found, key=lambda edition: edition.time):
        together = list(group)
        yield Edition(time, tuple(name for edition in together for name in edition.changes), together[-1].scenario)


def _in_order(scenario: Scenario) -> list[tuple[str, Change]]:
    """Return the changes that are made before the run ends, in order of day and name."""
    made = [(n, change) for n, change in scenario.changes.items() if not change.off and change.on < scenario.end]
    return sorted(made, key=lambda pair: (pair[1].on, pair[0]))


def _impossible(scenario: Scenario, document: Document, name: str, change: Change) -> Iterator[Fault]:
    """Return the faults of paths that lead to nothing, or to what cannot change during a run."""
    for path in set_paths(change.values):
        at: Key = ("changes", name, "set", *path)
        if not any(_fits(path, form) for form in CHANGEABLE):
            able = ", ".join(map(dotted, CHANGEABLE))
            hint = " (laws have dates of their own)" if path[0] == "laws" else ""
            text = f"cannot change during a run{hint}; wanted {able} or what is in them"
            yield Fault(document.key_mark(at), dotted(at), "E321", text)
            continue
        known = getattr(scenario, path[0])
        if path[1] != EACH and path[1] not in known:
            text = nothing_called(path[1], _ONE[path[0]], list(known))
            yield Fault(document.key_mark(at[:5]), dotted(at[:5]), "E302", text)
        elif path[0] == "agencies" and any(known[n].cases is None for n in ([path[1]] if path[1] != EACH else known)):
            text = "is of an agency without cases; wanted 'cases' with a rate of 0 or more to begin with"
            yield Fault(document.key_mark(at), dotted(at), "E321", text)


def set_paths(values: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each value of a `set`, with those of empty mappings."""
    for key, value in values.items():
        path = (*above, str(key))
        if isinstance(value, dict) and value:
            yield from set_paths(value, path)
        else:
            yield path


def _spelled_out(values: Mapping[str, Any], here: Any) -> dict[str, Any]:
    """Return the values of a `set` with each key that stands at a place in the stead of `*`."""
    out: dict[str, Any] = {}
    for key, value in sorted(values.items(), key=lambda pair: pair[0] != EACH):
        there = here if isinstance(here, dict) else {}
        for name in there if key == EACH else (key,):
            new = _spelled_out(value, there.get(name)) if isinstance(value, dict) else value
            both = isinstance(new, dict) and isinstance(out.get(name), dict)
            out[name] = _joined(out[name], new) if both else new
    return out


def _joined(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: _joined(below[key], above[key])
        for key in below.keys() & above.keys()
        if isinstance(above[key], dict) and isinstance(below[key], dict)
    }
    return below | above | both


def _fits(path: Sequence[str], form: Sequence[str]) -> bool:
    here = path[: len(form)]
    return len(here) == len(form) and all(word in (step, EACH) for word, step in zip(form, here, strict=True))


def _placed(fault: Fault, name: str, document: Document) -> Fault:
    """Return a fault of an edition with its place in the change that made it."""
    mark = fault.mark if fault.mark.line else document.key_mark(("changes", name))
    return fault._replace(path=f"changes.{name}.set.{fault.path}", mark=mark)
