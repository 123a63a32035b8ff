"""Design points: a scenario with a policy, values of factors and a draw of the unknowns laid over it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

from sim.scenario.document import Document, dotted
from sim.scenario.faults import Fault, Mark, ScenarioError, nearest, quoted
from sim.scenario.loading import Loaded, checked
from sim.scenario.overlay import EACH, marked, merge, overlay
from sim.scenario.scenario import Scenario
from sim.scenario.validation import model_at
from sim.scenario.variates import KEYS

Path = tuple[str | int, ...]


class Level(NamedTuple):
    """Changes that belong together: a policy, or one setting of a factor (of several that vary together).

    `name` is what tables call it; `texts` are the values of factors by path; `at` is where the changes are written
    in the scenario file, and `mark` where they come from if not from there.
    """

    name: str
    changes: Mapping[str, Any]
    texts: Mapping[str, str]
    at: Path | None = None
    mark: Mark | None = None


Combination = tuple[Level, ...]


@dataclass(frozen=True)
class Point:
    """One combination of what is varied, checked.

    Attributes
    ----------
    policy : str
        Empty where there are none.
    factors : mapping of path to text
    draw : int or None
        Which draw of the unknowns.
    unknowns : mapping of path to float
        The values of that draw.
    loaded : Loaded
    key : str
        16 hex digits of all that the numbers of its runs hang on, but for the replication.
    """

    policy: str
    factors: Mapping[str, str]
    draw: int | None
    unknowns: Mapping[str, float]
    loaded: Loaded
    key: str

    @property
    def name(self) -> str:
        """What tables call the point, whatever the draw."""
        return name_of(self.policy, self.factors)


def name_of(policy: str, factors: Mapping[str, str]) -> str:
    """Return what tables call the point of a policy at some values of factors."""
    told = [f"{path.rpartition('.')[2]}={text}" for path, text in factors.items()]
    return ", ".join([*([policy] if policy else []), *told]) or "as it is"


def texts_of(levels: Iterable[Level]) -> dict[str, str]:
    """Return the values of factors by path that some levels set."""
    return {path: text for level in levels for path, text in level.texts.items()}


@dataclass
class Layers:
    """Lays changes over one scenario; every path is checked once, every fault is kept."""

    base: Loaded
    faults: list[Fault] = field(default_factory=list)
    _names: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self._names = self.base.scenario.model_dump(mode="json", by_alias=True, exclude={"study"})

    def document(self, level: Level) -> Document | None:
        """Return the changes of a level as a document, or None and a fault if a path leads through nothing."""
        before = len(self.faults)
        document = overlay(level.changes, self.base.document, level.at)
        if level.mark is not None:
            document = marked(document, level.mark)
        for path in level.changes:
            lost = self._lost(str(path).split("."))
            if lost:
                mark = level.mark or document.mark(tuple(str(path).split(".")))
                self.faults.append(Fault(mark, str(path), "E372", lost))
        return document if len(self.faults) == before else None

    def loaded(self, documents: Iterable[Document], policy: Level | None = None) -> Loaded | None:
        """Return the scenario with documents laid over it, or None if it has faults; a policy of the file is named."""
        whole = merge(self.base.document, overlay({"study": None}))
        for document in documents:
            whole = merge(whole, document)
        try:
            return checked(whole, self.base.name, self.base.folders, self.base.places_of)
        except ScenarioError as error:
            self.faults += [self.within(policy, fault) for fault in error.faults]
            return None

    def within(self, policy: Level | None, fault: Fault) -> Fault:
        """Return a fault or warning of the scenario with a policy as one of the policy, where the file has it.

        What the policy does not write has the mark of its name: at its own place it may be quite right. What is wrong
        with a value that is varied beside the policy, or drawn, stays as it is.
        """
        if policy is None or not policy.at:
            return fault
        document, at = self.base.document, dotted(policy.at)
        marked = chain(document.marks.items(), document.keys.items())
        where = [path for path, mark in marked if mark == fault.mark]
        places = {path[:3] if path[:1] == policy.at[:1] else () for path in where}
        if policy.at not in places and () not in places:
            return fault
        mark = fault.mark if policy.at in places else document.key_mark(policy.at)
        return fault._replace(mark=mark, path=f"{at}.{fault.path}" if fault.path else at)

    def _lost(self, parts: Sequence[str]) -> str:
        """Return what is wrong with a path that leads through a name that is not there."""
        here: list[Any] = [self._names]
        for number, part in enumerate(parts[:-1]):
            named = model_at(tuple(parts[:number]), Scenario) is None
            inside = [one for one in here if isinstance(one, dict) and not one.keys() & KEYS.keys()]
            if part != EACH and named and inside and not any(part in one for one in inside):
                valid = sorted({name for one in inside for name in one})
                near = nearest(part, valid)
                hint = f"did you mean {quoted('.'.join([*parts[:number], near]))}?" if near else "wanted a name of it"
                return f"leads through {quoted(part)}, which is not in the scenario; {hint}"
            here = [value for one in inside for name, value in one.items() if part in (EACH, name)]
        return ""


def run_key(loaded: Loaded, seed: int, model: str) -> str:
    """Return the key of a point's runs: 16 hex digits of its numbers, the seed and the model version."""
    return blake2b(f"{loaded.key}/{seed}/{model}".encode(), digest_size=8).hexdigest()
