"""Whose records come instead of the subject's when an identifier is wrong."""

from sim.actors.area import Area, Segment
from sim.actors.operator import Operator
from sim.actors.people import People, Subject
from sim.draw.hashing import fold, plain_unit
from sim.scenario.blocks.vocabulary import NETWORK_CATEGORIES

_TRIES = 100  # to find an account holder who is not the subject


class Mistaken:
    """Picks somebody else whom a slip of an identifier may hit.

    Addresses and numbers of access operators come in blocks by place, so that is somebody of the subject's home and
    access operator; at a platform it is anybody of the population who had an account at the time. Each is as likely
    as any other.
    """

    def __init__(self) -> None:
        self._everybody: dict[int, Area] = {}

    def instead_of(self, subject: Subject, operator: Operator, category: str, at: float, key: int) -> Subject | None:
        """Return somebody else for a subject; None where there is nobody."""
        if category in NETWORK_CATEGORIES:
            if subject.people.paths is not None:
                return _who_had_it(subject, operator, at, key)
            return _neighbour(subject, plain_unit(key))
        everybody = self._area(subject.people)
        share = operator.share_at(at)
        for attempt in range(_TRIES):
            person = everybody.pick(fold(key, attempt), operator.key, share)
            if person is None:
                return None
            if person != subject.number and operator.had_account(person, at):
                return _subject(subject.people, person)
        return None

    def _area(self, people: People) -> Area:
        world = people.world
        if world.key not in self._everybody:
            self._everybody[world.key] = Area([Segment(world.key, world.number, 0, people.offset, world.number)])
        return self._everybody[world.key]


def _neighbour(subject: Subject, u: float) -> Subject | None:
    """Return another of the subject's class, for a number in (0, 1)."""
    home, people = subject.home, subject.people
    if home.size < 2:
        return None
    first = people.offset + home.first
    place = int(u * (home.size - 1))
    return subject._replace(number=first + place + (first + place >= subject.number))


def _who_had_it(subject: Subject, operator: Operator, at: float, key: int) -> Subject | None:
    """Return another of the subject's home who had the access operator at a time; None where tries find nobody."""
    people = subject.people
    there = people.world.people_at(subject.home.place)
    for attempt in range(_TRIES):
        person = people.offset + there.start + int(plain_unit(fold(key, attempt)) * len(there))
        if person != subject.number and people.is_served(operator, person, at):
            return _subject(people, person)
    return None


def _subject(people: People, person: int) -> Subject:
    return Subject(person, people, people.home(person))
