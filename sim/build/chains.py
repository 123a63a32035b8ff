"""How somebody came to be exposed: each disclosure of them with what led to it, and what followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import NamedTuple

from sim.actors.census import Census
from sim.actors.people import Subject
from sim.build.authority import groups_of
from sim.build.context import Context
from sim.build.otherwise import Otherwise
from sim.build.reasons import Kept, Reasons
from sim.build.wiring import Wired
from sim.law.grounds import last_to_say
from sim.law.reach import compels
from sim.law.statute import Rules, Statute
from sim.ledger.facts import (
    Breached,
    CopiedCrowd,
    Disclosed,
    Leaked,
    LiveOrder,
    Misused,
    Notified,
    RequestClosed,
    Visited,
)
from sim.ledger.watching import About, Act, Ended, Exposed, Seen, Watch

OWN_CHAIN = ""


class Authorised(NamedTuple):
    """Who authorised a request, by which law, and how; `law` is empty where it is the agency's own chain."""

    by: str
    law: str
    afterwards: bool  # sent first, and reviewed later
    way: str  # of requests abroad


class Chain(NamedTuple):
    """One disclosure of a person, from the record to whether the person was told.

    Attributes
    ----------
    fact : fact
        As it was written first, for the earliest of its stages.
    stages : tuple of str
        `reachable`, `obtained`, `examined`, as far as it went.
    request : Ended or None
        The request item whose answer it was.
    act : fact or None
        The visit, breach, leak, misuse or live order behind it.
    act_law : str
        The law that allows such visits; empty where none is needed or known.
    kept : Kept or None
        Why the record was there; None where it came from no operator's store.
    told : Notified or None
        The notice that was due; None: nobody was to tell.
    notify_law : str
        The law that has people told at the time; empty: there is none.
    """

    fact: Seen
    stages: tuple[str, ...]
    request: Ended | None
    authorised: Authorised | None
    act: Act | None
    act_law: str
    kept: Kept | None
    told: Notified | None
    notify_law: str


class Stay(NamedTuple):
    """A part of the run in which a person was there, with the access operator had then."""

    start: float
    end: float
    access: str


class Person(NamedTuple):
    """Somebody as the run has them."""

    number: int
    population: str
    place: str
    access: str
    class_size: int
    stays: tuple[Stay, ...] = ()  # empty: there all the time, with `access`


class Story(NamedTuple):
    """All that a replication says of one person."""

    start: date
    warmup_days: float
    person: Person
    chains: tuple[Chain, ...]
    requests: tuple[tuple[Ended, Authorised], ...]  # about the person, whatever became of them
    about: tuple[About, ...]
    crowds: tuple[CopiedCrowd, ...]  # of the person's class, which is drawn as a whole


@dataclass(frozen=True)
class _Teller:
    context: Context
    census: Census
    watch: Watch
    reasons: Reasons

    def chain(self, group: Sequence[Exposed]) -> Chain:
        first = group[0]
        fact, request = first.fact, first.request
        notify = self._rules_of_agency(fact.agency, fact.time)
        act = None if request is not None else self._act(fact)
        return Chain(
            fact=fact,
            stages=tuple(dict.fromkeys(one.fact.stage for one in group)),
            request=request,
            authorised=self.authorised(request.fact) if request is not None else None,
            act=act,
            act_law=self._law_of(act),
            kept=self.reasons.of(first, self.watch.person),
            told=self._notice(fact) if request is not None else None,
            notify_law=last_to_say(self.context.scenario.laws, notify, lambda law: law.notify)
            if notify is not None
            else "",
        )

    def authorised(self, request: RequestClosed) -> Authorised:
        """Return who authorises a request, by the law of the moment in which it came to that."""
        agency = self.context.scenario.agencies[request.agency]
        time = request.reviewed if request.reviewed == request.reviewed else request.drafted
        rules = self.context.statute(agency.jurisdiction).at(time)
        chain, laws, access = agency.chain, self.context.scenario.laws, rules.access
        by, law = (chain.authorise.by if chain.authorise else "nobody"), OWN_CHAIN
        mine = groups_of(self.context, self.census).of(self._subject(request)) if request.person >= 0 else ()
        protecting = next((rule for group, rule in (access.protected or {}).items() if group in mine), None)
        if protecting is not None:
            by = protecting.by
            law = last_to_say(laws, rules, lambda one: one.access.protected if one.access else None)
        elif access.authorised_by is not None:
            by = access.authorised_by
            law = last_to_say(laws, rules, lambda one: one.access.authorised_by if one.access else None)
        urgent = chain.urgent is not None and "authorise" in chain.urgent.skips
        own = urgent and chain.urgent is not None and str(request.grade) in map(str, chain.urgent.grades)
        lawful = access.late_review is not None and str(request.grade) in access.late_review.grades
        return Authorised(by, law, by != "nobody" and (own or lawful), self._way(request, agency.jurisdiction))

    def _way(self, request: RequestClosed, jurisdiction: str) -> str:
        """Return the way of a request to an operator abroad; empty at home."""
        asked = [one for one in self.reasons.otherwise.operators if one.entry == request.operator]
        if not asked or any(compels(jurisdiction, one.country) for one in asked):
            return ""
        access = asked[0].statute.at(request.drafted).access
        return str(access.abroad.get(request.category, "voluntary"))  # type: ignore[call-overload]

    def _subject(self, request: RequestClosed) -> Subject:
        return self.census.subject(request.person)

    def _rules_of_agency(self, name: str, time: float) -> Rules | None:
        agency = self.context.scenario.agencies.get(name)
        return None if agency is None else self.context.statute(agency.jurisdiction).at(time)

    def _law_of(self, act: Act | None) -> str:
        if not isinstance(act, Visited):
            return ""
        statute: Statute = next(one.statute for one in self.reasons.otherwise.operators if one.entry == act.operator)
        return last_to_say(
            self.context.scenario.laws,
            statute.at(act.started),
            lambda law: getattr(law.inspection, act.channel) if law.inspection else None,
        )

    def _act(self, fact: Seen) -> Act | None:
        return next((act for act in self.watch.acts if _led_to(act, fact)), None)

    def _notice(self, fact: Seen) -> Notified | None:
        """Return the notice of an answer to its subject."""
        notices = (one for one in self.watch.about if isinstance(one, Notified))
        wanted = fact.agency, fact.operator, fact.category, fact.time
        return next((n for n in notices if (n.agency, n.operator, n.category, n.exposed) == wanted), None)


