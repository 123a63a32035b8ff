"""The law book: writes down on which day which laws come into force."""

from collections.abc import Mapping

from sim.actors.process import LAW, Clock, Life
from sim.law.statute import Statute
from sim.ledger.accounts import Ledger
from sim.ledger.facts import LawChanged


def law_book(clock: Clock, ledger: Ledger, statutes: Mapping[str, Statute]) -> Life[None]:
    """Write the laws in force in each jurisdiction when the run begins and whenever they change."""
    changes = {(0.0, country) for country in statutes}
    changes |= {(time, country) for country, statute in statutes.items() for time in statute.changes if time > 0}
    for time, country in sorted(changes):
        yield clock.at(time, LAW)
        ledger.write(LawChanged(time, country, statutes[country].at(time).laws))
