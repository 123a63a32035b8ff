"""scenario + seed + replication -> wired actors."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.actors.area_records import Scene
from sim.actors.census import Census
from sim.actors.copying import Copying
from sim.actors.crowd import draw_crowds
from sim.actors.desk import Desk
from sim.actors.groups import Groups
from sim.actors.keeper import Keeper
from sim.actors.law_book import law_book
from sim.actors.obligations import obligations
from sim.actors.operator import ByAge, Operator
from sim.actors.panel import Panel
from sim.actors.person import Person, trails_of
from sim.actors.process import Clock, Life, start
from sim.actors.taken import Counts
from sim.actors.target import Peers
from sim.build.agencies import Seat, build_dockets, build_requests, seats
from sim.build.authority import freezes_of, groups_of, notices_of
from sim.build.context import Context
from sim.build.frame import frame_of
from sim.build.geography import Geography
from sim.build.guests import Guest, build_guests
from sim.build.inspections import build_inspectorates
from sim.build.interception import build_interception, build_live, build_taps
from sim.build.intruders import build_agency_stores, build_intruders, watch_of
from sim.build.localisation import build_mirrors
from sim.build.monitoring import Receiving, build_monitors, build_watch_list
from sim.build.moving import settle, turnovers
from sim.build.operators import access_shares, build_operators, mean_accounts, sites
from sim.build.population import build_people
from sim.build.registration import build_registers, build_registrations
from sim.build.stores import build_peers, build_stores
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Fact
from sim.ledger.watching import Looks
from sim.scenario.loading import Loaded
from sim.scenario.scenario import PLAY_ALL


@dataclass
class Wired:
    """Actors ready to run.

    Attributes
    ----------
    lives : list of life
        In the order in which they start; at equal times purges and laws come first by their rank.
    endings : list of callable
        Write down what is still open when the run ends.
    """

    clock: Clock
    ledger: Ledger
    census: Census
    copying: Copying
    days: float
    context: Context
    operators: Sequence[Operator]
    lives: list[Life[Any]] = field(default_factory=list)
    endings: list[Callable[[], None]] = field(default_factory=list)

    def play(self, actors: Iterable[Guest]) -> None:
        """Add actors: the life of each, and what it writes down at the end."""
        for actor in actors:
            self.lives.append(actor.life())
            self.endings.append(actor.close_books)

    def start(self) -> None:
        """Start every life."""
        for life in self.lives:
            start(life)
        self.lives.clear()

    def let_go(self) -> None:
        """Let go of what was kept for the end of the run, and of what waits at desks, before measures need room.

        The collector would look at acts object by object.
        """
        self.endings.clear()
        self.copying.kept.clear()
        if self.clock.desks is not None:
            self.clock.desks.let_go()


def build(
    loaded: Loaded,
    *,
    seed: int,
    replication: int,
    journal: Callable[[Fact], None] | None = None,
    looks: Looks | None = None,
) -> Wired:
    """Build one replication of a scenario.

    Parameters
    ----------
    journal : callable of fact, optional
        Is handed every fact as it is written.
    looks : Looks, optional
        Notes where people are looked up.

    Raises
    ------
    MapError, ValueError
        If a map or table cannot be read; a scenario that was checked a moment ago does not raise.
    """
    context = Context(loaded, Geography(loaded), seed=seed, replication=replication)
    all_sites = sites(context)
    census = build_people(context, access_shares(context, all_sites), partial(mean_accounts, context))
    context.ledger = Ledger(frame_of(context, census), journal)
    operators = build_operators(context, all_sites, census)
    settle(operators, census)
    build_registers(context, operators, census)
    jobs = build_stores(context, all_sites, operators, census)
    panel = Panel(census, _played(context, census))
    by_age: ByAge = panel.by_age if panel.people else census.by_age
    counts = _Counts(by_age, census.by_age, panel.counts, panel.people)
    if looks is not None:
        counts = _Counts(looks.by_age(by_age), looks.by_age(census.by_age), looks.counts(panel.counts), panel.people)
    copying = Copying(context.clock, context.ledger, census, counts.of_people)
    desks = [operator.desk for operator in operators]
    cast = _Cast(context, operators, census, counts, copying, list(build_peers(context, operators).values()), desks)
    wired = Wired(context.clock, context.ledger, census, copying, context.scenario.days, context, operators)
    _laws(wired, cast, [(edition.time, name) for edition in loaded.editions for name in edition.changes])
    wired.play(jobs)
    wired.lives.extend(turnovers(context, operators, census))
    taps = build_taps(context, all_sites)
    _dangers(wired, cast, taps)
    registrations = build_registrations(context, operators, jobs)
    wired.lives.extend(registration.life() for registration in registrations)
    wired.lives.extend(build_mirrors(context, operators, census, copying))
    wired.lives.extend(person.life() for person in _people(context, census, panel, [*operators, *taps.values()]))
    groups = groups_of(context, census)
    receiving = [_agency(wired, cast, seat, groups) for seat in seats(context)]
    wired.endings.extend(registration.close_books for registration in registrations)
    wired.play(build_monitors(context, census, operators, receiving, desks))
    wired.play(build_guests(context, operators, census))
    wired.endings.extend(desk.close_books for desk in desks)
    _crowds(wired, cast)
    return wired


class _Counts(NamedTuple):
    """What counts the records of people who are looked up."""

    by_age: ByAge
    frozen_by_age: ByAge  # of what is frozen, which lies apart from the stores of people who are played
    of_people: Counts
    played: frozenset[int]  # one by one


class _Cast(NamedTuple):
    """Who is there before the agencies come."""

    context: Context
    operators: Sequence[Operator]
    census: Census
    counts: _Counts
    copying: Copying
    peers: list[Peers]
    desks: list[Desk]


def _laws(wired: Wired, cast: _Cast, made: Sequence[tuple[float, str]]) -> None:
    """Write down laws and dated changes, and who is ordered to keep records where that costs something."""
    context, operators = cast.context, cast.operators
    statutes = {operator.country: operator.statute for operator in operators}
    wired.lives.append(law_book(context.clock, context.ledger, statutes, made))
    if context.scenario.costs is not None:
        wired.lives.append(obligations(context.clock, context.ledger, operators))


def _dangers(wired: Wired, cast: _Cast, taps: dict[str, Keeper]) -> None:
    """Add intruders, taps and direct access, and the duties that operators come to neglect."""
    context, operators, census, copying = cast.context, cast.operators, cast.census, cast.copying
    intruders = build_intruders(context, operators, census, copying)
    wired.lives.extend(intruder.life() for intruder in intruders)
    wired.lives.extend(watch_of(context, intruders))
    wired.endings.extend(intruder.close_books for intruder in intruders)
    wired.lives.extend(build_interception(context, taps, operators, census, copying))
    for peers in cast.peers:
        wired.lives.extend(peers.lives())
        wired.endings.append(peers.close_books)


def _agency(wired: Wired, cast: _Cast, seat: Seat, groups: Groups) -> Receiving:
    """Add an agency: its cases and requests, live orders, watch list and inspections."""
    context, census, desks = cast.context, cast.census, cast.desks
    by_age, block = cast.counts.by_age, seat.block
    notices, freezes = notices_of(context, seat.entry), freezes_of(context, seat.entry, cast.counts.frozen_by_age)
    requests = build_requests(context, seat, by_age, desks, groups, freezes, notices, cast.counts.played)
    live = build_live(context, seat, census, requests)
    wired.endings.extend([live.close_books] if live else [])
    watch = build_watch_list(context, seat, cast.operators)
    scene = Scene(context.clock, context.ledger, census, cast.copying, by_age, seat.entry, block.examines)
    dockets = build_dockets(context, seat, scene, requests, cast.operators, groups, watch, live)
    wired.endings.extend([watch.close_books] if watch else [])
    wired.play(dockets.values())
    wired.endings.append(requests.close_books)
    wired.endings.extend([notices.close_books] if notices else [])
    wired.play(build_inspectorates(context, seat, cast.peers, cast.copying, desks))
    return Receiving(seat, dockets, watch)


def _crowds(wired: Wired, cast: _Cast) -> None:
    """Draw at the end what bulk acts took of large classes, and then what agencies hold of all that."""
    context, copying = cast.context, cast.copying
    key = context.decision("copies of crowds").key
    one_by_one = copying if context.ledger.frame.activity_picked else None
    for people in cast.census.populations.values():
        wired.endings.append(partial(draw_crowds, context.ledger, people, copying.kept, key, one_by_one))
    wired.endings.extend(store.close_books for store in build_agency_stores(context))


def _played(context: Context, census: Census) -> frozenset[int]:
    """Return who is played one by one: everybody, or as many as wanted, spread by keyed numbers."""
    wanted = context.scenario.panel
    if wanted == PLAY_ALL or wanted >= census.people:
        return frozenset(range(census.people))
    draw, chosen, number = context.decision("panel"), set[int](), 0
    while len(chosen) < wanted:
        chosen.add(int(draw.uniform(number) * census.people))
        number += 1
    return frozenset(chosen)


def _people(context: Context, census: Census, panel: Panel, keepers: Sequence[Keeper]) -> Iterator[Person]:
    days, each = context.scenario.days, context.scenario.panel == PLAY_ALL
    for people in census.populations.values():
        everybody = range(people.offset, people.offset + people.world.number)
        persons = np.array(
            [number - people.offset for number in sorted(panel.people) if number in everybody], np.uint64
        )
        trails = trails_of(people, persons, panel, keepers, days) if persons.size else []
        for person, own in zip(persons.tolist(), trails, strict=True):
            yield Person(context.clock, people.offset + person, person, own, days=days, each=each)
