"""A duty of operators that nobody describes one by one: its state is worked out when inspectors look at it."""

from bisect import bisect_left, bisect_right
from math import inf, log1p, nan

from sim.actors.duty import duty_key
from sim.actors.operator import Operator
from sim.actors.process import Clock
from sim.draw.hashing import fold, name_key
from sim.draw.poisson import unit_exponential
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeficitClosed

_CERTAIN = 1e3  # hazard of a notice that mends every deficit: no number in (0, 1) outlasts it

_NOTICE = name_key("published notice")


class Published:
    """Published notices to the operators of an entry: which of them mends a deficit of a peer.

    A notice mends an open deficit by chance. The chance that none of several did is a product, so one number says
    which one did: the first at which that product falls below the number.
    """

    def __init__(self) -> None:
        self._times: list[float] = []
        self._hazards: list[float] = [0.0]  # of the first so many notices together

    def tell(self, time: float, share: float) -> None:
        """Note that a notice mends each open deficit of the entry with this chance."""
        if share > 0.0:
            self._times.append(time)
            self._hazards.append(self._hazards[-1] + (-log1p(-share) if share < 1.0 else _CERTAIN))

    def mended(self, since: float, key: int, deficit: int) -> float:
        """Return when a deficit open from `since` on was mended, by its duty's key and number; infinity if not yet."""
        if not self._times:
            return inf
        before = bisect_right(self._times, since)
        wanted = self._hazards[before] + unit_exponential(fold(key, _NOTICE), deficit)
        number = bisect_left(self._hazards, wanted, lo=before + 1)
        return self._times[number - 1] if number < len(self._hazards) else inf


class PeerDuty:
    """One duty of one peer, as `Duty` has it, without any event of its own and without effect on records.

    Parameters
    ----------
    weight : float
        Real operators that it stands for.
    key : int
        Of the draws: by the number of the deficit, when it begins and which published notice mends it.
    """

    __slots__ = (
        "_clock",
        "_decay",
        "_due",
        "_found",
        "_heeds",
        "_key",
        "_ledger",
        "_number",
        "_published",
        "key",
        "name",
        "operator",
        "weight",
    )

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        operator: Operator,
        name: str,
        *,
        weight: float,
        decay_per_day: float,
        key: int,
        published: Published,
    ) -> None:
        self._clock, self._ledger, self.operator, self.name, self.weight = clock, ledger, operator, name, weight
        self.key = duty_key(name)
        self._decay, self._key, self._published = decay_per_day, key, published
        self._number, self._found = 0, nan
        self._due = self._heeds = unit_exponential(key, 0) / decay_per_day

    @property
    def is_open(self) -> bool:
        """Whether there is a deficit now."""
        if self._due > self._clock._now:  # nothing can have been mended either
            return False
        self._catch_up()
        return self._due <= self._clock._now

    @property
    def is_known(self) -> bool:
        """Whether an inspection has found the open deficit."""
        return self._found == self._found

    @property
    def since(self) -> float:
        """When the open deficit began [day]; NaN while the duty is kept."""
        return self._due if self.is_open else nan

    def found(self) -> None:
        """Note that an inspection found the deficit."""
        self._found = self._clock._now

    def lost_sight_of(self) -> None:
        """Note that nobody pursues the deficit any more."""
        self._found, self._heeds = nan, self._clock._now

    def mend(self, how: str) -> None:
        """End the deficit."""
        self._end(self._clock._now, how)

    def close_books(self) -> None:
        """Write down a deficit that is open when the run ends."""
        if self.is_open:
            self._write(self._clock._now, "open")

    def _catch_up(self) -> None:
        """Let the notices published until now mend what they mend; a deficit that is known has its own deadline."""
        now = self._clock._now
        while self._due <= now and not self.is_known:
            mended = self._published.mended(self._heeds, self._key, self._number)
            if mended > now:
                return
            self._end(mended, "mended on notice")

    def _end(self, time: float, how: str) -> None:
        self._write(time, how)
        self._number += 1
        self._due = self._heeds = time + unit_exponential(self._key, self._number) / self._decay
        self._found = nan

    def _write(self, time: float, how: str) -> None:
        self._ledger.write(
            DeficitClosed(time, self._due, self._found, self.operator.entry, self.name, self.weight, how)
        )
