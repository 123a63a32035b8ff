"""From what is asked for, in a file, on the command line or in Python, to a design, with every fault at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

from sim.experiment.conditions import Condition, conditions_of
from sim.experiment.designs import ALONE, OF_SENSITIVITY, Design, Made, combined
from sim.experiment.points import Level
from sim.experiment.shorthand import in_full
from sim.experiment.variations import Variation, from_mapping, from_options, of_one, together
from sim.scenario.blocks.study import Study
from sim.scenario.faults import Fault, Mark, ScenarioError
from sim.scenario.loading import Loaded

P = ParamSpec("P")
T = TypeVar("T")
_NONE: list[Variation] = []
AT = "study"


class Faults(list[Fault]):
    """Faults, collected so that one does not hide the next."""

    def of(self, otherwise: T, call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return what a call returns; its faults are kept, and `otherwise` is returned in their place."""
        try:
            return call(*args, **named)
        except ScenarioError as error:
            self.extend(error.faults)
            return otherwise


def draft_of_options(
    texts: Sequence[str], base: Loaded, *, design: Design, points: int | None, seed: int, where: Sequence[str] = ()
) -> Made:
    """Return the design that `--vary`, `--design`, `--points` and `--where` ask for; its faults are in it."""
    faults = Faults()
    read = [one for text in texts for one in faults.of(_NONE, from_options, [text])]
    return _draft(read, base, design, points, seed, where, [Mark("--where")] * len(where), faults)


def draft_of_mapping(
    vary: Mapping[Any, Any], base: Loaded, *, design: Design, points: int | None, seed: int, where: Sequence[str] = ()
) -> Made:
    """Return the design that `vary=` and the like ask for; its faults are in it."""
    faults = Faults()
    read = [one for key, given in vary.items() for one in faults.of(_NONE, from_mapping, {key: given})]
    return _draft(read, base, design, points, seed, where, [Mark("where")] * len(where), faults)


def draft_of_block(study: Study, base: Loaded, seed: int) -> Made:
    """Return the design of a scenario's study block; its faults are in it, at their lines."""
    faults = Faults()
    read = [*_crossed(study, base, faults), *_together(study, base, faults)]
    marks = [base.document.mark((AT, "where", number)) for number in range(len(study.where))]
    return _draft(read, base, study.design, study.points, seed, study.where, marks, faults)


def _crossed(study: Study, base: Loaded, faults: Faults) -> Iterable[Variation]:
    for path, given in study.cross.items():
        mark = base.document.mark((AT, "cross", path))
        try:
            yield of_one(path, given, mark)._replace(at=(AT, "cross"))
        except ValueError as error:
            faults.append(Fault(mark, f"{AT}.cross.{path}", "E375", str(error)))


def _together(study: Study, base: Loaded, faults: Faults) -> Iterable[Variation]:
    for number, columns in enumerate(study.together):
        at = (AT, "together", number)
        mark = base.document.mark(at)
        try:
            parts = [(path, _column(path, given, mark)) for path, given in columns.items()]
            yield together(parts, mark)._replace(at=at)
        except ValueError as error:
            faults.append(Fault(mark, f"{AT}.together", "E375", str(error)))


def _column(path: str, given: Any, mark: Mark) -> list[Any]:
    one = of_one(path, given, mark)
    if one.spans or one.names:
        raise ValueError(f"has no list of values of {path}; wanted one, or a range such as 30..90 days:3")
    return [setting[0] for setting in one.settings]


def _draft(
    read: Iterable[Variation],
    base: Loaded,
    design: Design,
    points: int | None,
    seed: int,
    where: Sequence[str],
    marks: Sequence[Mark],
    faults: Faults,
) -> Made:
    whole = [one for each in read for one in faults.of(_NONE, in_full, [each], base)]
    _twice(whole, faults)
    held: list[Condition] = faults.of([], conditions_of, where, marks, whole, base)
    if held and design in OF_SENSITIVITY:
        text = f"leaves points out, and those of {design} belong together; wanted another design, or no condition"
        faults.append(Fault(held[0].mark, "", "E378", text))
    if not whole:
        return ALONE._replace(where=tuple(held), faults=tuple(faults))
    levels: list[tuple[Level, ...]] = [()]
    nothing = Made(design, (), levels, [0], [])
    made = faults.of(nothing, combined, whole, design, points, seed)
    return made._replace(where=tuple(held), faults=tuple(faults))


def _twice(variations: Sequence[Variation], faults: Faults) -> None:
    seen: set[str] = set()
    for one in variations:
        for path in one.paths:
            if path in seen:
                faults.append(Fault(one.mark, path, "E375", "is varied twice; wanted each path once"))
            seen.add(path)
