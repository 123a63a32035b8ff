"""What many acts disclose, posted together where they are small and before they are too much to hold."""

from collections.abc import Iterable, Sequence

from sim.ledger.accounts import Ledger
from sim.ledger.facts import DisclosedMany

_ROWS = 1 << 14
"""People times acts that are held: posting fewer at a time costs calls of numpy, and more would hold memory only."""


def disclose_in_turn(ledger: Ledger, acts: Iterable[Sequence[DisclosedMany]]) -> None:
    """Post what acts disclosed of several people, in their order."""
    waiting, rows = list[DisclosedMany](), 0
    for found in acts:
        waiting += found
        rows += sum(len(many.persons) for many in found)
        if rows >= _ROWS:
            ledger.disclose(waiting)
            waiting, rows = [], 0
    ledger.disclose(waiting)
