"""Other countries in words: records kept elsewhere, who can read them, and the ways on which agencies ask."""

from collections.abc import Iterator

from sim.scenario.blocks.abroad import Abroad, EEvidence, MutualAssistance
from sim.scenario.blocks.localisation import SELF, USER
from sim.scenario.blocks.operators import Operator
from sim.scenario.units import show, show_days
from sim.scenario.variates import DurationVariate


def elsewhere(name: str, of: Operator) -> Iterator[str]:
    """Yield who holds the keys of what an operator keeps, and where else its records lie."""
    for category, holder in of.keys.items():
        yield f"keys of {category} are held by {_holder(name, holder)}"
    for category, move in of.moves.items():
        how = f"moved to {move.move_to}" if move.move_to else f"copied to {move.copy_to}"
        keys = f", keys held by {_holder(name, move.keys)}" if move.keys else ""
        yield f"{category} of accounts of {move.accounts} is {how}{keys}"


def _holder(name: str, holder: str) -> str:
    return {SELF: name, USER: "the account holders"}.get(holder, holder)


def asking_abroad(of: Abroad) -> Iterator[str]:
    """Yield the ways on which an agency asks operators of other countries."""
    free = of.of_free_will
    if free.answered:
        time = f" after {_mean(free.takes)} on average" if free.takes.mean else ""
        yield f"operators abroad answer {show(free.answered, 'share')} of requests of free will{time}"
    if of.mutual_assistance is not None:
        yield _mutual(of.mutual_assistance)
    if of.e_evidence is not None:
        yield _evidence(of.e_evidence)


def _mutual(way: MutualAssistance) -> str:
    aside = f"; {show(way.not_asked, 'share')} of needs are not asked at all" if way.not_asked else ""
    granted = f"mutual assistance is granted for {show(way.granted, 'share')}"
    return f"{granted} and takes {_mean(way.takes)} on average{aside}"


def _evidence(way: EEvidence) -> str:
    granted = f"e-Evidence orders are followed for {show(way.granted, 'share')}"
    takes = f"{_mean(way.takes)} on average, {_mean(way.emergency)} in emergencies"
    return f"{granted} and take {takes}"


def _mean(takes: DurationVariate) -> str:
    return show_days(round(takes.mean, 1) if takes.mean >= 1 else takes.mean)
