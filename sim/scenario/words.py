"""A scenario in words: operators, laws on a time line, and a table of every value; plain data that JSON can hold."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sim.scenario.bibliography import Reference, references
from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.changes import Change
from sim.scenario.blocks.costs import Costs, Prices
from sim.scenario.blocks.desk import Desk
from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.operators import Operator
from sim.scenario.blocks.people import Population
from sim.scenario.checks.laws import in_force
from sim.scenario.dangers import holding_in_words, intruder_in_words
from sim.scenario.editions import set_paths
from sim.scenario.loading import Loaded
from sim.scenario.parameters import Parameter, parameters
from sim.scenario.provisions.inspection import ChannelRule
from sim.scenario.scenario import PLAY_ALL, Scenario
from sim.scenario.units import show, show_days
from sim.scenario.visiting import visiting


@dataclass(frozen=True)
class Told:
    """One thing in words: its name, what it is, and lines about it."""

    name: str
    what: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """A day of the time line and what begins or ends on it; `played` says whether it lies within the run."""

    day: str
    what: str
    played: bool


@dataclass(frozen=True)
class Words:
    """A scenario in words.

    `assumptions` of `values` are assumptions, defaults among them; `sources` are those that values name.
    """

    name: str
    key: str
    title: str
    about: str
    start: str
    end: str
    run: str
    places: str
    people: tuple[Told, ...]
    operators: tuple[Told, ...]
    laws: tuple[Told, ...]
    changes: tuple[Told, ...]
    agencies: tuple[Told, ...]
    intruders: tuple[Told, ...]
    costs: tuple[Told, ...]
    time_line: tuple[Event, ...]
    parameters: tuple[Parameter, ...]
    values: int
    assumptions: int
    sources: tuple[Reference, ...]

    @property
    def assumed(self) -> str:
        """How much of the scenario is assumed, in one sentence."""
        return f"{self.assumptions} of {self.values} values are assumptions"

    def as_data(self) -> dict[str, Any]:
        """Return mappings, lists, texts and numbers only."""
        data = asdict(self)
        data["parameters"] = [parameter._asdict() for parameter in self.parameters]
        data["sources"] = [reference._asdict() for reference in self.sources]
        return data | {"assumed": self.assumed}


def words(loaded: Loaded) -> Words:
    """Return a scenario in words."""
    scenario, rows = loaded.scenario, parameters(loaded.scenario, loaded.document)
    return Words(
        name=loaded.name,
        key=loaded.key,
        title=scenario.title,
        about=scenario.about.strip(),
        start=scenario.start.isoformat(),
        end=scenario.end.isoformat(),
        run=_run(scenario),
        places=_places(scenario),
        people=tuple(_population(name, of) for name, of in scenario.people.items()),
        operators=tuple(_operator(name, of) for name, of in scenario.operators.items()),
        laws=tuple(_law(scenario, name, of) for name, of in scenario.laws.items()),
        changes=tuple(_change(name, of) for name, of in scenario.changes.items()),
        agencies=tuple(_agency(name, of) for name, of in scenario.agencies.items()),
        intruders=tuple(Told(name, *intruder_in_words(of)) for name, of in scenario.intruders.items()),
        costs=tuple(_costs(scenario.costs)) if scenario.costs else (),
        time_line=tuple(_time_line(scenario)),
        parameters=tuple(rows),
        values=len(rows),
        assumptions=sum(row.assumed for row in rows),
        sources=_sources(loaded, rows),
    )


def _sources(loaded: Loaded, rows: list[Parameter]) -> tuple[Reference, ...]:
    named = {said["source"] for said in loaded.document.sources.values() if "source" in said}
    known = references(loaded.folders) or {}
    return tuple(known.get(key, Reference(key)) for key in sorted(named | {row.source for row in rows if row.source}))


def _run(scenario: Scenario) -> str:
    parts = [f"{scenario.days:g} days, {scenario.start} to {scenario.end}"]
    if scenario.warmup:
        parts.append(f"the first {show_days(scenario.warmup)} not counted")
    parts += [f"period {name}: {span}" for name, span in scenario.periods.items()]
    if scenario.panel:
        who = "all people" if scenario.panel == PLAY_ALL else f"{scenario.panel:,} people"
        parts.append(f"{who} played one by one")
    return "; ".join(parts)


def _places(scenario: Scenario) -> str:
    places = scenario.places
    parts = [f"the map {places.map}" if places.map else ", ".join(places.at) or "one place"]
    if places.drop:
        parts.append(f"without {', '.join(places.drop)}")
    if places.regions:
        parts.append(f"regions by {places.regions.table}")
    parts += [f"{name} abroad, joined at {abroad.attach}" for name, abroad in places.abroad.items()]
    return "; ".join(parts)


def _population(name: str, of: Population) -> Told:
    homes = {"table": f"homes by column {of.home.column} of {of.home.table}", "place": f"all at {of.home.place}"}
    spread = {"degree": "homes by the links of each place", "equal": "homes spread equally over places"}
    lines = [(homes | spread)[of.home.by], f"{show(of.behind_one_address, 'people')} behind one address"]
    lines += [f"writes {category} {show(rate, 'person_rate')}" for category, rate in of.writes.items()]
    lines += [f"{show(part.share, 'share')} are {group}" for group, part in of.groups.items()]
    return Told(name, show(of.number, "people"), tuple(lines))


def _operator(name: str, of: Operator) -> Told:
    what = of.kind.replace("_", " ") + (f", {of.count} of them" if of.count > 1 else "")
    if of.stands_for is not None:
        what += f", for {of.stands_for:,.0f} real ones"
    lines = [f"at {', '.join(of.place)}"] if of.place else []
    if of.market is not None:
        lines.append(f"access operator of {show(of.market, 'share')} of people")
    if of.users is not None:
        lines.append(f"{show(of.users, 'share')} of people have an account" + (" at each" if of.count > 1 else ""))
    lines += [f"keeps {category} for {_kept(days)} by habit" for category, days in of.keeps.items()]
    if of.opened is not None:
        lines.append(f"opened {show_days(of.opened.mean)} before the first day on average")
    return Told(name, what, (*lines, _desk("requests are answered", of.desk)))


def _kept(days: float) -> str:
    return "the life of the account" if days == float("inf") else show_days(days)


def _desk(what: str, desk: Desk) -> str:
    hours = desk.hours or "09:00-17:00 Mon-Fri"
    due = f", due within {desk.deadline}" if desk.deadline else ""
    return f"{what} by a desk of {desk.staff:g}, {hours}, {_spent(desk.handling.mean)} an item{due}"


def _spent(days: float) -> str:
    minutes = 24 * 60 * days
    return f"{minutes / 60:.3g} hours" if minutes > 90 else f"{minutes:.3g} minutes"


def _law(scenario: Scenario, name: str, law: Law) -> Told:
    if law.off:
        state = "turned off"
    elif not in_force(scenario, law):
        state = "never in force during the run"
    else:
        state = _span(law)
    return Told(name, f"in {law.jurisdiction}, {state}", tuple(_orders(law)))


def _span(law: Law) -> str:
    first = f"from {law.effective}" if law.effective else "always in force"
    return first + (f" to {law.repealed}" if law.repealed else "")


def _orders(law: Law) -> Iterator[str]:
    if law.overrides:
        yield f"overrides {', '.join(law.overrides)}"
    if law.transition:
        yield f"duties of retention count {show_days(law.transition)} after its first day"
    for category, duty in law.retention.items():
        bounds = [f"at least {_kept(duty.at_least)}"] if duty.at_least is not None else []
        bounds += [f"at least {_kept(duty.may_order)} where it is ordered"] if duty.may_order is not None else []
        bounds += [f"at most {_kept(duty.at_most)}"] if duty.at_most is not None else []
        bounds += ["and then deleted"] if duty.then == "delete" else []
        whom = f", by {', '.join(duty.of)}" if duty.of else ""
        whom += (
            f", ordered of {show(duty.ordered, 'share')} of them"
            if duty.ordered is not None and duty.ordered < 1
            else ""
        )
        yield f"{category} is kept {' '.join(bounds) or 'as long as its keeper likes'}{whom}"
    for channel in ("onsite", "remote"):
        rule = getattr(law.inspection, channel) if law.inspection else None
        if rule is not None:
            powers = ", ".join(rule.may) + _seen(rule)
            yield f"{channel} inspections {_notice(rule)}, officers: {rule.officers}, may {powers}"
    if law.inspection and law.inspection.checklist:
        items = ", ".join(f"{item} ({duty})" for item, duty in law.inspection.checklist.items())
        yield f"inspections look at {items}"
    if law.inspection:
        yield f"what is found is corrected within {law.inspection.correct_within}"
        yield f"what was found is inspected again {law.inspection.again_after} after that"
    if law.access and law.access.authorised_by:
        yield f"requests are authorised by {law.access.authorised_by}"
    if law.access and law.access.refusable:
        yield "requests may be refused"
    if law.access and law.access.width is not None:
        yield f"there is a ground to ask for {show(law.access.width, 'share')} of cases"


def _change(name: str, change: Change) -> Told:
    lines = [f"{'.'.join(path)} is {_given(change.values, path)}" for path in set_paths(change.values)]
    return Told(name, "turned off" if change.off else f"on {change.on}", tuple(lines))


def _given(values: Any, path: tuple[str, ...]) -> str:
    for part in path:
        values = values[part]
    return "removed" if values is None else str(values)


def _seen(rule: ChannelRule) -> str:
    return "" if rule.sees is None else f", see {', '.join(rule.sees) or 'nothing'}"


def _notice(rule: ChannelRule) -> str:
    if rule.notice == "none":
        return "without notice"
    said = "announced" if rule.notice == "announce" else "published"
    return f"{said} {show_days(rule.lead)} before" if rule.lead else f"{said}, at no set time before"


def _agency(name: str, of: Agency) -> Told:
    where = f"at {', '.join(of.place)}" if of.place else "the whole country"
    what = f"in {of.jurisdiction}, {where}" + (f", {of.count} of them" if of.count > 1 else "")
    lines = [f"opens {show(of.cases.rate, 'case_rate')}"] if of.cases else []
    if of.cases:
        asked = ", ".join(f"{show(share, 'share')} {category}" for category, share in of.asks.categories.items())
        lines.append(f"asks for {asked}")
    steps = (("drafted", of.chain.draft), ("reviewed", of.chain.spoc), ("authorised", of.chain.authorise))
    lines += [_desk(f"requests are {step}", block.desk) for step, block in steps if block and block.desk]
    if of.inspectors and of.inspections:
        effort = ", ".join(f"{show(of.inspections.effort_of(c), 'share')} {c}" for c in ("onsite", "remote"))
        lines.append(f"{of.inspectors.staff:g} inspectors, {effort}")
        lines += visiting(of)
    lines += holding_in_words(of)
    return Told(name, what, tuple(lines))


def _costs(of: Costs) -> Iterator[Told]:
    """Yield what things cost, for all operators and then for entries of their own prices."""
    lines = [*_prices(of)]
    lines += [f"agencies' staff: {show(of.agency_staff, 'money_per_hour')}"] if of.agency_staff is not None else []
    lines += [f"agencies pay {show(of.recovery, 'money_per_item')} answered"] if of.recovery is not None else []
    lines += [f"the state pays {show(share, 'share')} of {cost}" for cost, share in of.reimbursed.items()]
    yield Told("all operators", f"{of.currency} of {of.price_year}", tuple(lines))
    for entry, own in of.operators.items():
        yield Told(entry, "prices of its own", tuple(_prices(own)))


def _prices(of: Prices) -> Iterator[str]:
    if of.staff is not None:
        yield f"staff: {show(of.staff, 'money_per_hour')}"
    if of.storage is not None:
        yield f"storage: {show(of.storage, 'money_per_tb')}"
    if of.fixed is not None:
        yield f"each operator ordered to keep records: {show(of.fixed, 'money_per_year')}"


def _time_line(scenario: Scenario) -> Iterator[Event]:
    """Yield the days on which the run, a period or a law begins or ends, in order."""
    events: list[tuple[date, str]] = [(scenario.start, "the run begins"), (scenario.end, "the run ends")]
    for name, span in scenario.periods.items():
        events += [(span.start, f"period {name} begins"), (span.end, f"period {name} ends")]
    for name, law in scenario.laws.items():
        if not law.off:
            events += [(law.effective, f"law {name} comes into force")] if law.effective else []
            events += [(law.counts[0], f"law {name} counts for records")] if law.transition else []
            events += [(law.repealed, f"law {name} is repealed")] if law.repealed else []
    events += [(change.on, f"change {name}") for name, change in scenario.changes.items() if not change.off]
    for day, what in sorted(events):
        yield Event(day.isoformat(), what, scenario.start <= day <= scenario.end)
