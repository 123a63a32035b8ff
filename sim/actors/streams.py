"""Which windows of which records a taking holds of a class: takings as the bulk events of `sim.records`.

What a person does on the network is one process, logged by every operator on the route; what they do at a platform is
a process of that platform. So copies from an access operator and from a transit operator of the route share records,
and so do two copies from one platform; given activity, all else is independent.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from sim.actors.copying import Taking
from sim.actors.keeper import Marks
from sim.actors.people import People
from sim.actors.taken import held_since
from sim.actors.waves import Wave, Waves
from sim.records.bulk import CERTAIN, Among, BulkEvent, Cohort, Part
from sim.records.joined import Joined
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES, STATES
from sim.world.population import PeopleClass

WHOLE_MARKS: Marks = ((0, 1 << 64),)
NETWORK = ""


class Stretch(NamedTuple):
    """Records of one category and some marks in a piece of time [day]."""

    stream: str  # the platform, or NETWORK
    category: str
    marks: Marks
    start: float
    end: float


def width(marks: Marks) -> float:
    """Return the share of records that have one of some marks."""
    return fsum(high - low for low, high in marks) / 2.0**64


def stretches(taking: Taking, part: PeopleClass) -> list[Stretch]:
    """Return what a taking holds of the people of a class, its states left out."""
    operator, found = taking.operator, []
    for category, pieces in taking.held:
        if category not in STATES:
            stream = NETWORK if category in NETWORK_CATEGORIES else operator.name
            marks = operator.marks_of(part.place) or WHOLE_MARKS
            found += [Stretch(stream, category, marks, start, end) for start, end in pieces]
    return found


def length_of(people: People, taking: Taking, stretch: Stretch) -> float:
    """Return the mean number of records of a person in a stretch."""
    records = people.field_of(taking.operator, stretch.category)
    clock = records.profile.clock
    return records.rate_per_day * width(stretch.marks) * (clock(stretch.end) - clock(stretch.start))


def has_state(taking: Taking) -> bool:
    """Whether a taking holds a state, such as who is a subscriber, of everybody."""
    return any(category in STATES for category, _ in taking.held)


class Known:
    """What classes of a population have alike, of the very same takings.

    Attributes
    ----------
    events : dict
        Events of tracks that mean the same to many classes.
    ties : dict
        By the id of a taking what it goes with: see `_ties`.
    """

    def __init__(self) -> None:
        self.events: dict[Hashable, list[BulkEvent]] = {}
        self.ties: dict[int, tuple[str, tuple[int, ...]]] = {}


def class_events(
    people: People,
    part: PeopleClass,
    takings: Sequence[Taking],
    waves: Waves | None = None,
    known: Known | None = None,
) -> list[BulkEvent]:
    """Return takings, all of which touch a class, as bulk events on it, in their order.

    Parameters
    ----------
    waves : Waves, optional
        Of the population, where accounts are opened.
    known : Known, optional
        What was found for other classes of the population, of the very same takings; what is new is put in.
    """
    found: dict[int, BulkEvent] = {}
    known = Known() if known is None else known
    kept = known.events
    for track, own in enumerate(_tracks(people, takings, waves, known)):
        some = [takings[number] for number in own]
        alike = track, tuple(map(id, some)), marks_there(part, some)
        if alike not in kept:
            in_waves = waves is not None and any(waves.at(taking.operator) for taking in some)
            kept[alike] = (
                _in_waves(people, part, some, track, waves)
                if waves is not None and in_waves
                else _events(people, part, some, track)
            )
        found.update(zip(own, kept[alike], strict=True))
    return [found[number] for number in range(len(takings))]


def marks_there(part: PeopleClass, takings: Sequence[Taking]) -> Hashable:
    """Return all that takings have to do with a class by: which marks their operators on routes see of its people."""
    on_routes = {taking.operator.name: taking.operator for taking in takings if taking.operator.route_marks is not None}
    return tuple(operator.marks_of(part.place) for operator in on_routes.values())


def _events(people: People, part: PeopleClass, takings: Sequence[Taking], track: int) -> list[BulkEvent]:
    windows = [stretches(taking, part) for taking in takings]
    make = _slide if _slides(people, takings, windows) else _overlap
    return list(make(people, takings, windows, track))


def _in_waves(
    people: People, part: PeopleClass, takings: Sequence[Taking], track: int, waves: Waves
) -> list[BulkEvent]:
    """Return the events of a track some of which meet account holders wave by wave."""
    groups: dict[str, list[int]] = {}
    for number, taking in enumerate(takings):
        groups.setdefault(_group(taking), []).append(number)
    found: dict[int, BulkEvent] = {}
    for numbers in groups.values():
        some = [takings[number] for number in numbers]
        events, own = _events(people, part, some, track), waves.at(some[0].operator)
        if own:
            key = waves.identity_key(some[0].operator)
            cohorts = waves.once("cohorts", some, partial(_cohorts, people, part, some, own, key))
            events = [e._replace(cohorts=c, member=1.0) for e, c in zip(events, cohorts, strict=True)]
        platform = some[0].operator.key if _group(some[0]) else 0
        found.update((number, e._replace(platform=platform)) for number, e in zip(numbers, events, strict=True))
    return [found[number] for number in range(len(takings))]


def _cohorts(
    people: People, part: PeopleClass, takings: Sequence[Taking], waves: Sequence[Wave], key: int
) -> list[tuple[Cohort, ...]]:
    """Return, for each of a platform's takings, whom it meets; waves that all takings meet alike are one cohort."""
    found: list[list[Cohort]] = [[] for _ in takings]
    alike: dict[Hashable, tuple[float, Wave, dict[int, BulkEvent]]] = {}
    for wave in waves:
        met = {number: own for number, taking in enumerate(takings) if (own := met_by(taking, wave)).held}
        events = dict(zip(met, _events(people, part, list(met.values()), 0), strict=True))
        same = (wave.low, wave.high, *((number, e.start, e.end, e.parts) for number, e in events.items()))
        chance = alike[same][0] if same in alike else 0.0
        alike[same] = chance + wave.chance, wave, events
    for cohort, (chance, wave, events) in enumerate(alike.values()):
        among = (Among(key, wave.low, wave.high),) if wave.high - wave.low < 1.0 else ()
        for number, event in events.items():
            found[number].append(Cohort(cohort, chance, among, event._replace(member=1.0)))
    return [tuple(cohorts) for cohorts in found]


