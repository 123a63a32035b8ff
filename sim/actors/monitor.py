"""A filter at a platform: what it flags, what moderators make of it, what is removed and what is reported."""

from collections.abc import Callable, Iterable, Sequence
from heapq import merge
from typing import NamedTuple

from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.flags import Column, Flag
from sim.actors.operator import Operator
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.draw.hashing import fold, plain_unit
from sim.draw.variates import Sampler
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, Flagged
from sim.records.ages import band_of

PRIVATE = "message"


def moderators_of(name: str) -> str:
    """Return the name of the desk of a filter's moderators."""
    return f"{name}: moderators"


class Moderation(NamedTuple):
    """The moderators' desk, the time that they take for a flag, and the share of their judgements that is wrong."""

    desk: Desk
    handling: Sampler
    mistaken: float


class Recipient(NamedTuple):
    """An agency that flags are reported to."""

    agency: str
    covers: Callable[[Subject], bool]  # whether somebody is of its area
    enlist: Callable[[Subject], None]  # puts the author on the agency's watch list, if it has one
    open_about: Callable[[Subject, Operator, float, int], None]  # author, platform, time of the act, key


class Rules(NamedTuple):
    """What is done with the flags of one category."""

    monitor: str
    category: str
    removes: bool
    reviewed: bool
    reported: bool
    pursued: float
    runs: Callable[[float], bool]  # whether the filter is on
    posts_stay_up: Callable[[], bool]  # whether the operator neglects its duty of content control


class Monitor:
    """The filter of one platform over one category.

    Parameters
    ----------
    flags : iterables of Flag
        Each in order of time.
    recipients : sequence of Recipient
        The agencies of the entry that flags are reported to.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        census: Census,
        operator: Operator,
        rules: Rules,
        flags: Iterable[Iterable[Flag]],
        moderation: Moderation | None,
        recipients: Sequence[Recipient],
    ) -> None:
        self._clock, self._ledger, self._census, self._operator = clock, ledger, census, operator
        self._rules, self._flags, self._moderation, self._recipients = rules, flags, moderation, recipients
        self._open: dict[int, tuple[Flag, Subject]] = {}

    def life(self) -> Life[None]:
        """Flag records as they are written."""
        for flag in merge(*self._flags):
            yield self._clock.at(flag.time, ARRIVAL)
            if self._rules.runs(flag.time) and self._operator.had_account(flag.author, flag.time):
                self._ledger.opened("flag")
                start(self._follow(flag, self._census.subject(flag.author)))

    def close_books(self) -> None:
        """Write down, at the end of the run, the flags that nobody has come to."""
        for flag, author in list(self._open.values()):
            self._close(flag, author, "open")

    def _follow(self, flag: Flag, author: Subject) -> Life[None]:
        """Follow a flagged record: looked at by a moderator, then removed, reported, or left as it is."""
        rules = self._rules
        self._open[flag.key] = flag, author
        ends = self._ends(flag, author)
        if rules.reviewed and self._moderation is not None:
            work = self._moderation.handling(_number(flag, Column.WORK))
            yield from self._moderation.desk.turn(work, task="flag")
            self._expose(flag, ends, "examined", rules.monitor, "custodian")
            if flag.unlawful == (_number(flag, Column.MISTAKE) < self._moderation.mistaken):
                self._close(flag, author, "dismissed")
                return
        removed = rules.category != PRIVATE and rules.removes and not rules.posts_stay_up()
        recipient = next((r for r in self._recipients if r.covers(author)), None) if rules.reported else None
        pursued = recipient is not None and self._report(flag, ends, recipient)
        state = "removed" if removed else "reported" if recipient is not None else "left"
        self._close(flag, author, state, reported=recipient is not None, pursued=pursued)

    def _report(self, flag: Flag, ends: Sequence[Subject], to: Recipient) -> bool:
        """Hand a flagged record to an agency; return whether it takes up a case."""
        for stage in ("obtained", "examined"):  # what was reported is read
            self._expose(flag, ends, stage, to.agency, "agency")
        author = ends[0]
        to.enlist(author)
        if _number(flag, Column.PURSUED) >= self._rules.pursued:
            return False
        to.open_about(author, self._operator, flag.time, flag.key)
        return True

    def _ends(self, flag: Flag, author: Subject) -> Sequence[Subject]:
        """Return the author and, of a private message, the other end, which is found once: it takes a while."""
        if self._rules.category != PRIVATE:
            return (author,)
        other = author.people.correspondent(author.number, _number(flag, Column.OTHER_END))
        return (author,) if other is None else (author, self._census.subject(other))

    def _expose(self, flag: Flag, ends: Sequence[Subject], stage: str, by: str, recipient: str) -> None:
        """Write down whom a private message exposes: both its ends. A post is public."""
        if self._rules.category == PRIVATE:
            for end in ends:
                self._write_end(flag, end, stage, by, recipient)

    def _write_end(self, flag: Flag, end: Subject, stage: str, by: str, recipient: str) -> None:
        now = self._clock._now
        age = now - flag.time
        bands = [0, 0, 0, 0]
        bands[band_of(age)] = 1
        self._ledger.write(
            Disclosed(
                now,
                "monitoring",
                stage,
                by,
                self._operator.entry,
                self._rules.category,
                end.home.place,
                end.number,
                "bystander",
                1,
                age,
                (bands[0], bands[1], bands[2], bands[3]),
                flag.time,
                flag.time,
                recipient,
            )
        )

    def _close(self, flag: Flag, author: Subject, state: str, *, reported: bool = False, pursued: bool = False) -> None:
        del self._open[flag.key]
        rules = self._rules
        self._ledger.write(
            Flagged(
                self._clock._now,
                flag.time,
                rules.monitor,
                self._operator.entry,
                rules.category,
                author.home.place,
                author.number,
                flag.unlawful,
                rules.reviewed and self._moderation is not None,
                reported,
                pursued,
                state,
            )
        )


def _number(flag: Flag, column: int) -> float:
    return plain_unit(fold(flag.key, column))
