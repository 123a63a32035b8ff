"""Who was looked at as the one whom an act was about, and was not merely met with."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.columns import Column
from sim.ledger.tables import PIECE


def subjects(ledger: Ledger) -> NDArray[np.uint64]:
    """Return everybody who was picked so far, ascending: asked about, exposed as a subject, or by a flagged record."""
    ledger.settle()
    picked = Column(np.uint64)
    for (person,) in ledger.requests.pieces("person"):
        picked.extend(np.unique(person[person >= 0]).astype(np.uint64))
    for piece in _exposed(ledger):
        picked.extend(np.unique(piece))
    everybody = picked.values
    everybody.sort()
    return everybody[: _once_each(everybody)].astype(np.uint64)


def _once_each(ascending: NDArray[np.unsignedinteger]) -> int:
    """Move numbers that were there before out of the way, in place, and return how many are left at the beginning."""
    end = min(len(ascending), 1)
    for start in range(1, len(ascending), PIECE):
        piece = ascending[start : start + PIECE]
        new = piece[piece != ascending[start - 1 : start - 1 + len(piece)]]
        ascending[end : end + len(new)] = new
        end += len(new)
    return end


def _exposed(ledger: Ledger) -> Iterator[NDArray[np.unsignedinteger]]:
    """Yield those exposed as a subject, or by a filter, some thousands or millions at a time and perhaps repeatedly.

    Both ends of flagged messages are bystanders, and yet it is their activity that brought them in. Those to whom
    people on a watch list wrote are groups, and no part of this: they are bystanders by chance.
    """
    codes = ledger.exposures.codes
    as_subject, by_filter = ~codes.having("role", ["bystander"]), codes.having("channel", ["monitoring"])
    for person, code in ledger.exposures.single.pieces("person", "code"):
        yield person[(as_subject | by_filter)[code]]
    for members, _ in ledger.exposures.groups_of(as_subject):
        yield members