def met_by(taking: Taking, wave: Wave) -> Taking:
    """Return a taking as a wave of account holders meets it: without what was held before they opened theirs."""
    there = wave.opened <= taking.time < wave.closed
    return taking._replace(held=held_since(wave.opened, taking.held) if there else ())


def whom_it_meets(taking: Taking, waves: Waves) -> list[tuple[float, Taking]]:
    """Return the parts of the people whom a taking meets, and what it holds of each; of a still platform, all."""
    own = [(wave.chance * (wave.high - wave.low), met_by(taking, wave)) for wave in waves.at(taking.operator)]
    return [(chance, met) for chance, met in own if met.held] or [(1.0, taking)]


def _group(taking: Taking) -> str:
    """Return what a taking's records and choices go with, whoever the person is: a platform, or the network.

    Who has been taken by a copy that holds a state has been exposed, so that what else it covers no longer matters:
    on the network such copies are groups of their own.
    """
    return taking.operator.name if taking.operator.kind == "platform" or has_state(taking) else NETWORK


def _tracks(people: People, takings: Sequence[Taking], waves: Waves | None, known: Known) -> list[list[int]]:
    """Return the numbers of takings that may share records or people, apart from all others."""
    joined, groups, first, same = Joined(), [], dict[int, str](), dict[tuple[str, str], None]()
    for taking in takings:
        ties = known.ties.get(id(taking))
        if ties is None:
            ties = known.ties[id(taking)] = _ties(people, taking, waves)
        group, keys = ties
        groups.append(group)
        for key in keys:
            if (other := first.setdefault(key, group)) != group:
                same[other, group] = None
    for pair in same:
        joined.join(*pair)
    top = {group: joined.top(group) for group in dict.fromkeys(groups)}
    tracks: dict[object, list[int]] = {}
    for number, group in enumerate(groups):
        tracks.setdefault(top[group], []).append(number)
    return list(tracks.values())


