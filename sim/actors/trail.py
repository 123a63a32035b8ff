"""Whom a contact chain has reached, and whom its next hop reaches."""

from math import exp, fsum

import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import has_account
from sim.actors.area_records import Scene
from sim.actors.copying import SMALL_CLASS
from sim.actors.disclosure import EXAMINED, Ask
from sim.actors.operator import Found
from sim.actors.searching import ANSWERED, held_of
from sim.draw.hashing import chosen, fold
from sim.ledger.facts import DisclosedGroup
from sim.records.field import Pieces

MOST_LISTED = SMALL_CLASS
"""People reached by one hop who are listed; beyond, the hop takes a share of the platform's people, as copies do."""

Persons = NDArray[np.uint64]


class Trail:
    """A chain on its way: the people reached, and those of them who were reached last.

    Whoever has an account at the platform leads to those with whom messages were exchanged that it still holds of
    the window; a hub leads to everybody in contact with it. Where a hop reaches more than MOST_LISTED people, the
    rest of it is a share of those who have an account and a message in the window: a large hub its reach, and all
    others together 1 - exp(-m/n), with m the people that they would list, with repeats, and n all people.

    Parameters
    ----------
    first : Ask
        The request about the subject, just answered.

    Attributes
    ----------
    persons : int
        Distinct people reached and listed, the subject too.
    listed : bool
        Whether all were.
    """

    def __init__(self, scene: Scene, first: Ask, *, skip_hubs: bool) -> None:
        self._scene, self._operator, self._skip_hubs = scene, first.operator, skip_hubs
        (self._subject,) = first.subjects
        self._people, self._at = self._subject.people, first.at
        self._expanded = self._led_to = 0
        self._crowd = 0.0  # people of the last hop who are not listed
        self._missed = 1.0  # share of people whom what is not listed of the next hop does not reach
        self._window: tuple[float, float] = (0.0, 0.0)
        self.listed = True
        _, pieces = held_of(first.operator, first.category, first.at - first.window_days, first.at)
        known = np.array([self._subject.number], np.uint64)
        exchanged = self._people.partners(first.operator, self._subject.number, pieces)
        self._known: Persons = known
        self._last = self._new(exchanged)
        self._know()

    @property
    def persons(self) -> int:
        """Distinct people reached and listed, the subject too."""
        return len(self._known)

    @property
    def leads_on(self) -> bool:
        """Whether the last hop reached anybody new."""
        return bool(len(self._last)) or self._crowd > 0.0

    def look_up(self, ask: Ask) -> Found:
        """Look up with whom those reached last exchanged messages that are held now."""
        state, pieces = held_of(self._operator, ask.category, ask.at - ask.window_days, ask.at)
        if state not in ANSWERED:
            return Found(state)
        self._window = (pieces[0][0], pieces[-1][1]) if pieces else (ask.at, ask.at)
        self._last, self._missed = self._hop(pieces)
        return Found(state, len(self._last))

    def _hop(self, pieces: Pieces) -> tuple[Persons, float]:
        """Return the people newly reached and listed by a hop, and the share of people whom the rest misses."""
        found, listed, hubs, beyond = [np.empty(0, np.uint64)], 0, 0, self._crowd * self._mean
        for number, person in enumerate(self._last.tolist()):
            if listed > MOST_LISTED:
                beyond += (len(self._last) - number) * self._mean
                break
            if self._is_large_hub(person):
                hubs += 1
                continue
            found.append(self._led(person, pieces))
            listed += len(found[-1])
        everybody = self._people.world.number
        return self._new(np.concatenate(found)), (1.0 - self._people.graph.reach / everybody) ** hubs * exp(
            -beyond / everybody
        )

    def _new(self, persons: Persons) -> Persons:
        """Return those of some people who were not reached before, each once and in order.

        To sort them takes a tenth of numpy's functions of sets, which put them into a table of hashes.
        """
        ordered = np.sort(persons)
        places = np.minimum(np.searchsorted(self._known, ordered), len(self._known) - 1)
        is_new = self._known[places] != ordered
        is_new[1:] &= ordered[1:] != ordered[:-1]
        new: Persons = ordered[is_new]
        return new

    def _know(self) -> None:
        self._known = np.sort(np.concatenate([self._known, self._new(self._last)]))

    @property
    def _mean(self) -> float:
        """People whom one person led to, on average so far."""
        return self._led_to / self._expanded if self._expanded else 0.0

    def _is_large_hub(self, person: int) -> bool:
        graph = self._people.graph
        return not self._skip_hubs and graph.reach > MOST_LISTED and graph.is_hub(person - self._people.offset)

    def _led(self, person: int, pieces: Pieces) -> Persons:
        """Return whom one person leads to (global numbers)."""
        people, operator, own = self._people, self._operator, person - self._people.offset
        if people.graph.is_hub(own):
            if self._skip_hubs or not pieces:
                return np.empty(0, np.uint64)
            return people.graph.contacts(own) + np.uint64(people.offset)
        led = np.empty(0, np.uint64)
        if has_account(operator.key, people.world.key, people.world.number, operator.share_at(self._at), own):
            opened, closed = operator.account_span(person)
            if closed > self._scene.clock._now:  # else removed with its content
                led = people.partners(operator, person, tuple((max(a, opened), b) for a, b in pieces if b > opened))
        self._expanded, self._led_to = self._expanded + 1, self._led_to + len(led)
        return led

    def disclose(self, ask: Ask, found: Found) -> int:
        """Write down whom the hop reached, on the delivery of its answer; return how many are listed."""
        if found.state not in ANSWERED:
            return 0
        self._know()
        read = chosen(fold(ask.key, EXAMINED), self._last, self._scene.examines)
        for stage, persons in (("obtained", self._last), ("examined", read)):
            if len(persons):
                self._write(ask, stage, persons)
        self._crowd = 0.0
        if self._missed < 1.0:
            self._take(ask)
        return len(self._last)

    def _write(self, ask: Ask, stage: str, persons: Persons) -> None:
        now, middle = self._scene.clock._now, 0.5 * fsum(self._window)
        labels = self._scene.agency, self._operator.entry, ask.category, self._subject.home.place
        self._scene.ledger.write(
            DisclosedGroup(now, "request", stage, *labels, persons, "bystander", now - middle, ask.at)
        )

    def _take(self, ask: Ask) -> None:
        """Expose a share of people, where the hop is too large to be listed."""
        share = 1.0 - self._missed
        self.listed, self._crowd = False, share * self._people.world.number
        for stage, part in (("obtained", 1.0), ("examined", self._scene.examines)):
            if part > 0.0:
                self._scene.copying.take(
                    self._operator,
                    agency=self._scene.agency,
                    channel="request",
                    stage=stage,
                    key=ask.key,
                    share=share * part,
                    categories={ask.category},
                    window=self._window,
                    among=lambda people: () if people is self._people else None,
                )
