"""Checks of filters and of watch lists of people, and how many records filters are expected to flag."""

from collections.abc import Iterator
from math import fsum
from typing import NamedTuple

from sim.scenario.blocks.monitoring import Monitored, Monitoring
from sim.scenario.blocks.vocabulary import STATES, SUSPECTED
from sim.scenario.checks.finding import Finding, Path, nothing_called
from sim.scenario.checks.ground import Ground
from sim.scenario.checks.laws import in_force, subject
from sim.scenario.checks.load import DeskLoad, load_of
from sim.scenario.checks.shares import users_share
from sim.scenario.scenario import Scenario

MOST_FLAGS = 500_000  # of one replication: each is followed one by one
MANY_FLAGS = 100_000
_ALL: tuple[Path, ...] = (("people",), ("operators",), ("laws",), ("places",))


class Flow(NamedTuple):
    """Expected flags of one filter in a replication."""

    flags: float
    reviewed: float
    pursued: float  # cases that an agency takes up
    per_day: float  # reviewed while the filter is on


def check_monitoring(scenario: Scenario, ground: Ground) -> Iterator[Finding]:
    """Return filters that stand nowhere, flag nothing or too much, and watch lists that are of no use."""
    for name, block in scenario.monitoring.items():
        yield from _names(scenario, name, block)
        yield from _flags_nothing(scenario, ground, name, block)
    yield from _too_many(scenario)
    for name in scenario.agencies:
        yield from _watch(scenario, ground, name)


def flow(scenario: Scenario, block: Monitoring) -> Flow:
    """Return what a filter is expected to flag, from mean values, over the days of the run on which it is on."""
    days = _days_on(scenario, block)
    by_category = {c: _written_per_day(scenario, block, c) * block.flagged_share for c in block.categories}
    reviews = block.reviews if block.moderators else ()
    reviewed = fsum(flags for category, flags in by_category.items() if category in reviews)
    reported = fsum(
        flags * (_confirmed(block) if category in reviews else 1.0)
        for category, flags in by_category.items()
        if category in block.reports and block.reports_to
    )
    return Flow(fsum(by_category.values()) * days, reviewed * days, reported * block.pursued * days, reviewed)


def moderators(scenario: Scenario, ground: Ground) -> Iterator[DeskLoad]:
    """Return the offered load of the moderators of each filter."""
    for name, block in scenario.monitoring.items():
        where = platforms(scenario, block)
        if block.moderators is not None and where:
            place = next(iter(ground.standing(scenario.operators[where[0]].place, 1)), "")
            load = load_of(block.moderators.desk, flow(scenario, block).per_day)
            yield DeskLoad(("monitoring", name, "moderators", "desk"), place, load)


def _confirmed(block: Monitoring) -> float:
    """Return the share of flags that moderators confirm."""
    mistaken = block.moderators.mistaken if block.moderators else 0.0
    right = block.unlawful * block.true_positive
    confirmed = right * (1.0 - mistaken) + (block.flagged_share - right) * mistaken
    return confirmed / block.flagged_share if block.flagged_share else 0.0


def _days_on(scenario: Scenario, block: Monitoring) -> float:
    first, last = block.effective or scenario.start, block.ended or scenario.end
    if block.law is not None and block.law in scenario.laws:
        bounds = scenario.laws[block.law].in_force
        first, last = max(first, bounds[0]), min(last, bounds[1])
    return float(max(0, (min(last, scenario.end) - max(first, scenario.start)).days))


def platforms(scenario: Scenario, block: Monitoring) -> list[str]:
    """Return the platforms that a filter stands at."""
    named = block.operators or tuple(scenario.operators)
    return [name for name in named if name in scenario.operators and scenario.operators[name].kind == "platform"]


def _written_per_day(scenario: Scenario, block: Monitoring, category: Monitored) -> float:
    """Return the records of a category that pass a filter on a day."""
    accounts = {
        name: users_share(scenario, operator) * (operator.stands_for or operator.count)
        for name, operator in scenario.operators.items()
        if operator.kind == "platform"
    }
    total = fsum(accounts.values())
    written = fsum(people.number * people.writes.get(category, 0.0) for people in scenario.people.values())
    return written * fsum(accounts[name] for name in platforms(scenario, block)) / total if total else 0.0


