"""People who come, go and move: what a crowd cannot follow, and moves that lead nowhere."""

from collections.abc import Iterator
from math import fsum

from sim.scenario.blocks.agencies import Agency
from sim.scenario.checks.finding import Finding, Path
from sim.scenario.checks.ground import EACH_REGION, Ground
from sim.scenario.checks.shares import SLACK, served_at
from sim.scenario.scenario import Scenario

MOST_PEOPLE = 100_000  # of a population that is gone through one by one (sim.actors.copying.SMALL_CLASS)
_ALL: tuple[Path, ...] = (("people",), ("operators",), ("agencies",), ("intruders",), ("interception",), ("places",))


def check_moving(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return moves of crowds whose records are taken in bulk, and moves where nobody can move to."""
    alone = _moves_nowhere(scenario, ground)
    for name, people in scenario.people.items():
        said = [key for key in ("enter", "leave", "moves") if getattr(people, key) > 0.0]
        if said and people.number * (1.0 + people.enter * scenario.days) > MOST_PEOPLE and _in_bulk(scenario):
            text = (
                f"is of a population of over {MOST_PEOPLE:,} people whose records are taken in bulk (by inspections, "
                "intruders, interception, mirrors, large dumps or chains), which is not built; wanted fewer people, or "
                "no such takings"
            )
            yield Finding(("people", name, said[0]), "E343", text, _ALL)
        if people.moves > 0.0 and alone:
            text = "has no effect: no place has two access operators to choose from"
            yield Finding(("people", name, "moves"), "W433", text, _ALL)


def _in_bulk(scenario: Scenario) -> bool:
    mirrors = any(operator.moves for operator in scenario.operators.values())
    return (
        _taken_in_bulk(scenario)
        or mirrors
        or bool(scenario.interception)
        or any(map(_searches, scenario.agencies.values()))
    )


def _taken_in_bulk(scenario: Scenario) -> bool:
    """Whether inspections or intruders take records in bulk."""
    return any(map(_takes, scenario.agencies.values())) or any(i.hazard > 0 for i in scenario.intruders.values())


def _takes(agency: Agency) -> bool:
    plan = agency.inspections
    return plan is not None and any(v.copies or v.consults or v.leaves_connection for v in (plan.onsite, plan.remote))


def _searches(agency: Agency) -> bool:
    """Whether searches may take a share of a crowd: a large area, or a chain, whose hops may grow without end."""
    dumps, chains = agency.asks.dumps, agency.asks.chains
    large = dumps is not None and dumps.share > 0 and (dumps.area is None or dumps.area > MOST_PEOPLE)
    return large or (chains is not None and chains.share > 0)


def _moves_nowhere(scenario: Scenario, ground: Ground) -> bool:
    """Whether every place has at most one access operator."""
    return bool(ground.places) and all(_choices(scenario, ground, place) < 2 for place in ground.places)


def _choices(scenario: Scenario, ground: Ground, place: str) -> int:
    """Return from how many access operators people of a place choose, one of them none where markets leave people."""
    served = served_at(scenario, ground, place)
    entries = [scenario.operators[name] for name in served]
    apart = max(len(ground.regions), 1)
    there = sum((o.count // apart or 1) if tuple(o.place) == (EACH_REGION,) else o.count for o in entries)
    return there + (bool(served) and fsum(served.values()) < 1.0 - SLACK)