def _ties(people: People, taking: Taking, waves: Waves | None) -> tuple[str, tuple[int, ...]]:
    """Return what a taking's records go with, and the keys of the numbers by which it chooses people."""
    keys = [key for key, _, _ in taking.among_of(people)] + [taking.key] * (taking.share < 1.0)
    if waves is not None and any(wave.high - wave.low < 1.0 for wave in waves.at(taking.operator)):
        keys.append(waves.identity_key(taking.operator))
    return _group(taking), tuple(keys)


def _slides(people: People, takings: Sequence[Taking], windows: Sequence[list[Stretch]]) -> bool:
    """Whether a track's windows are all alike and slide, and every taking chooses anew: the simple case."""
    if any(taking.among_of(people) for taking in takings) or len({taking.operator.name for taking in takings}) > 1:
        return False
    if max(Counter(taking.key for taking in takings if taking.share < 1.0).values(), default=1) > 1:
        return False
    if all(map(has_state, takings)):
        return True
    if any(map(has_state, takings)) or not all(windows):
        return False
    alike = {tuple((category, marks) for _, category, marks, _, _ in window) for window in windows}
    return len(alike) == 1 and all(map(_in_one_piece, windows)) and _go_on(windows)


def _in_one_piece(window: list[Stretch]) -> bool:
    return len({(start, end) for *_, start, end in window}) == 1 and len({s.category for s in window}) == len(window)


def _go_on(windows: Sequence[list[Stretch]]) -> bool:
    ends = [(window[0].start, window[0].end) for window in windows]
    return all(a <= c and b <= d for (a, b), (c, d) in pairwise(ends))


def _slide(
    people: People, takings: Sequence[Taking], windows: Sequence[list[Stretch]], track: int
) -> Iterator[BulkEvent]:
    for number, (taking, window) in enumerate(zip(takings, windows, strict=True)):
        if has_state(taking):
            start, end = 2 * number * CERTAIN, (2 * number + 1) * CERTAIN
        else:
            fields = [(people.field_of(taking.operator, s.category), width(s.marks)) for s in window]
            start, end = (fsum(share * f.reading(time) for f, share in fields) for time in window[0][3:])
        yield BulkEvent(taking.time, track, start, end, taking.share, taking.member_of(people), taking.key)


def _overlap(
    people: People, takings: Sequence[Taking], windows: Sequence[list[Stretch]], track: int
) -> Iterator[BulkEvent]:
    lanes = _Lanes(stretch for window in windows for stretch in window)
    for taking, window in zip(takings, windows, strict=True):
        parts: list[Part] = []
        for stretch in window:
            field = people.field_of(taking.operator, stretch.category)
            start, end = field.reading(stretch.start), field.reading(stretch.end)
            parts += [Part(lane, share * start, share * end) for lane, share in lanes.of(stretch)]
        length = CERTAIN if has_state(taking) else fsum(part.end - part.start for part in parts)
        among = taking.among_of(people)
        own = () if has_state(taking) else tuple(parts)
        member, platform = taking.member_of(people), taking.operator.key
        yield BulkEvent(taking.time, track, 0.0, length, taking.share, member, taking.key, own, among, platform)


class _Lanes:
    """The records of each category of a class by the sets of marks that takings tell apart."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        seen: dict[tuple[str, str], set[Marks]] = {}
        for stretch in stretches:
            seen.setdefault(stretch[:2], set()).add(stretch.marks)
        self._of: dict[tuple[str, str, Marks], list[tuple[int, float]]] = {}
        number = 0
        for stream, sets in seen.items():
            for inside, share in _divided(sorted(sets)):
                for marks in inside:
                    self._of.setdefault((*stream, marks), []).append((number, share))
                number += 1

    def of(self, stretch: Stretch) -> list[tuple[int, float]]:
        """Return the lanes of a stretch, and the share of the category's records in each."""
        return self._of[stretch[:3]]


def _divided(sets: Sequence[Marks]) -> list[tuple[tuple[Marks, ...], float]]:
    """Return which sets hold the same marks together, and the share of all marks of each such combination."""
    cuts = sorted({mark for marks in sets for interval in marks for mark in interval})
    found: dict[tuple[Marks, ...], float] = {}
    for low, high in pairwise(cuts):
        inside = tuple(marks for marks in sets if any(a <= low and high <= b for a, b in marks))
        if inside:
            found[inside] = found.get(inside, 0.0) + (high - low) / 2.0**64
    return list(found.items())
