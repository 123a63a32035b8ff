"""A scenario in words: operators, laws on a time line, and a table of every value; plain data that JSON can hold."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.scenario.bibliography import Reference, references
from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.operators import Operator
from sim.scenario.blocks.people import Population
from sim.scenario.faults import Fault
from sim.scenario.loading import Loaded
from sim.scenario.parameters import Parameter, parameters
from sim.scenario.scenario import PLAY_ALL, Scenario
from sim.scenario.telling.abroad import asking_abroad, elsewhere
from sim.scenario.telling.asking import asked, desk_in_words, steps
from sim.scenario.telling.costs import costs_in_words
from sim.scenario.telling.dangers import holding_in_words, intruder_in_words
from sim.scenario.telling.effects import effects_in_words
from sim.scenario.telling.errors import errors_in_words
from sim.scenario.telling.identities import contacts, identities, paths
from sim.scenario.telling.intercepting import interception_in_words, live_in_words
from sim.scenario.telling.laws import change_in_words, kept, law_in_words, time_line
from sim.scenario.telling.monitoring import filter_in_words, watched_people
from sim.scenario.telling.searching import searching, sizes
from sim.scenario.telling.told import Event, Told
from sim.scenario.telling.visiting import visiting
from sim.scenario.units import show, show_days


@dataclass(frozen=True)
class Words:
    """A scenario in words.

    `assumptions` of `values` are assumptions, defaults among them; `sources` are those that values name; `warnings`
    are of what is probably not meant.
    """

    name: str
    key: str
    title: str
    about: str
    review: str
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
    monitoring: tuple[Told, ...]
    interception: tuple[Told, ...]
    effects: tuple[Told, ...]
    errors: tuple[Told, ...]
    costs: tuple[Told, ...]
    time_line: tuple[Event, ...]
    parameters: tuple[Parameter, ...]
    values: int
    assumptions: int
    sources: tuple[Reference, ...]
    warnings: tuple[Fault, ...]
    figures: tuple[dict[str, Any], ...]

    @property
    def assumed(self) -> str:
        """How much of the scenario is assumed, in one sentence."""
        return f"{self.assumptions} of {self.values} values are assumptions"

    def as_data(self) -> dict[str, Any]:
        """Return mappings, lists, texts and numbers only."""
        data = asdict(self)
        data["parameters"] = [parameter._asdict() for parameter in self.parameters]
        data["sources"] = [reference._asdict() for reference in self.sources]
        data["warnings"] = [{"path": one.path, "code": one.code, "text": one.text} for one in self.warnings]
        return data | {"assumed": self.assumed}


def words(loaded: Loaded) -> Words:
    """Return a scenario in words."""
    scenario, rows = loaded.scenario, parameters(loaded.scenario, loaded.document)
    return Words(
        name=loaded.name,
        key=loaded.key,
        title=scenario.title,
        about=scenario.about.strip(),
        review=scenario.review or "",
        start=scenario.start.isoformat(),
        end=scenario.end.isoformat(),
        run=_run(scenario),
        places=_places(scenario),
        people=tuple(_population(name, of) for name, of in scenario.people.items()),
        operators=tuple(_operator(name, of) for name, of in scenario.operators.items()),
        laws=tuple(law_in_words(scenario, name, of) for name, of in scenario.laws.items()),
        changes=tuple(change_in_words(name, of) for name, of in scenario.changes.items()),
        agencies=tuple(_agency(name, of) for name, of in scenario.agencies.items()),
        intruders=tuple(Told(name, *intruder_in_words(of)) for name, of in scenario.intruders.items()),
        monitoring=tuple(filter_in_words(name, of) for name, of in scenario.monitoring.items()),
        interception=tuple(Told(name, *interception_in_words(of)) for name, of in scenario.interception.items()),
        effects=tuple(effects_in_words(scenario.effects)),
        errors=errors_in_words(scenario.errors) if scenario.errors else (),
        costs=tuple(costs_in_words(scenario.costs)) if scenario.costs else (),
        time_line=tuple(time_line(scenario)),
        parameters=tuple(rows),
        values=len(rows),
        assumptions=sum(row.assumed for row in rows),
        sources=_sources(loaded, rows),
        warnings=loaded.warnings,
        figures=tuple({"name": name, "kind": of.kind, "options": of.options} for name, of in scenario.figures.items()),
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
    lines = [(homes | spread)[of.home.by], _addresses(of.behind_one_address)]
    lines += [f"writes {category} {show(rate, 'person_rate')}" for category, rate in of.writes.items()]
    lines += [f"{show(part.share, 'share')} are {group}" for group, part in of.groups.items()]
    lines += list(contacts(of))
    lines += list(identities(of))
    lines += list(paths(of))
    regions = [f"{show(share, 'share')} {region}" for region, share in of.account_region.items()]
    lines += [f"accounts are of {', '.join(regions)}"] if regions else []
    return Told(name, show(of.number, "people"), tuple(lines))


def _operator(name: str, of: Operator) -> Told:
    what = of.kind.replace("_", " ") + (f", {of.count} of them" if of.count > 1 else "")
    if of.stands_for is not None:
        what += f", for {of.stands_for:,.0f} real ones"
    lines = [f"at {', '.join(of.place)}"] if of.place else []
    if of.market is not None:
        lines.append(f"access operator of {show(of.market, 'share')} of people" + _of_places(of.serves))
    elif of.serves:
        lines.append("access operator of people whom no other market has" + _of_places(of.serves))
    if of.users is not None:
        lines.append(f"{show(of.users, 'share')} of people have an account" + (" at each" if of.count > 1 else ""))
    for population, share in of.users_of.items():
        lines.append(f"{show(share, 'share')} of {population} have an account" + (" at each" if of.count > 1 else ""))
    lines += [f"keeps {category} for {kept(days)} by habit" for category, days in of.keeps.items()]
    lines += elsewhere(name, of)
    if of.opened is not None:
        lines.append(f"opened {show_days(of.opened.mean)} before the first day on average")
    return Told(name, what, (*lines, *_answering(of)))


def _addresses(people: float) -> str:
    return f"{show(people, 'people')} behind one address" if people > 1 else "nobody shares an address"


def _of_places(places: Sequence[str]) -> str:
    return f" at {', '.join(places)}" if places else ""


def _answering(of: Operator) -> Iterator[str]:
    """Yield how an operator answers, and whether it does what the law orders."""
    if of.complies < 1:
        yield f"{show(of.complies, 'share')} of them do what the law orders"
    if of.refuses > 0:
        yield f"refuses {show(of.refuses, 'share')} of requests where the law lets it"
    if of.logs_ports:
        yield "logs ports, so that an address leads to one person"
    checks = f"; {of.desk.checks} checks" if of.desk.checks > 1 else ""
    yield desk_in_words("requests are answered", of.desk) + checks


def _agency(name: str, of: Agency) -> Told:
    where = f"at {', '.join(of.place)}" if of.place else "the whole country"
    what = f"in {of.jurisdiction}, {where}" + (f", {of.count} of them" if of.count > 1 else "")
    lines = [f"opens {show(of.cases.rate, 'case_rate')}"] if of.cases else []
    if of.cases:
        lines += [*asked(of.asks), *sizes(of.asks)]
        if of.asks.lag.report_to_freeze:
            lines.append(f"orders freezes {of.asks.lag.report_to_freeze.mean:.3g} days after the report on average")
    lines += steps(of)
    if of.examines > 0:
        lines.append(f"looks at {show(of.examines, 'share')} of those exposed beside the subject")
    if of.inspectors and of.inspections:
        effort = ", ".join(f"{show(of.inspections.effort_of(c), 'share')} {c}" for c in ("onsite", "remote"))
        lines.append(f"{of.inspectors.staff:g} inspector{'s' * (of.inspectors.staff != 1)}, {effort}")
        lines += visiting(of)
    lines += asking_abroad(of.abroad)
    lines += live_in_words(of)
    lines += searching(of) if of.cases else []
    lines += holding_in_words(of)
    lines += watched_people(of)
    return Told(name, what, tuple(lines))
