"""The ledger: what actors write facts to, and what measures are counted from."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from math import ceil, fsum
from operator import attrgetter
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from sim.ledger import designs, designs_beyond, facts
from sim.ledger.answers import Answering, Answers, Labels
from sim.ledger.desks import DeskAccount, DeskLevels, Turns
from sim.ledger.exposures import Exposures
from sim.ledger.facts import CopiedCrowd, DisclosedMany, Fact, LawChanged, Obliged, Purged, ScenarioChanged
from sim.ledger.frame import Frame
from sim.ledger.levels import Clock
from sim.ledger.notices import NOTICES
from sim.ledger.stored import Held, held
from sim.ledger.tables import Columns, Table

_FEW = 16  # disclosures of one act that are not worth columns of their own
_person = attrgetter("person")

CHUNK = 1024  # facts that wait before they are worked in: at 256, calls of numpy are a third of what it costs

T = TypeVar("T")


class Ledger:
    """Facts, added up by type, labels and period as they are written, and independent counters to check them by.

    Parameters
    ----------
    frame : Frame
    journal : callable of fact, optional
        Given every fact as well, such as a `Journal`.

    Attributes
    ----------
    journal : callable of fact, or None
    turned : Turns
        Where desks write their turns.
    waiting : list of callable of int
        Asked by `settle` to post what waits elsewhere, if that is as much or more.
    """

    def __init__(self, frame: Frame, journal: Callable[[Fact], None] | None = None) -> None:
        self.frame = frame
        self.needs = Table(designs.NEEDS, frame)
        self.needs_of_groups = Table(designs.NEEDS_OF_GROUPS, frame)
        self.late_reviews = Table(designs.LATE_REVIEWS, frame)
        self.freezes = Table(designs.FREEZES, frame)
        self.notices = Table(NOTICES, frame)
        self.requests = Table(designs.REQUESTS, frame)
        self.turns = Table(designs.turns(frame.days), frame)
        self.turned = Turns(self.turns)
        self.visits = Table(designs.VISITS, frame)
        self.outages = Table(designs.OUTAGES, frame)
        self.deficits = Table(designs.DEFICITS, frame)
        self.penalties = Table(designs.PENALTIES, frame)
        self.breaches = Table(designs_beyond.BREACHES, frame)
        self.endangered = Table(designs_beyond.ENDANGERED, frame)
        self.misuses = Table(designs_beyond.MISUSES, frame)
        self.reuses = Table(designs_beyond.REUSES, frame)
        self.orders = Table(designs_beyond.ORDERS, frame)
        self.looks = Table(designs_beyond.LOOKS, frame)
        self.errors = Table(designs_beyond.ERRORS, frame)
        self.connections = Table(designs_beyond.CONNECTIONS, frame)
        self.contracted = Table(designs_beyond.CONTRACTED, frame)
        self.leaks = Table(designs_beyond.LEAKS, frame)
        self.accounts_opened = Table(designs_beyond.ACCOUNTS_OPENED, frame)
        self.accounts_closed = Table(designs_beyond.ACCOUNTS_CLOSED, frame)
        self.accounts_held = Table(designs_beyond.ACCOUNTS_HELD, frame)
        self.flags = Table(designs_beyond.FLAGS, frame)
        self.watches = Table(designs_beyond.WATCHES, frame)
        self.searches = Table(designs_beyond.SEARCHES, frame)
        self.exposures = Exposures(frame)
        self.crowds: list[CopiedCrowd] = []
        self.laws: list[LawChanged] = []
        self.obliged: list[Obliged] = []
        self.changes: list[ScenarioChanged] = []
        self.purges: dict[tuple[str, str], list[Purged]] = defaultdict(list)
        self.bytes_written: Counter[tuple[str, str]] = Counter()
        self.desks: dict[str, DeskAccount] = {}
        self.counted: Counter[str] = Counter()
        self.closed = False
        self.waiting: list[Callable[[int], None]] = []
        self.answered_kinds: list[Labels] = []  # of all who close answers, in order of appearance
        self._answering = Answering(self.requests, self.needs, self.exposures)
        self._opened: dict[str, list[float]] = {}
        self.journal = journal
        self._done: dict[Callable[[Ledger], Any], Any] = {}
        self._known: dict[Hashable, tuple[int, Any]] = {}
        self._read = self._readers()
        self._pending: dict[type, list[Any]] = {kind: [] for kind in self._read}
        self._heaps: dict[type, list[Any]] = {}  # those of them that writers append to, who do not look how many wait

    def _readers(self) -> dict[type, Callable[[list[Any]], int | None]]:
        """Return what works each type of fact in; it may say how many there were, where a tuple stands for several."""
        tables = [table for table in vars(self).values() if isinstance(table, Table)]
        return {table.design.kind: table.work_in for table in tables} | {
            facts.Disclosed: self.exposures.work_in,
            facts.DisclosedGroup: self.exposures.work_in_groups,
            facts.CopiedCrowd: self.crowds.extend,
            facts.DeskTurn: self.turned.note_facts,
            facts.Purged: self._file_purges,
            facts.LawChanged: self.laws.extend,
            facts.Obliged: self.obliged.extend,
            facts.ScenarioChanged: self.changes.extend,
        }

    def write(self, fact: Fact) -> None:
        """Post a finished fact."""
        kind = type(fact)
        pending = self._pending[kind]
        pending.append(fact)
        if len(pending) >= CHUNK:
            self._work_in(kind)
        if self.journal is not None:
            self.journal(fact)

    def disclose(self, several: Sequence[DisclosedMany]) -> None:
        """Post what acts disclosed of several people: a few as facts like any other, many column by column.

        Either way they are worked in in the order of writing, so that sums are the same to the last bit.
        """
        if self.journal is not None or sum(len(many.persons) for many in several) < _FEW:
            facts_of_all = [fact for many in several for fact in many.one_by_one()]
            for fact in sorted(facts_of_all, key=_person):  # person by person, as whoever reads a journal expects
                self.write(fact)
            return
        self._work_in(facts.Disclosed)
        self.exposures.work_in_many(several)
        self.counted["Disclosed"] += sum(len(many.persons) for many in several)

    def disclose_rows(self, rows: facts.DisclosedRows | facts.DisclosedMembers) -> None:
        """Post what many acts disclosed of many people; a journal is not given them."""
        self._work_in(rows.kind)
        self.exposures.work_in_rows(rows)
        self.counted[rows.kind.__name__] += len(rows.which)

    def answer(self, answers: Answers) -> None:
        """Post answers to requests that nobody acts on, column by column."""
        for kind in (facts.RequestClosed, facts.NeedClosed, facts.Disclosed):
            self._work_in(kind)  # what waits was written before
        self.counted.update(self._answering.work_in(answers))

    def post(self, table: Table, columns: Columns, code: NDArray[np.uint32]) -> None:
        """Post facts of a table column by column, by the number of their labels; a journal is not given them."""
        self._work_in(table.design.kind)  # what waits was written before
        table.add(columns, code)
        self.counted[table.design.kind.__name__] += len(code)

    def writer(self, kind: type[Fact]) -> Callable[[tuple[Any, ...]], None]:
        """Return what posts facts of one type at the price of an append: they wait until `settle`, or the close.

        For facts that come with every request. It takes them as plain tuples of their fields: a named tuple of
        twenty fields costs five times as much to make, and only a journal looks at the names.
        """
        append, journal = self._heap(kind).append, self.journal
        if journal is None:
            return append
        named: Callable[[tuple[Any, ...]], Fact] = kind._make

        def post(fields: tuple[Any, ...]) -> None:
            fact = named(fields)
            append(fact)
            journal(fact)

        return post

    def answers(self) -> Callable[[tuple[Any, ...]], None]:
        """Return what posts `Disclosed` of a subject whose records are handed over and read, both in one tuple.

        Its stage is `ANSWERED`; the account of exposures counts it as two facts, as which a journal is given it.
        """
        append, journal = self._heap(facts.Disclosed).append, self.journal
        if journal is None:
            return append

        def post(fields: tuple[Any, ...]) -> None:
            append(fields)
            for stage in facts.ANSWERED:
                journal(facts.Disclosed._make(fields)._replace(stage=stage))

        return post

    def _heap(self, kind: type) -> list[Any]:
        return self._heaps.setdefault(kind, self._pending[kind])

    def opened(self, kind: str, n: int = 1, time: float | None = None) -> None:
        """Count `n` things opened (`request`, `need`, `case`), at a time where they are to be counted by period."""
        self.tally(kind)[-1 if time is None else self.frame.slice_of(time)] += n

    def tally(self, kind: str) -> list[float]:
        """Return the counts of things opened: by slice of time, and last of all those without a time.

        Whoever opens one with every request adds to it where it is.
        """
        return self._opened.setdefault(kind, [0] * (self.frame.slices + 1))

    def opened_at(self, kind: str, times: NDArray[np.float64]) -> None:
        """Count things opened at some times, shape (n,): `opened` of each."""
        counts = self.tally(kind)
        for part, many in enumerate(np.bincount(self.frame.slices_of(times), minlength=self.frame.slices).tolist()):
            counts[part] += many

    def written(self, operator: str, category: str, octets: float) -> None:
        """Count bytes that the stores of an entry wrote between its first purge job and its last."""
        self.bytes_written[operator, category] += octets  # type: ignore[assignment]  # a Counter of floats

    def desk(
        self, name: str, staff: float, clock: Clock | None = None, *, servers: int | None = None, weight: float = 1.0
    ) -> DeskLevels:
        """Register a desk and return the levels that it keeps up to date.

        Parameters
        ----------
        name : str
            As in its turns; the desks of all operators of one entry share a name and are added up.
        staff : float, > 0
            Servers times their speed: work days done in a day of open time.
        clock : callable of time to float, optional
            Open time in days since time 0; always open if left out.
        servers : int, optional
            Servers; `staff` rounded up if left out.
        weight : float, > 0
            Real desks that this one stands for.
        """
        if name not in self.desks:
            self.desks[name] = DeskAccount(self.frame)
        return self.desks[name].join(staff, clock, ceil(staff) if servers is None else servers, weight)

    def close(self, time: float | None = None) -> None:
        """End the run: work in what waits and carry the levels on to the end."""
        self.settle()
        self.waiting.clear()  # whoever posted is let go of
        for desk in self.desks.values():
            desk.close(self.frame.days if time is None else time)
        self.closed = True

    def settle(self, least: int = 1) -> None:
        """Work in what waits, so that the tables hold all that has been written.

        Types of which fewer than `least` facts wait go on waiting: in mid-run a few are not worth a look.
        """
        for work_in in self.waiting:
            work_in(least)
        for kind, pending in (self._pending if least < CHUNK else self._heaps).items():
            if len(pending) >= least:
                self._work_in(kind)
        if len(self.turned) >= least:
            self.counted["DeskTurn"] += self.turned.work_in(rest=least == 1)

    def once(self, work: Callable[["Ledger"], T]) -> T:
        """Return what `work` makes of the closed ledger; made once, however often it is asked for."""
        if not self.closed:
            raise ValueError("the ledger is open; wanted one that is closed, as after a run")
        if work not in self._done:
            self._done[work] = work(self)
        return cast(T, self._done[work])

    def known(self, name: Hashable, rows: int, work: Callable[[], T]) -> T:
        """Return what `work` makes of some rows of the ledger, open or closed; made anew where there are more of them.

        Parameters
        ----------
        name : hashable
            Of what is worked out.
        rows : int
            How many rows it hangs on. Rows are only added, so as many are the same ones.
        """
        if self._known.get(name, (-1, None))[0] != rows:
            self._known[name] = rows, work()
        return cast(T, self._known[name][1])

    def number_opened(self, kind: str) -> int:
        """Return how many of a kind were counted as opened."""
        return int(fsum(self._opened.get(kind, ())))

    def opened_in(self, kind: str) -> NDArray[np.float64]:
        """Return how many of a kind were opened in each window, as far as they came with a time; shape (windows,)."""
        return np.array(self.tally(kind)[:-1], np.float64) @ self.frame.in_window

    def held(self, operator: str, category: str) -> Held:
        """Return what the stores of an entry held of a category over time."""
        return held(self.purges[operator, category])

    def _work_in(self, kind: type) -> None:
        pending = self._pending[kind]
        if pending:
            self.counted[kind.__name__] += len(pending) if (many := self._read[kind](pending)) is None else many
            pending.clear()  # the list stays the same: writers hold its `append`

    def _file_purges(self, purges: list[Purged]) -> None:
        for fact in purges:
            self.purges[fact.operator, fact.category].append(fact)