def _names(scenario: Scenario, name: str, block: Monitoring) -> Iterator[Finding]:
    at = ("monitoring", name)
    for operator in block.operators:
        if operator not in scenario.operators:
            text = nothing_called(operator, "operator", list(scenario.operators))
            yield Finding((*at, "operators"), "E302", text, (("operators", operator),))
        elif scenario.operators[operator].kind != "platform":
            text = f"names {operator!r}, which is of kind {scenario.operators[operator].kind!r}; wanted platforms"
            yield Finding((*at, "operators"), "E351", text, (("operators", operator),))
    if block.law is not None and block.law not in scenario.laws:
        text = nothing_called(block.law, "law", list(scenario.laws))
        yield Finding((*at, "law"), "E302", text, (("laws", block.law),))
    to = block.reports_to
    if to is not None and to not in scenario.agencies:
        text = nothing_called(to, "agency", list(scenario.agencies))
        yield Finding((*at, "reports_to"), "E302", text, (("agencies", to),))
    elif to is not None and scenario.agencies[to].cases is None:
        text = f"is {to!r}, an agency that opens no cases; wanted one with 'cases', if only at a rate of 0"
        yield Finding((*at, "reports_to"), "E353", text, (("agencies", to),))


def _flags_nothing(scenario: Scenario, ground: Ground, name: str, block: Monitoring) -> Iterator[Finding]:
    law = scenario.laws.get(block.law) if block.law is not None else None
    where = platforms(scenario, block)
    if block.flagged_share == 0.0:
        why = "of lawful and unlawful records it flags 0 %"
    elif not where:
        why = "no platform is there for it to stand at"
    elif not any(_written_per_day(scenario, block, category) for category in block.categories):
        why = f"nobody writes {' or '.join(block.categories)} there"
    elif not _days_on(scenario, block) or (law is not None and not in_force(scenario, law)):
        why = "it is on on no day of the run"
    elif law is not None and ground.places and not any(subject(scenario, ground, name, law) for name in where):
        why = f"law {block.law!r} does not hold where its platforms stand"
    else:
        return
    yield Finding(("monitoring", name), "W451", f"flags nothing: {why}", _ALL)


def _too_many(scenario: Scenario) -> Iterator[Finding]:
    by_filter = {name: flow(scenario, block).flags for name, block in scenario.monitoring.items()}
    total = fsum(by_filter.values())
    if total <= MANY_FLAGS:
        return
    name = max(by_filter, key=lambda name: by_filter[name])
    text = f"flags most of about {total:,.0f} records a replication; wanted at most "
    if total > MOST_FLAGS:
        text += f"{MOST_FLAGS:,}, by a rarer flag, a smaller platform or fewer people"
        yield Finding(("monitoring", name), "E352", text, (("people",), ("operators",)))
    else:
        yield Finding(("monitoring", name), "W452", f"{text}{MANY_FLAGS:,}", (("people",), ("operators",)))


def _watch(scenario: Scenario, ground: Ground, name: str) -> Iterator[Finding]:
    """Warn of a watch list that stays empty, or on whose people nobody reports."""
    agency = scenario.agencies[name]
    watch = agency.watch.people
    if watch is None:
        return
    at: Path = ("agencies", name, "watch", "people")
    filters = [block for block in scenario.monitoring.values() if block.reports_to == name]
    if "flagged" in watch.sources and not any(flow(scenario, block).flags for block in filters):
        text = "lists people 'flagged', but no filter that flags anything reports to the agency"
        yield Finding((*at, "from"), "W453", text, (*_ALL, ("monitoring",)))
    suspects = fsum(share for role, share in agency.asks.about.items() if role in SUSPECTED)
    opens = (agency.cases is not None and agency.cases.rate > 0) or any(filters)
    if "suspect" in watch.sources and not (suspects and opens):
        yield Finding((*at, "from"), "W453", "lists people 'suspect', but no case of the agency has one", _ALL)
    if watch.at_most == 0:
        yield Finding((*at, "at_most"), "W453", "is 0 people: everybody is turned away", ())
    if ground.places and not any(
        _reports(scenario, ground, operator, agency.jurisdiction) for operator in scenario.operators
    ):
        text = f"no operator in {agency.jurisdiction!r} keeps records that it could report on those who are listed"
        yield Finding(at, "W453", text, _ALL)


def _reports(scenario: Scenario, ground: Ground, name: str, jurisdiction: str) -> bool:
    """Tell whether an operator of an entry stands in a jurisdiction and logs any record proper."""
    operator = scenario.operators[name]
    here = any(ground.country.get(place) == jurisdiction for place in ground.standing(operator.place, operator.count))
    logged = set(operator.keeps).union(*(law.retention for law in scenario.laws.values() if in_force(scenario, law)))
    return here and operator.kind in ("access", "platform") and bool(logged - STATES)
