"""Exposed people of one stage: those looked at one by one and those copied in bulk, each counted once."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from math import fsum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.subjects import subjects
from sim.ledger.tables import Codes
from sim.measures.crowd import Crowd, crowds, overlaps, part_of
from sim.measures.rows import Numbers
from sim.measures.sweep import MOST_TIMES, Whole, bits_for, by_person, pack, sweep

STAGES = ("held", "reachable", "obtained", "examined")
LABELS = ("recipient", "channel", "category", "place", "operator", "agency", "role", "jurisdiction")
OF_A_ROW = LABELS[:-1]  # the jurisdiction is that of the operator
SUSPECTED = ("suspect", "national_security")
EVERYTHING = ("", "")
AT_ONCE = 1 << 21  # exposures in memory at once, 16 bytes each: people are counted in ranges


def exposed(ledger: Ledger) -> dict[str, "Exposed"]:
    """Return the exposed people of each stage that was reached; `obtained` is always there."""
    return ledger.once(_exposed)


def _exposed(ledger: Ledger) -> dict[str, "Exposed"]:
    stages = {"obtained", *ledger.exposures.codes.label("stage")[0]}
    stages |= {event.stage for crowd in ledger.crowds for event in crowd.events}
    return {stage: Exposed(ledger, stage) for stage in STAGES if stage in stages}


class Swept(NamedTuple):
    """What one pass over rows counted, as `sweep` describes it."""

    distinct: NDArray[np.int64]  # (keys, bins, windows)
    roles: NDArray[np.int64]  # (2, bins, windows)
    times: NDArray[np.int64]  # (windows, MOST_TIMES + 1)
    firsts: NDArray[np.int64]  # (bins, points)


class Exposed:
    """Distinct people of one stage by window, class of home and label, from one pass over their rows."""

    def __init__(self, ledger: Ledger, stage: str) -> None:
        self.frame, self.stage = ledger.frame, stage
        self.crowds = {home: list(some) for home, some in groupby(crowds(ledger, stage), lambda crowd: crowd.home)}
        self.homes = sorted(ledger.frame.class_ranges, key=lambda home: ledger.frame.class_ranges[home])
        self.homes += sorted(self.crowds.keys() - set(self.homes))
        # homes all of whose subjects were resolved one by one: they are no part of the crowd
        self._apart = [home for home, some in self.crowds.items() if any(crowd.subjects_apart for crowd in some)]
        self._sizes = {home: sum(crowd.size for crowd in some) for home, some in self.crowds.items()}
        self._codes: Codes = ledger.exposures.codes
        self._subjects = ledger.once(subjects)
        self.keys = self._vocabulary()
        self._sweep(ledger)

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

    @cached_property
    def _ranges(self) -> Whole:
        """First and last + 1 numbers of the people of each home; homes without any are empty; shape (homes, 2)."""
        last = np.iinfo(np.uint64).max
        return np.array([self.frame.class_ranges.get(home, (last, last)) for home in self.homes], np.uint64).reshape(
            -1, 2
        )

    def _sweep(self, ledger: Ledger) -> None:
        code_bits, part_bits = bits_for(len(self._codes)), bits_for(self.frame.slices)
        point_bits = bits_for(len(self.frame.grid) + 1)

        def cell_of(code: NDArray[np.uint32], part: NDArray[np.uint16], time: NDArray[np.float32]) -> Whole:
            point = np.searchsorted(self.frame.grid, time).astype(np.uint64)
            return pack([(code, code_bits), (part, part_bits), (point, point_bits)])

        self._bits, wanted = (part_bits, point_bits), self._codes.having("stage", [self.stage])
        values, self._nothing = self._value_of(), np.zeros((1, len(self._codes)), np.int32)
        self._swept = self._uncounted(len(self.keys))
        self._groups = {key: self._uncounted(1) for key in self.frame.groups}
        self._there = np.zeros(self._swept.distinct.shape[1:], np.int64)
        for within in ledger.exposures.ranges(AT_ONCE):
            rows = ledger.exposures.people(wanted, cell_of, within)
            rows = by_person(*rows, code_bits + part_bits + point_bits)
            self._count(self._swept, rows, values)
            for key, info in self.frame.groups.items():
                inside = info.has(rows[0])
                self._count(self._groups[key], (rows[0][inside], rows[1][inside]), self._nothing)
            if self.frame.presence:
                self._count_present(rows)
        self._distinct, self._roles = self._swept.distinct, self._swept.roles
        if not self.frame.presence:
            self._there = self._distinct[0]

    def _count_present(self, rows: tuple[Whole, Whole]) -> None:
        """Count the distinct people of each window who are there at some time of it."""
        assert self.frame.presence is not None
        for number, window in enumerate(self.frame.windows):
            inside = self.frame.presence.were_there(rows[0], window.start, window.end)
            own = self._uncounted(1)
            self._count(own, (rows[0][inside], rows[1][inside]), self._nothing)
            self._there[:, number] += own.distinct[0, :, number]

    def _uncounted(self, keys: int) -> Swept:
        windows, homes = len(self.frame.windows), len(self.homes) + 1 + len(self._apart)
        return Swept(
            np.zeros((keys, homes, windows), np.int64),
            np.zeros((2, homes, windows), np.int64),
            np.zeros((windows, MOST_TIMES + 1), np.int64),
            np.zeros((homes, len(self.frame.grid)), np.int64),
        )

    def _count(self, found: Swept, rows: tuple[Whole, Whole], value_of: NDArray[np.int32]) -> None:
        """Add rows of people who are in no other rows that are added."""
        sweep(
            *rows, *self._bits, value_of, self.frame.in_window, self._unsuspected(),
            self._ranges, self._subjects, self._bins, *found,
        )  # fmt: skip

    @cached_property
    def _bins(self) -> NDArray[np.int64]:
        """Where the subjects of each home, and of none, are counted: with the others, or apart; shape (homes + 1,)."""
        bins = np.arange(len(self.homes) + 1)
        for number, home in enumerate(self._apart):
            bins[self.homes.index(home)] = len(self.homes) + 1 + number
        return bins

    def _value_of(self) -> NDArray[np.int32]:
        """Return which keys a combination of labels has; shape (labels + 1, codes)."""
        number = {key: i for i, key in enumerate(self.keys)}
        rows = [[0] * len(self._codes)]
        for position, label in ((self._codes.names.index(label), label) for label in OF_A_ROW):
            rows.append([number[label, key[position]] for key in self._codes])
        # without a jurisdiction nothing but everything is counted, where it was counted already
        position, country = self._codes.names.index("operator"), self.frame.jurisdictions
        rows.append([number.get(("jurisdiction", country.get(key[position], "")), 0) for key in self._codes])
        return np.array(rows, np.int32)

    def _unsuspected(self) -> NDArray[np.uint8]:
        return (~self._codes.having("role", (*SUSPECTED, "bystander"))).astype(np.uint8)

    def by_label(self) -> Iterator[tuple[Mapping[str, str], Numbers]]:
        """Return distinct people in total and by each label; arrays (windows,)."""
        for number, (label, value) in enumerate(self.keys):
            yield ({label: value} if label else {}), self._united(self._distinct[number], label, value)

    @cached_property
    def total(self) -> Numbers:
        """Distinct people; shape (windows,)."""
        return self._united(self._distinct[0], *EVERYTHING)

    @cached_property
    def present(self) -> Numbers:
        """Distinct people exposed in each window who are there at some time of it; shape (windows,)."""
        return self._united(self._there, *EVERYTHING) if self.frame.presence else self.total

    def by_home(self) -> Mapping[str, Numbers]:
        """Return distinct people, who are there, by place of home; by that of the act where no homes are named."""
        if not self.frame.class_ranges:
            return {labels["place"]: people for labels, people in self.by_label() if "place" in labels}
        found: dict[str, Numbers] = {}
        for number, home in enumerate(self.homes):
            looked = self._there[number].astype(np.float64)
            some = self.crowds.get(home, ())
            copied = np.sum([crowd.distinct for crowd in some], axis=0) if some else np.zeros_like(looked)
            both = overlaps(self.frame, home, self._sizes.get(home, 0), looked, copied)
            apart = self._there[self._bins[number]] if self._bins[number] != number else 0.0
            found[home[1]] = found.get(home[1], 0.0) + looked + copied - both + apart
        return found

    def _united(self, looked: NDArray[np.int64], label: str, value: str) -> Numbers:
        """Return people looked at, (bins, windows), and copied under a label, less those who were both."""
        people: Numbers = looked.sum(axis=0).astype(np.float64)
        for home, some in self.crowds.items():
            copied = np.sum([c.people(label, value) if label else c.distinct for c in some], axis=0)
            both = overlaps(self.frame, home, self._sizes[home], looked[self.homes.index(home)], copied)
            people += copied - both
        return people

    @cached_property
    def bystanders(self) -> Numbers:
        """Distinct people who never were an intended subject in the run; shape (windows,)."""
        people: Numbers = self._roles[0].sum(axis=0).astype(np.float64)
        return np.asarray(people + sum(self._copied_aside(home) for home in self.crowds), np.float64)

    def _copied_aside(self, home: tuple[str, ...]) -> Numbers:
        """Return the people of a home who were copied and neither looked at nor an intended subject."""
        number = self.homes.index(home)
        return self._copied_beside(home, self._roles[0, number] + self._subjects_in_crowd(home))

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
                swept = self._groups[population, group]
                persons += swept.distinct[0].sum(axis=0)
                others += swept.roles[0].sum(axis=0)
                for home in (home for home in self.crowds if home[0] == population):
                    copied = self._copied_beside(home, self._distinct[0, self.homes.index(home)])
                    persons += self._part(group, home, info.share, copied)
                    others += self._part(group, home, info.share, self._copied_aside(home))
            yield group, persons, others

    def _part(self, group: str, home: tuple[str, ...], share: float, people: Numbers) -> Numbers:
        return np.array([part_of(self.frame, (group, *home), number, share) for number in people.tolist()], np.float64)

    def _subjects_in_crowd(self, home: tuple[str, ...]) -> int:
        if home in self._apart:
            return 0
        first, last = np.searchsorted(self._subjects, self._ranges[self.homes.index(home)])
        return int(last - first)

    @property
    def unsuspected(self) -> Numbers:
        """Distinct people exposed as a subject who is no suspect; shape (windows,)."""
        return np.asarray(self._roles[1].sum(axis=0), np.float64)

    @cached_property
    def _crowd_list(self) -> list[Crowd]:
        return [crowd for some in self.crowds.values() for crowd in some]

    def often(self, window: int) -> tuple[Numbers, Numbers]:
        """Return numbers of exposures and how many people had each: two arrays of one length.

        Bulk copies are known by band: those with 2-5 or 6 and more share what is left of the copies. People who were
        both looked at and copied have the sum of two numbers drawn independently.
        """
        looked, copied = self._swept.times[window].astype(np.float64), self._bands(window)
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
        looked = np.cumsum(self._swept.firsts, axis=1).astype(np.float64)
        people: Numbers = looked.sum(axis=0)
        for home, some in self.crowds.items():
            one_by_one = looked[self.homes.index(home)]
            copied = np.sum([crowd.over_time(self.frame.grid) for crowd in some], axis=0)
            both = overlaps(self.frame, home, self._sizes[home], one_by_one[-1:], copied[-1:].round())
            product = one_by_one * copied
            people = people + copied - (both * product / product[-1] if product[-1] > 0.0 else 0.0)
        return people
