"""What cases need to know, and what becomes of it."""

from sim.actors.disclosure import Ask
from sim.actors.groups import Groups
from sim.actors.process import Clock
from sim.ledger.accounts import Ledger
from sim.ledger.facts import NeedClosed, NeedOfGroup


class Need:
    """Items that a case would ask for, with where to ask, and what has become of each."""

    __slots__ = ("ask", "follows", "is_of_group", "opened", "states")

    def __init__(self, ask: Ask, opened: float, follows: bool, is_of_group: bool) -> None:
        self.ask, self.opened, self.follows, self.is_of_group = ask, opened, follows, is_of_group
        self.states: tuple[str, ...] = ("open",) * len(ask.subjects)

    def set(self, item: int, state: str) -> None:
        """Note what has become of one item."""
        self.states = (*self.states[:item], state, *self.states[item + 1 :])


class Needs:
    """The needs of the cases of one docket: counted as they are felt, written down as they are met or given up."""

    def __init__(self, clock: Clock, ledger: Ledger, *, agency: str, groups: Groups) -> None:
        self._clock, self._ledger, self._agency, self._groups = clock, ledger, agency, groups
        self._post, self._felt = ledger.writer(NeedClosed), ledger.tally("need")
        self._open: dict[int, Need] = {}

    def count(self, items: int) -> None:
        """Count items that cases need."""
        self._felt[-1] += items

    def open(self, ask: Ask, opened: float, *, follows: bool, is_of_group: bool) -> Need:
        """Take up what a request of a case is about, which is needed from a time on."""
        need = self._open[ask.key] = Need(ask, opened, follows, is_of_group)
        return need

    def forget(self, need: Need) -> None:
        """Let go of a need that is closed by whoever closes its request, with others."""
        del self._open[need.ask.key]

    def close(self, need: Need) -> None:
        """Write a need down once none of its items is under way."""
        if "open" not in need.states and need.ask.key in self._open:
            del self._open[need.ask.key]
            self._write(need)

    def close_books(self) -> None:
        """Write down the needs that nobody has met when the run ends."""
        for need in self._open.values():
            self._write(need)

    def write_nobody_to_ask(self, category: str, role: str, age_days: float) -> None:
        """Write down a need that nobody can be asked about."""
        now = self._clock._now
        self._ledger.write(NeedClosed(now, now, self._agency, category, "", role, "not_identified", age_days))

    def _write(self, need: Need) -> None:
        ask = need.ask
        for state, subject in zip(need.states, ask.subjects, strict=True):
            self._post(  # fields are those of `NeedClosed`
                (
                    self._clock._now,
                    need.opened,
                    self._agency,
                    ask.category,
                    subject.home.place,
                    ask.role,
                    "met" if state == "complete" else state,
                    need.opened - ask.at,
                )
            )
            if need.is_of_group:
                for group in self._groups.of(subject):
                    self._write_of_group(need, group, state)

    def _write_of_group(self, need: Need, group: str, state: str) -> None:
        reached, now = "met" if state == "complete" else state, self._clock._now
        self._ledger.write(NeedOfGroup(now, need.opened, group, self._agency, need.ask.category, reached))
