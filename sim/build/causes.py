"""What the exposure of a whole replication came from: channel, operator, and the laws that had records kept."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from sim.actors.copying import VISITS
from sim.build.otherwise import Otherwise
from sim.build.reasons import Kept, Reasons
from sim.build.wiring import Wired
from sim.ledger.facts import CopiedCrowd, Disclosed, DisclosedGroup, Fact, Frozen, RequestClosed
from sim.ledger.watching import IN_FORCE, Exposed, Looks, Pairing

PRACTICE = "practice"
AS_WRITTEN = "read as written"
AT_AGENCY = "held by an agency"
CROWD = "drawn as a crowd"
EVERYTHING = ""

_Labels = tuple[str, str, str, str]  # of a cause


class Cause(NamedTuple):
    """Exposures of one channel, operator and reason for which records were still there.

    Attributes
    ----------
    law : str
        The law without which nothing would have been found; several joined by ` and ` if each of them was needed, by
        ` or ` if it takes the absence of all of them. Else `practice`, or what else brought it.
    exposures : int
        People times acts.
    persons : int
        Distinct people; -1 where they are not told apart.
    """

    channel: str
    operator: str
    allowed_by: str  # the law under which visits may be made; empty for other channels
    law: str
    exposures: int
    persons: int


class Spared(NamedTuple):
    """How many of the people exposed would not have been without a law, all look-ups being the same."""

    law: str
    persons: int
    without: int  # people exposed all the same


class Causes(NamedTuple):
    """All causes of a replication's exposures at stage `obtained`, and what each law comes to."""

    causes: tuple[Cause, ...]
    spared: tuple[Spared, ...]
    persons: int  # distinct people looked at one by one
    unexplained: int  # exposures whose look-up could not be worked out again


class Tally:
    """A journal that finds out, disclosure by disclosure, what it came from.

    `wired` must be set before the run starts.
    """

    wired: Wired

    def __init__(self) -> None:
        self.looks = Looks()  # to be handed to the build of the run
        self._pairing = Pairing(self._count, self.looks)
        self._acts: dict[_Labels, int] = {}
        self._persons: dict[_Labels, set[int]] = {}
        self._crowds: dict[tuple[str, str], int] = {}
        self._still: dict[str, set[int]] = {}  # by law: people who are exposed without it too
        self._by_agency: dict[tuple[str, str], set[int]] = {}  # the same, by law and agency that obtained something
        self._unexplained = 0
        self._made: Reasons | None = None

    def __call__(self, fact: Fact) -> None:
        """Take a fact in."""
        if isinstance(fact, RequestClosed):
            self._pairing.close(fact)
        elif isinstance(fact, Disclosed):
            if fact.stage == "obtained" and fact.records > 0 and fact.time >= self._begin:
                self._pairing.disclose(fact)
        elif isinstance(fact, DisclosedGroup):
            if fact.stage == "obtained" and fact.time >= self._begin:
                self._pairing.disclose(fact)
        elif isinstance(fact, Frozen) and fact.state in IN_FORCE:
            self._pairing.use(fact)
        elif isinstance(fact, CopiedCrowd):
            self._count_crowd(fact)

    def causes(self) -> Causes:
        """Return what the exposures came from, when the run has ended."""
        self._pairing.end()
        everybody = self._still.get(EVERYTHING, set())
        found = [Cause(*labels, self._acts[labels], len(persons)) for labels, persons in self._persons.items()]
        found += [Cause(*labels, "", CROWD, exposures, -1) for labels, exposures in self._crowds.items()]
        spared = [Spared(law, len(everybody), len(self._still.get(law, set()))) for law in self._laws]
        return Causes(tuple(sorted(found)), tuple(spared), len(everybody), self._unexplained)

    @property
    def _begin(self) -> float:
        return self.wired.context.scenario.warmup

    @property
    def _laws(self) -> tuple[str, ...]:
        return tuple(self.wired.context.scenario.laws)

    @property
    def _reasons(self) -> Reasons:
        if self._made is None:
            self._made = Reasons(Otherwise(self.wired.context, self.wired.operators), self.wired.census)
        return self._made

    def _count(self, one: Exposed) -> None:
        """Count a disclosure under its cause; people of one group who depend on different laws count apart."""
        allowing = self._allowing(one)
        for persons, label, kept_by in self._caused(one):
            labels = one.fact.channel, one.fact.operator, " or ".join(allowing), label
            needed = kept_by | frozenset(allowing if len(allowing) == 1 else ())
            self._acts[labels] = self._acts.get(labels, 0) + len(persons)
            self._persons.setdefault(labels, set()).update(persons)
            for law in (EVERYTHING, *self._laws):
                if law not in needed:
                    self._note(law, one, persons)

    def _allowing(self, one: Exposed) -> tuple[str, ...]:
        """Return the laws in force that allow the visit behind a disclosure; without all of them it is not made."""
        fact, laws = one.fact, self.wired.context.scenario.laws
        if fact.channel not in VISITS:
            return ()
        statute = next(own.statute for own in self.wired.operators if own.entry == fact.operator)
        return tuple(
            name
            for name in statute.at(fact.time).laws
            if (rule := laws[name].inspection) is not None and getattr(rule, fact.channel) is not None
        )

    def _note(self, law: str, one: Exposed, persons: list[int]) -> None:
        """Note who is exposed without a law too; what an agency never obtained nobody steals from it."""
        fact, agencies = one.fact, self.wired.context.scenario.agencies
        if fact.operator in agencies:
            persons = [person for person in persons if person in self._by_agency.get((law, fact.operator), ())]
        self._still.setdefault(law, set()).update(persons)
        self._by_agency.setdefault((law, fact.agency), set()).update(persons)

    def _caused(self, one: Exposed) -> Iterator[tuple[list[int], str, frozenset[str]]]:
        fact = one.fact
        persons = [fact.person] if isinstance(fact, Disclosed) else fact.persons.tolist()
        if fact.channel == "monitoring":
            yield persons, AS_WRITTEN, frozenset()
        elif fact.operator in self.wired.context.scenario.agencies:
            yield persons, AT_AGENCY, frozenset()
        elif isinstance(fact, DisclosedGroup) and fact.category == "message":
            for person in persons:  # whom one wrote to in a part of the window hangs on that part
                yield [person], *self._reason(one, person)
        else:
            yield persons, *self._reason(one, persons[0], len(persons))

    def _reason(self, one: Exposed, person: int, many: int = 1) -> tuple[str, frozenset[str]]:
        kept = self._reasons.of(self._only(one, person), person)
        if kept is None:
            if one.fact.channel == "interception":
                return AS_WRITTEN, frozenset()
            self._unexplained += many
            return PRACTICE, frozenset()
        return named(kept), frozenset(law for without in kept.needed if len(without.laws) == 1 for law in without.laws)

    def _only(self, one: Exposed, person: int) -> Exposed:
        if isinstance(one.fact, Disclosed):
            return one
        return one._replace(fact=one.fact._replace(persons=np.array([person], np.uint64)))

    def _count_crowd(self, crowd: CopiedCrowd) -> None:
        for event in crowd.events:
            if event.stage == "obtained" and event.time >= self._begin:
                labels = event.channel, event.operator
                self._crowds[labels] = self._crowds.get(labels, 0) + event.exposed


def named(kept: Kept) -> str:
    """Return the laws that had a record kept, in words that tables have."""
    alone = [one.laws[0] for one in kept.needed if len(one.laws) == 1]
    if alone:
        return " and ".join(alone)
    together: Iterable[str] = (" or ".join(one.laws) for one in kept.needed)
    return next(iter(together), PRACTICE)
