"""The law book: writes down on which day which laws come into force, and which dated changes are made."""

from collections.abc import Mapping, Sequence

from sim.actors.process import LAW, Clock, Life
from sim.law.statute import Statute
from sim.ledger.accounts import Ledger
from sim.ledger.facts import LawChanged, ScenarioChanged


def law_book(
    clock: Clock, ledger: Ledger, statutes: Mapping[str, Statute], made: Sequence[tuple[float, str]] = ()
) -> Life[None]:
    """Write the laws in force in each jurisdiction when the run begins and whenever they change.

    Parameters
    ----------
    made : sequence of (time, name), optional
        Changes that are not laws; those before the run are written at its beginning.
    """
    days: dict[float, list[LawChanged | ScenarioChanged]] = {}
    changes = {(0.0, country) for country in statutes}
    changes |= {(time, country) for country, statute in statutes.items() for time in statute.changes if time > 0}
    for time, country in sorted(changes):
        days.setdefault(time, []).append(LawChanged(time, country, statutes[country].at(time).laws))
    for time, name in made:
        time = max(0.0, time)
        days.setdefault(time, []).append(ScenarioChanged(time, name))
    for time in sorted(days):
        yield clock.at(time, LAW)
        for fact in days[time]:
            ledger.write(fact)