def story(wired: Wired, watch: Watch) -> Story:
    """Return what a replication that was played to its end says of the person watched."""
    watch.end()
    context, census = wired.context, wired.census
    subject = census.subject(watch.person)
    teller = _Teller(context, census, watch, Reasons(Otherwise(context, wired.operators), census))
    groups: dict[tuple[object, ...], list[Exposed]] = {}
    for one in watch.exposed:
        groups.setdefault(_same_act(one), []).append(one)
    home = subject.home
    mine = {(home.population, home.place), (home.population, home.place, home.access)}
    return Story(
        context.scenario.start,
        context.scenario.warmup,
        Person(watch.person, home.population, home.place, home.access, home.size, _stays(wired, watch, subject)),
        tuple(teller.chain(group) for _, group in sorted(groups.items(), key=lambda item: item[1][0].fact.time)),
        tuple((ended, teller.authorised(ended.fact)) for ended in watch.requests),
        tuple(watch.about),
        tuple(crowd for crowd in watch.crowds if crowd.home in mine),
    )


def _stays(wired: Wired, watch: Watch, subject: Subject) -> tuple[Stay, ...]:
    """Return the stays of somebody of a population that moves, comes or goes, from the first act that is told on."""
    people = subject.people
    if people.paths is None:
        return ()
    moments = [_window(one.fact)[1] for one in watch.exposed] + [one.fact.asked_to for one in watch.requests]
    first = min([0.0, *(time for time in moments if isfinite(time))])
    return tuple(Stay(*one) for one in people.paths.stays(watch.person - people.offset, first, wired.days))


def _same_act(one: Exposed) -> tuple[object, ...]:
    """Return what the stages of one disclosure have in common."""
    fact = one.fact
    return (type(fact).__name__, fact.time, fact.channel, fact.agency, fact.operator, fact.category, *_window(fact))


def _window(fact: Seen) -> tuple[float, float]:
    """Return the time that a disclosure is about."""
    return (fact.covered_from, fact.covered_to) if isinstance(fact, Disclosed) else (fact.at, fact.at)


def _led_to(act: Act, fact: Seen) -> bool:
    """Whether an act is the one behind a disclosure that answers no request."""
    if isinstance(act, Visited):
        return (act.agency, act.operator, act.channel, act.time) == (
            fact.agency,
            fact.operator,
            fact.channel,
            fact.time,
        )
    if isinstance(act, LiveOrder):
        same = (act.agency, act.operator, "interception") == (fact.agency, fact.operator, fact.channel)
        return same and act.began <= fact.time <= act.time
    if fact.channel == "misuse":
        return isinstance(act, Misused) and (act.agency, act.time) == (fact.agency, fact.time)
    if fact.channel != "breach":
        return False
    if isinstance(act, Leaked):
        return (act.agency, act.operator, act.time) == (fact.agency, fact.operator, fact.time)
    if not isinstance(act, Breached) or act.intruder != fact.agency:
        return False
    there = act.found if act.found == act.found else fact.time
    return (act.operator or act.agency) == fact.operator and act.time <= fact.time <= there
