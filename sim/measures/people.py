"""Exposed people of one stage: those looked at one by one and those copied in bulk, each counted once."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from math import fsum

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.facts import READABLE, CopyEvents
from sim.ledger.subjects import subjects
from sim.ledger.tables import Codes
from sim.measures.counting import EVERYTHING, OF_A_ROW, Asked, Counted, Counting
from sim.measures.crowd import Crowd, crowds, overlaps, part_of
from sim.measures.rows import Numbers

STAGES = ("held", "reachable", "obtained", "examined")
LABELS = (*OF_A_ROW, "jurisdiction")  # the jurisdiction is that of the operator


def exposed(ledger: Ledger) -> dict[str, "Exposed"]:
    """Return the exposed people of each stage that was reached; `obtained` is always there."""
    return ledger.once(_exposed)


def _exposed(ledger: Ledger) -> dict[str, "Exposed"]:
    reached = {"obtained", *ledger.exposures.codes.label("stage")[0]}
    reached |= {stage for crowd in ledger.crowds for stage in CopyEvents.of(crowd.events).values("stage")}
    stages = [Exposed(ledger, stage) for stage in STAGES if stage in reached]
    counting = Counting(ledger, [stage.asked for stage in stages])
    for stage, counted in zip(stages, counting.counted(), strict=True):
        stage.counted = counted
    return {stage.stage: stage for stage in stages}


class Exposed:
    """Distinct people of one stage by window, class of home and label.

    Attributes
    ----------
    asked : Asked
        What has to be counted of those looked at one by one.
    counted : Counted
        What was counted.
    """

    counted: Counted

    def __init__(self, ledger: Ledger, stage: str) -> None:
        self.frame, self.stage = ledger.frame, stage
        self.crowds = {home: list(some) for home, some in groupby(crowds(ledger, stage), lambda crowd: crowd.home)}
        homes = sorted(ledger.frame.class_ranges, key=lambda home: ledger.frame.class_ranges[home])
        self.homes = [*homes, *sorted(self.crowds.keys() - set(homes))]
        # homes all of whose subjects were resolved one by one: they are no part of the crowd
        self._apart = [home for home, some in self.crowds.items() if any(crowd.subjects_apart for crowd in some)]
        self._sizes = {home: sum(crowd.size for crowd in some) for home, some in self.crowds.items()}
        self._codes: Codes = ledger.exposures.codes
        self._subjects = ledger.once(subjects)
        self.keys = self._vocabulary()
        self.asked = Asked(stage, self.keys, self.homes, self._apart)

    def _vocabulary(self) -> list[tuple[str, str]]:
        """Return everything, then every label with each of its values."""
        crowd = [one for some in self.crowds.values() for one in some]
        keys = [EVERYTHING]
        for label in LABELS:
            values = self._values(label).union(*(one.values(label) for one in crowd))
            keys += [(label, value) for value in sorted(values)]
        return keys

    def _values(self, label: str) -> set[str]:
        """Return the values of a label among the people looked at one by one."""
        if label in OF_A_ROW:
            return set(self._codes.label(label)[0])
        operators, country = self._codes.label("operator")[0], self.frame.jurisdictions
        return {country[operator] for operator in operators if operator in country}

    def by_label(self) -> Iterator[tuple[Mapping[str, str], Numbers]]:
        """Return distinct people in total and by each label; arrays (windows,)."""
        for number, (label, value) in enumerate(self.keys):
            yield ({label: value} if label else {}), self._united(self.counted.distinct[number], label, value)

    @cached_property
    def total(self) -> Numbers:
        """Distinct people; shape (windows,)."""
        return self._united(self.counted.distinct[0], *EVERYTHING)

    @cached_property
    def readable(self) -> Numbers:
        """Distinct people of whom something can be read; shape (windows,)."""
        return self._united(self.counted.distinct[-1], *READABLE)

    @cached_property
    def present(self) -> Numbers:
        """Distinct people exposed in each window who are there at some time of it; shape (windows,)."""
        return self._united(self.counted.there, *EVERYTHING) if self.frame.presence else self.total

    @cached_property
    def by_home(self) -> Mapping[str, Numbers]:
        """Distinct people, who are there, by place of home; by that of the act where no homes are named."""
        if not self.frame.class_ranges:
            return {labels["place"]: people for labels, people in self.by_label() if "place" in labels}
        found: dict[str, Numbers] = {}
        for number, home in enumerate(self.homes):
            looked = self.counted.there[number].astype(np.float64)
            some = self.crowds.get(home, ())
            copied = np.sum([crowd.distinct for crowd in some], axis=0) if some else np.zeros_like(looked)
            both = overlaps(self.frame, home, self._sizes.get(home, 0), looked, copied)
            apart = self.counted.there[len(self.homes) + 1 + self._apart.index(home)] if home in self._apart else 0.0
            found[home[1]] = found.get(home[1], 0.0) + looked + copied - both + apart
        return found

    def _united(self, looked: NDArray[np.int64], label: str, value: str) -> Numbers:
        """Return people looked at, (bins, windows), and copied under a label, less those who were both."""
        people: Numbers = looked.sum(axis=0).astype(np.float64)
        for home, of_home in self.crowds.items():
            some = [crowd for crowd in of_home if not label or value in crowd.values(label)]
            if not some:
                continue
            copied = np.sum([c.people(label, value) if label else c.distinct for c in some], axis=0)
            both = overlaps(self.frame, home, self._sizes[home], looked[self.homes.index(home)], copied)
            people += copied - both
        return people

    @cached_property
    def bystanders(self) -> Numbers:
        """Distinct people who never were an intended subject in the run; shape (windows,)."""
        people: Numbers = self.counted.roles[0].sum(axis=0).astype(np.float64)
        return np.asarray(people + sum(self._copied_aside(home) for home in self.crowds), np.float64)

    def _copied_aside(self, home: tuple[str, ...]) -> Numbers:
        """Return the people of a home who were copied and neither looked at nor an intended subject."""
        number = self.homes.index(home)
        return self._copied_beside(home, self.counted.roles[0, number] + self._subjects_in_crowd(home))

    def _copied_beside(self, home: tuple[str, ...], others: NDArray[np.int64]) -> Numbers:
        """Return the people of a home who were copied and are none of some others there; arrays (windows,)."""
        copied: Numbers = np.sum([crowd.distinct for crowd in self.crowds[home]], axis=0)
        both = overlaps(self.frame, home, self._sizes[home], others.astype(np.float64), copied)
        return copied - both

    def by_group(self) -> Iterator[tuple[str, Numbers, Numbers]]:
        """Return for each group of people its name, its distinct people and its bystanders; arrays (windows,).

        Groups of one name in several populations are one. Of people looked at one by one it is known who belongs;
        of a crowd a binomial number does.
        """
        for group in dict.fromkeys(name for _, name in self.frame.groups):
            persons, others = np.zeros(len(self.frame.windows)), np.zeros(len(self.frame.windows))
            for population, info in ((p, i) for (p, name), i in self.frame.groups.items() if name == group):
                looked = self.counted.groups[population, group]
                persons += looked[0]
                others += looked[1]
                for home in (home for home in self.crowds if home[0] == population):
                    copied = self._copied_beside(home, self.counted.distinct[0, self.homes.index(home)])
                    persons += self._part(group, home, info.share, copied)
                    others += self._part(group, home, info.share, self._copied_aside(home))
            yield group, persons, others

    def _part(self, group: str, home: tuple[str, ...], share: float, people: Numbers) -> Numbers:
        return np.array([part_of(self.frame, (group, *home), number, share) for number in people.tolist()], np.float64)

    def _subjects_in_crowd(self, home: tuple[str, ...]) -> int:
        if home in self._apart:
            return 0
        first, last = np.searchsorted(self._subjects, np.array(self.frame.class_ranges.get(home, (0, 0)), np.uint64))
        return int(last - first)

    @property
    def unsuspected(self) -> Numbers:
        """Distinct people exposed as a subject who is no suspect; shape (windows,)."""
        return np.asarray(self.counted.roles[1].sum(axis=0), np.float64)

    @cached_property
    def _crowd_list(self) -> list[Crowd]:
        return [crowd for some in self.crowds.values() for crowd in some]

    @cached_property
    def often(self) -> list[tuple[Numbers, Numbers]]:
        """Of each window, numbers of exposures and how many people had each: two arrays of one length.

        Bulk copies are known by band: those with 2-5 or 6 and more share what is left of the copies. People who were
        both looked at and copied have the sum of two numbers drawn independently.
        """
        return list(map(self._often, range(len(self.frame.windows))))

    def _often(self, window: int) -> tuple[Numbers, Numbers]:
        looked, copied = self.counted.times[window].astype(np.float64), self._bands(window)
        both = looked.sum() + copied[1].sum() - self.total[window]
        times = np.flatnonzero(looked)
        people = looked[times]
        if not copied[1].sum():
            return times.astype(np.float64), people
        if not people.sum():
            return copied
        share, other = both / people.sum(), both / copied[1].sum()
        sums = np.add.outer(times, copied[0]).ravel()
        meeting = np.outer(people / people.sum(), copied[1] / copied[1].sum()).ravel() * both
        return (
            np.concatenate([times, copied[0], sums]),
            np.concatenate([people * (1.0 - share), copied[1] * (1.0 - other), meeting]),
        )

    def _bands(self, window: int) -> tuple[Numbers, Numbers]:
        """Return numbers of bulk copies, one for each band, and how many people had them."""
        once, few, many = (
            np.sum([c.repeats[window] for c in self._crowd_list], axis=0) if self._crowd_list else np.zeros(3)
        )
        rest = fsum(c.exposures[window] for c in self._crowd_list) - once
        usual = np.clip((rest - 6.0 * many) / few, 2.0, 5.0) if few else 2.0
        most = max((rest - usual * few) / many, 6.0) if many else 6.0
        return np.array([1.0, usual, most]), np.array([once, few, many])

    @cached_property
    def over_time(self) -> Numbers:
        """People exposed from the end of the warm-up to each time of the frame's grid; shape of the grid.

        People both looked at and copied, who are drawn for the whole run, are spread over it in proportion to the
        product of the two.
        """
        looked = np.cumsum(self.counted.firsts, axis=1).astype(np.float64)
        people: Numbers = looked.sum(axis=0)
        for home, some in self.crowds.items():
            one_by_one = looked[self.homes.index(home)]
            copied = np.sum([crowd.over_time(self.frame.grid) for crowd in some], axis=0)
            both = overlaps(self.frame, home, self._sizes[home], one_by_one[-1:], copied[-1:].round())
            product = one_by_one * copied
            people = people + copied - (both * product / product[-1] if product[-1] > 0.0 else 0.0)
        return people
