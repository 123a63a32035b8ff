"""Who was looked at as the one whom an act was about, and was not merely met with."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.columns import Column
from sim.ledger.tables import PIECE


def subjects(ledger: Ledger) -> NDArray[np.uint64]:
    """Return everybody who was picked so far, ascending: asked about, exposed as a subject, or by a flagged record."""
    ledger.settle()
    rows = ledger.requests.rows + ledger.exposures.number_of(_picked(ledger))
    return ledger.known("subjects", rows, lambda: _subjects(ledger))


def _subjects(ledger: Ledger) -> NDArray[np.uint64]:
    picked = Column(np.uint64)
    for (person,) in ledger.requests.pieces("person"):
        picked.extend(_distinct(person[person >= 0]).astype(np.uint64))
    for piece in _exposed(ledger):
        picked.extend(_distinct(piece))
    everybody = picked.values
    everybody.sort()
    return everybody[: _once_each(everybody)].astype(np.uint64)


def _distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return numbers once each; sorts them in place, which takes a tenth of the time of a table of hashes."""
    numbers.sort()
    return numbers[: _once_each(numbers)]


def _once_each(ascending: NDArray[Any]) -> int:
    """Move numbers that were there before out of the way, in place, and return how many are left at the beginning."""
    end = min(len(ascending), 1)
    for start in range(1, len(ascending), PIECE):
        piece = ascending[start : start + PIECE]
        new = piece[piece != ascending[start - 1 : start - 1 + len(piece)]]
        ascending[end : end + len(new)] = new
        end += len(new)
    return end


def _picked(ledger: Ledger) -> NDArray[np.bool_]:
    """Return which combinations of labels are of people exposed as a subject, or by a filter; shape (codes,).

    Both ends of flagged messages are bystanders, and yet it is their activity that brought them in.
    """
    codes = ledger.exposures.codes
    return ~codes.having("role", ["bystander"]) | codes.having("channel", ["monitoring"])


def _exposed(ledger: Ledger) -> Iterator[NDArray[np.unsignedinteger]]:
    """Yield those exposed as a subject, or by a filter, some thousands or millions at a time and perhaps repeatedly.

    Those to whom people on a watch list wrote are groups, and no part of this: they are bystanders by chance.
    """
    picked = _picked(ledger)
    for person, code in ledger.exposures.single.pieces("person", "code"):
        yield person[picked[code]]
    for members, _ in ledger.exposures.groups_of(~ledger.exposures.codes.having("role", ["bystander"])):
        yield members
