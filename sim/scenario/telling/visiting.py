"""Inspections of an agency in words: whom it visits more often, who visits, and what visits leave behind."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.inspecting import Focus, Inspections, VisitPlan
from sim.scenario.blocks.vocabulary import Incident, InspectionChannel
from sim.scenario.units import show, show_days


def visiting(of: Agency) -> Iterator[str]:
    """Yield what an agency plans beside its inspectors' hours, and whom it watches."""
    if of.inspections is not None:
        yield from _targets(of.inspections)
        for name, period in of.inspections.special.items():
            yield f"{period.times:g} times the visits in {name}, from {period.begins} to {period.ends}"
        if third := of.inspections.contractor:
            yield f"third parties make {show(third.share, 'share')} of the visits" + (
                f"; their copies leak at {show(third.leaks, 'rate')}" if third.leaks else ""
            )
        visits: tuple[tuple[InspectionChannel, VisitPlan], ...] = (
            ("onsite", of.inspections.onsite),
            ("remote", of.inspections.remote),
        )
        for channel, visit in visits:
            yield from _visit(channel, visit, of.practice.notice_given.get(channel))
            if left := visit.leaves_connection:
                yield (
                    f"{show(left.share, 'share')} of {channel} visits leave a connection open for "
                    f"{show_days(left.stays)}"
                )
    if watched := of.watch.operators:
        yield (
            f"{watched.times:g} times the visits for {show_days(watched.stays)} to operators "
            f"{' or '.join(_AFTER[source] for source in watched.sources)}, {watched.at_most:,} of them at most"
        )


_AFTER: dict[Incident, str] = {
    "found": "with a finding",
    "outage": "with an outage",
    "penalised": "with a penalty",
    "breach": "with a breach",
}


def _visit(channel: InspectionChannel, visit: VisitPlan, notice: float | None) -> Iterator[str]:
    """Yield how long a visit takes, what it takes from stores, and how often the notice that is due is given."""
    way = f", and {24 * visit.travel.mean:.3g} hours on the way" if visit.travel.mean > 0 else ""
    takes = [f"copies records of {show(visit.copies, 'share')} of people"] if visit.copies > 0 else []
    takes += [f"reads those of {show(visit.consults, 'share')} on the spot"] if visit.consults > 0 else []
    whom = f"; where the law lets it, it {' and '.join(takes)}" if takes else ""
    if whom or visit.model_fields_set & {"takes", "travel"}:
        yield f"each {channel} visit takes {24 * visit.takes.mean:.3g} hours of work{way}{whom}"
    if notice is not None:
        yield f"notice of {channel} visits, where it is due, is given for {show(notice, 'share')}"


def _targets(plan: Inspections) -> Iterator[str]:
    for entry, number in plan.targets.each_year.items():
        yield f"{number:g} visits on site a year to every {entry}"
    for entry, weight in plan.targets.weights.items():
        yield f"{weight:g} times the visits to every {entry}"
    for focus in plan.targets.focus:
        yield f"{focus.weight:g} times the visits to operators {_whom(focus)}"
    if plan.targets.random:
        yield f"{show(plan.targets.random, 'share')} of the visits go to all operators alike"


def _whom(focus: Focus) -> str:
    if focus.opened_within is not None:
        return f"opened within {show_days(focus.opened_within)}"
    return f"with an outage, a breach or a penalty within {show_days(focus.incident_within or 0.0)}"
