"""Obligations: writes down how many real operators of each entry the law orders to keep records."""

from collections.abc import Sequence

from sim.actors.operator import Operator
from sim.actors.process import LAW, Clock, Life
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Obliged
from sim.scenario.blocks.vocabulary import LOGGABLE


def obligations(clock: Clock, ledger: Ledger, operators: Sequence[Operator]) -> Life[None]:
    """Write the number when the run begins and whenever it changes; who does not comply pays for nothing."""
    changes = {0.0} | {time for operator in operators for time in operator.statute.changes if time > 0}
    known: dict[str, float] = {}
    for time in sorted(changes):
        yield clock.at(time, LAW)
        for entry, weight in _obliged(operators, time).items():
            if known.get(entry) != weight:
                ledger.write(Obliged(time, entry, weight))
                known[entry] = weight


def _obliged(operators: Sequence[Operator], time: float) -> dict[str, float]:
    found = dict.fromkeys((operator.entry for operator in operators), 0.0)
    for operator in operators:
        ordered = operator.statute.at(time).at_least
        # an order of what operators of its kind never log asks no system of it
        if operator.complies and any(ordered.get(category, 0.0) > 0 for category in LOGGABLE[operator.kind]):
            found[operator.entry] += operator.weight
    return found
