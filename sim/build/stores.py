"""Log stores, the jobs that purge them, and the duties of operators."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from math import fsum
from typing import NamedTuple

from scipy.special import gammaincinv

from sim.actors.census import Census
from sim.actors.duty import Duty
from sim.actors.log_store import LogStore, PurgeJob
from sim.actors.operator import Operator
from sim.actors.peer_duty import Published
from sim.actors.people import People
from sim.actors.shelf import Crowd, Shelf
from sim.actors.target import Peers
from sim.build.context import Context
from sim.build.operators import Site, logged, practice
from sim.draw.hashing import name_key
from sim.draw.poisson import unit_exponential
from sim.law.statute import Statute
from sim.scenario.blocks.operators import RECORD_BYTES
from sim.scenario.blocks.operators import Operator as OperatorBlock
from sim.scenario.blocks.vocabulary import Category

SHOWN = 4096  # groups of an entry whose deficits stand, when the run ends, for those of all that were never visited
_PEERS = name_key("peers")


class _Kind(NamedTuple):
    """Stores that share a shelf: same entry, category, jurisdiction, compliance and notices of an authority."""

    entry: str
    category: str
    country: str
    complies: bool
    notices: frozenset[tuple[str, str]] | None


def build_stores(
    context: Context, all_sites: Sequence[Site], operators: Sequence[Operator], census: Census
) -> list[PurgeJob]:
    """Give every operator its log stores; return the purge jobs, one for an entry and category."""
    factors = {name: _activity_of_all(context, name, people) for name, people in census.populations.items()}
    members: dict[_Kind, list[tuple[Operator, list[float]]]] = {}
    known: dict[tuple[str, Statute], tuple[Category, ...]] = {}  # what operators of an entry log under a statute
    for site, operator in zip(all_sites, operators, strict=True):
        alike = site.entry, operator.statute
        if alike not in known:
            known[alike] = logged(context, *alike)
        for category in known[alike]:
            people = [_people(operator, part) for part in census.populations.values()]
            kind = _Kind(site.entry, category, site.country, operator.complies, operator.statute.notices)
            members.setdefault(kind, []).append((operator, people))
    jobs: dict[tuple[str, str], list[Shelf]] = {}
    for kind, parts in members.items():
        totals = [fsum(column) for column in zip(*(people for _, people in parts), strict=True)]
        block = context.scenario.operators[kind.entry]
        crowds = [
            Crowd(total, _bytes_per_day(block, people, kind.category) * factors[name], people.profile.clock)
            for total, (name, people) in zip(totals, census.populations.items(), strict=True)
        ]
        shelf = Shelf(
            parts[0][0].statute,
            category=kind.category,
            practice_days=practice(context, kind.entry, kind.category),
            complies=kind.complies,
            crowds=crowds,
            every_days=block.purge_every,
        )
        jobs.setdefault((kind.entry, kind.category), []).append(shelf)
        for operator, people in parts:
            operator.stores[kind.category] = LogStore(shelf, kind.category, people)
    return [_job(context, entry, category, shelves) for (entry, category), shelves in jobs.items()]


def _job(context: Context, entry: str, category: str, shelves: Sequence[Shelf]) -> PurgeJob:
    return PurgeJob(
        context.clock,
        context.ledger,
        shelves,
        operator=entry,
        category=category,
        every_days=context.scenario.operators[entry].purge_every,
        days=context.scenario.days,
    )


def _people(operator: Operator, people: People) -> float:
    """Return of how many people one described operator, and the real ones that it stands for, have records.

    The market of an access operator is its people whomever it stands for; the account holders of a platform are
    those of each real one.
    """
    if people.enters_later:
        return 0.0  # nobody of them is there yet: see `turnovers`
    return people_ever(operator, people)


def people_ever(operator: Operator, people: People) -> float:
    """Return `_people`, those who come later among them."""
    if operator.kind == "access":
        return float(people.world.served_by(operator.name))
    if operator.kind == "platform":
        return operator.share_of(people.world.name) * people.world.number * operator.weight
    passing = 0.0
    for part in people.world.classes:
        marks = operator.marks_of(part.place)
        passing += part.size * (fsum(high - low for low, high in marks) / 2.0**64 if marks else 1.0)
    return passing


def _bytes_per_day(block: OperatorBlock, people: People, category: str) -> float:
    writing = people.writes.get(category)
    if writing is None:
        return 0.0
    size = block.record_size.get(category, RECORD_BYTES[category])  # type: ignore[call-overload]  # keys are categories
    return float(writing.per_day / writing.accounts * size)


def _activity_of_all(context: Context, name: str, people: People) -> float:
    """Return the mean activity of a population in this replication: Gamma(n / cv^2) over its mean.

    The sum of n activities has that law. Totals of the crowd all use this one number; they are never made less by
    what is looked up, so a total and a look-up agree in law and not record by record.
    """
    cv, number = people.activity_cv, people.world.number
    if cv == 0 or number == 0:
        return 1.0
    shape = number / cv**2
    if shape > 1e12:  # its standard deviation is under 1e-6, and the inverse function no longer resolves it
        return 1.0
    u = context.decision("activity of all").uniform(name_key(name))
    return float(gammaincinv(shape, u)) / shape


def build_peers(context: Context, operators: Sequence[Operator]) -> dict[str, Peers]:
    """Return every operator as those who visit it see it: its duties that can decay, and the real ones like it."""
    decay = {str(name): per_day for name, per_day in context.scenario.effects.duties.decay.items() if per_day > 0}
    draw, published = context.decision("deficit"), defaultdict[str, Published](Published)
    found = {}
    for operator in operators:
        block = context.scenario.operators[operator.entry]
        duties = [
            Duty(
                context.clock,
                context.ledger,
                operator,
                name,
                decay_per_day=per_day,
                unit_exponential=partial(unit_exponential, draw.at(operator.key, name_key(name))),
            )
            for name, per_day in decay.items()
        ]
        found[operator.name] = Peers(
            context.clock,
            context.ledger,
            operator,
            duties,
            groups=block.groups,
            weight=block.in_a_group,
            decay=decay,
            key=draw.at(operator.key, _PEERS),
            published=published[operator.entry],
            shown=max(1, SHOWN // block.count),
        )
    return found


def duties_of(context: Context) -> Mapping[tuple[str, str], float]:
    """Return how many real operators of each entry have each duty that can decay."""
    decay = context.scenario.effects.duties.decay
    return {
        (entry, name): float(block.stands_for or block.count)
        for entry, block in context.scenario.operators.items()
        for name, per_day in decay.items()
        if per_day > 0
    }
