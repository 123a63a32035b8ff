"""What operators report of people who are watched: the records of many stays are looked up at a time."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import holders, positions
from sim.actors.operator import Operator
from sim.actors.people import People, Subject
from sim.ledger.accounts import Ledger
from sim.ledger.facts import ANSWERED, Amounts, DisclosedGroup, DisclosedRows
from sim.scenario.blocks.vocabulary import STATES

MANY = 1 << 14
"""Reports that wait for each other: each of thousands of platforms is then asked about all of them at once."""

Times = NDArray[np.float64]
Rows = NDArray[np.intp]
_CHANNEL, _RECIPIENT = "monitoring", "agency"


class Report(NamedTuple):
    """Of one person, all that was written in [since, until), for one agency."""

    agency: str
    subject: Subject
    role: str
    since: float
    until: float


class Windows(NamedTuple):
    """Whom of some reports an operator serves, and when; the same report may come several times; all (n,)."""

    report: Rows
    start: Times
    end: Times

    def at(self, rows: NDArray[np.bool_]) -> "Windows":
        """Return some of them."""
        return Windows(self.report[rows], self.start[rows], self.end[rows])


class Reports:
    """The reports of the operators of one country to all its agencies that watch people.

    They hang on nothing that happens after the time they are about, so they wait for each other, but in a run whose
    journal is kept.
    """

    def __init__(self, ledger: Ledger, operators: Sequence[Operator]) -> None:
        self._ledger = ledger
        kinds = {kind: [operator for operator in operators if operator.kind == kind] for kind in ("access", "platform")}
        self._operators = [*kinds["access"], *kinds["platform"]]
        self._most = MANY if ledger.journal is None else 1
        self._pending: list[Report] = []
        ledger.waiting.append(self._settle)

    def add(self, report: Report) -> None:
        """Have one made."""
        self._pending.append(report)
        if len(self._pending) >= self._most:
            self._work_in()

    def _settle(self, least: int) -> None:
        if least == 1 and self._pending:
            self._work_in()

    def _work_in(self) -> None:
        pending, self._pending = self._pending, []
        for people in dict.fromkeys(report.subject.people for report in pending):
            watched = _Watched(people, [report for report in pending if report.subject.people is people])
            found = _Found(self._ledger, watched)
            for operator in self._operators:
                windows = watched.served_by(operator, self._ledger.frame.days)
                for category in operator.stores if windows.report.size else ():
                    if category not in STATES and category in people.writes:
                        found.look(operator, category, windows)
            found.write()


class _Watched:
    """People of one population whom reports are about, column by column."""

    def __init__(self, people: People, reports: Sequence[Report]) -> None:
        self.people, self.reports = people, reports
        self.numbers = np.array([report.subject.number for report in reports], np.uint64)
        self._persons = self.numbers - np.uint64(people.offset)
        start, end = (np.array([report[i] for report in reports], np.float64) for i in (3, 4))
        self._all = Windows(np.arange(len(reports)), start, end)
        homes = dict.fromkeys(report.subject.home for report in reports)
        number = {home: i for i, home in enumerate(homes)}
        self._homes, self._home = list(homes), np.array([number[report.subject.home] for report in reports], np.int64)

    def served_by(self, operator: Operator, days: float) -> Windows:
        """Return who is served by an operator, and when, in a run of some days."""
        if operator.kind == "access":
            own = self._all.at(np.array([operator.may_serve(home) for home in self._homes], np.bool_)[self._home])
        else:
            own = self._with_account(operator, days)
        return own if self.people.paths is None else self._there(operator, own)

    def _with_account(self, operator: Operator, days: float) -> Windows:
        world = self.people.world
        most = holders(world.number, operator.share_at(days))
        own = self._all.at(positions(operator.key, world.key, world.number, self._persons) < most)
        if operator.register is None:
            return own
        spans = operator.register.spans(world.name, self._persons[own.report])
        own = Windows(own.report, np.maximum(own.start, spans.opened), np.minimum(own.end, spans.closed))
        return own.at(own.start < own.end)

    def _there(self, operator: Operator, windows: Windows) -> Windows:
        """Return windows cut to when people were there and, with access operators, had this one."""
        cut = [
            (report, *piece)
            for report, start, end in zip(*(column.tolist() for column in windows), strict=True)
            for piece in self.people.served(operator, self.reports[report].subject.number, ((start, end),))
        ]
        columns = zip(*cut, strict=True) if cut else ((), (), ())
        report, start, end = (np.array(column, np.float64) for column in columns)
        return Windows(report.astype(np.intp), start, end)


class _Exchange(NamedTuple):
    """Messages of one report."""

    report: int
    first: float
    start: float
    end: float
    operator: Operator


class _Found:
    """The records of people of one population that operators report, until they are written down."""

    def __init__(self, ledger: Ledger, watched: _Watched) -> None:
        self._ledger, self._people, self._reports = ledger, watched.people, watched.reports
        self._persons, reports = watched.numbers, watched.reports
        self._kinds = list(dict.fromkeys((r.agency, r.subject.home.place, r.role) for r in reports))
        number = {kind: i for i, kind in enumerate(self._kinds)}
        self._kind = np.array([number[r.agency, r.subject.home.place, r.role] for r in reports], np.int64)
        self._exchanged: list[_Exchange] = []
        self._firsts: dict[tuple[str, str], int] = {}  # of the labels of an entry and a category
        self._rows: list[tuple[NDArray[np.int64], Times, NDArray[np.uint64], NDArray[np.int64], Times, Times]] = []

    def look(self, operator: Operator, category: str, windows: Windows) -> None:
        """Look up what an operator's people wrote of a category, and whom they wrote to."""
        records = self._people.field_of(operator, category)
        own = self._persons[windows.report] - np.uint64(self._people.offset)
        many = records.counts(own, windows.start, windows.end)
        windows, own, many = windows.at(many > 0), own[many > 0], many[many > 0]
        if not many.size:
            return
        first = records.firsts(own, windows.start, windows.end)
        of = self._firsts.setdefault((operator.entry, category), len(self._firsts)) * len(self._kinds)
        which, persons = of + self._kind[windows.report], self._persons[windows.report]
        self._rows.append((which, first, persons, many, windows.start, windows.end))
        if category == "message":
            columns = (column.tolist() for column in (windows.report, first, windows.start, windows.end))
            self._exchanged += [
                _Exchange(report, time, start, end, operator) for report, time, start, end in zip(*columns, strict=True)
            ]
        if self._ledger.journal is not None:
            self.write()

    def _meet(self) -> None:
        """Write down whom people exchanged messages with; person by person, for contacts are kept of the last one."""
        for one in sorted(self._exchanged, key=attrgetter("report")):
            report = self._reports[one.report]
            others = self._people.partners(one.operator, report.subject.number, ((one.start, one.end),))
            if len(others):
                labels = report.agency, one.operator.entry, "message", report.subject.home.place
                self._ledger.write(
                    DisclosedGroup(one.first, _CHANNEL, "obtained", *labels, others, "bystander", 0.0, one.first)
                )
        self._exchanged.clear()

    def write(self) -> None:
        """Write down what was found: somebody looks at whoever is watched, so it is obtained and examined."""
        if not self._rows:
            return
        which, first, persons, many, start, end = map(np.concatenate, zip(*self._rows, strict=True))
        bands = np.zeros((many.size, 4), np.int64)
        bands[:, 0] = many
        amounts = Amounts(many, np.zeros(many.size), bands, start, end)
        for stage in ANSWERED:
            rows = DisclosedRows([*self._labels(stage)], which, first, persons, amounts)
            if self._ledger.journal is None:
                self._ledger.disclose_rows(rows)
            else:
                for fact in rows.one_by_one():
                    self._ledger.write(fact)
        self._rows.clear()
        self._meet()

    def _labels(self, stage: str) -> Iterator[tuple[str, ...]]:
        for entry, category in self._firsts:
            for agency, place, role in self._kinds:
                yield _CHANNEL, stage, agency, entry, category, place, role, _RECIPIENT
