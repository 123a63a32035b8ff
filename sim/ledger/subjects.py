"""Who was looked at as the one whom an act was about, and was not merely met with."""

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger


def subjects(ledger: Ledger) -> NDArray[np.uint64]:
    """Return everybody who was picked so far, ascending: asked about, exposed as a subject, or by a flagged record."""
    ledger.settle()
    asked = ledger.requests.column("person")
    found = [asked[asked >= 0].astype(np.uint64)]
    as_subject = ~ledger.exposures.codes.having("role", ["bystander"])
    found.append(ledger.exposures.people(as_subject, lambda code, *_: code.astype(np.uint64))[0])
    found.append(_flagged(ledger))
    everybody = np.sort(np.concatenate(found))
    new: NDArray[np.bool_] = np.diff(everybody, prepend=everybody[:1] + np.uint64(1)) != 0
    return np.asarray(everybody[new], np.uint64)


def _flagged(ledger: Ledger) -> NDArray[np.uint64]:
    """Return both ends of flagged messages: they are bystanders, and yet it is their activity that brought them in.

    Those to whom people on a watch list wrote are groups, and no part of this: they are bystanders by chance.
    """
    single = ledger.exposures.single
    by_filter = ledger.exposures.codes.having("channel", ["monitoring"])[single.column("code")]
    return np.asarray(single.column("person")[by_filter], np.uint64)
