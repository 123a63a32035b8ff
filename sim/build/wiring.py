"""scenario + seed + replication -> wired actors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sim.actors.area_records import Scene
from sim.actors.copying import Copying
from sim.actors.crowd import draw_crowds
from sim.actors.keeper import Keeper
from sim.actors.law_book import law_book
from sim.actors.obligations import obligations
from sim.actors.people import Census, Panel
from sim.actors.person import Person, trails_of
from sim.actors.process import Clock, Life, start
from sim.build.agencies import build_dockets, build_requests, seats
from sim.build.authority import freezes_of, groups_of
from sim.build.context import Context
from sim.build.frame import frame_of
from sim.build.geography import Geography
from sim.build.inspections import build_inspectorates
from sim.build.interception import build_interception, build_live, build_taps
from sim.build.intruders import build_agency_stores, build_intruders, watch_of
from sim.build.localisation import build_mirrors
from sim.build.monitoring import Receiving, build_monitors, build_watch_list
from sim.build.operators import access_shares, build_operators, mean_accounts, sites
from sim.build.population import build_people
from sim.build.registration import build_registers, build_registrations
from sim.build.stores import build_peers, build_stores
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Fact
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
    lives: list[Life[Any]] = field(default_factory=list)
    endings: list[Callable[[], None]] = field(default_factory=list)

    def start(self) -> None:
        """Start every life."""
        for life in self.lives:
            start(life)
        self.lives.clear()


def build(loaded: Loaded, *, seed: int, replication: int, journal: Callable[[Fact], None] | None = None) -> Wired:
    """Build one replication of a scenario.

    Raises
    ------
    MapError, ValueError
        If a map or table cannot be read; a scenario that was checked a moment ago does not raise.
    """
    context = Context(loaded, Geography(loaded), seed=seed, replication=replication)
    all_sites = sites(context)
    census = build_people(context, access_shares(context, all_sites), mean_accounts(context))
    context.ledger = Ledger(frame_of(context, census), journal)
    operators = build_operators(context, all_sites, census)
    build_registers(context, operators, census)
    jobs = build_stores(context, all_sites, operators, census)
    panel = Panel(census, _played(context, census))
    copying = Copying(context.clock, context.ledger, census, panel.count)
    everybody = build_peers(context, operators)
    wired = Wired(context.clock, context.ledger, census, copying, context.scenario.days)
    desks = [operator.desk for operator in operators]
    statutes = {operator.country: operator.statute for operator in operators}
    made = [(edition.time, name) for edition in loaded.editions for name in edition.changes]
    wired.lives.append(law_book(context.clock, context.ledger, statutes, made))
    if context.scenario.costs is not None:
        wired.lives.append(obligations(context.clock, context.ledger, operators))
    wired.lives.extend(job.life() for job in jobs)
    wired.endings.extend(job.close_books for job in jobs)
    intruders = build_intruders(context, operators, census, copying)
    wired.lives.extend(intruder.life() for intruder in intruders)
    wired.lives.extend(watch_of(context, intruders))
    wired.endings.extend(intruder.close_books for intruder in intruders)
    taps = build_taps(context, all_sites)
    wired.lives.extend(build_interception(context, taps, operators, census, copying))
    for peers in everybody.values():
        wired.lives.extend(peers.lives())
        wired.endings.append(peers.close_books)
    registrations = build_registrations(context, operators, jobs)
    wired.lives.extend(registration.life() for registration in registrations)
    wired.lives.extend(build_mirrors(context, operators, census, copying))
    wired.lives.extend(person.life() for person in _people(context, census, panel, [*operators, *taps.values()]))
    groups = groups_of(context, census)
    receiving: list[Receiving] = []
    for seat in seats(context):
        freezes = freezes_of(context, seat.entry, census)
        requests = build_requests(context, seat, panel.by_age, desks, groups, freezes)
        live = build_live(context, seat, census, requests)
        wired.endings.extend([live.close_books] if live else [])
        watch = build_watch_list(context, seat, operators)
        noted, ordered = watch.subject if watch else None, live.after if live else None
        scene = Scene(context.clock, context.ledger, census, copying, panel.by_age, seat.entry, seat.block.examines)
        dockets = build_dockets(context, seat, scene, requests, operators, groups, noted, ordered)
        receiving.append(Receiving(seat, dockets, watch))
        if watch is not None:
            wired.endings.append(watch.close_books)
        for docket in dockets.values():
            wired.lives.append(docket.life())
            wired.endings.append(docket.close_books)
        wired.endings.append(requests.close_books)
        visits = build_inspectorates(context, seat, list(everybody.values()), copying, desks)
        wired.lives.extend(part.life() for part in visits)
        wired.endings.extend(part.close_books for part in visits)
    wired.endings.extend(registration.close_books for registration in registrations)
    for monitor in build_monitors(context, census, operators, receiving, desks):
        wired.lives.append(monitor.life())
        wired.endings.append(monitor.close_books)
    wired.endings.extend(desk.close_books for desk in desks)
    key = context.decision("copies of crowds").key
    for people in census.populations.values():
        one_by_one = copying if context.ledger.frame.activity_picked else None
        wired.endings.append(partial(draw_crowds, context.ledger, people, copying.kept, key, one_by_one))
    wired.endings.extend(store.close_books for store in build_agency_stores(context))
    return wired


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


def _people(context: Context, census: Census, panel: Panel, keepers: Sequence[Keeper]) -> list[Person]:
    each = context.scenario.panel == PLAY_ALL
    return [
        Person(
            context.clock,
            number,
            number - census.of(number).offset,
            trails_of(number, census, panel, keepers, context.scenario.days),
            days=context.scenario.days,
            each=each,
        )
        for number in sorted(panel.people)
    ]
