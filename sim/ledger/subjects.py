"""Who was an intended subject of a request."""

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger


def subjects(ledger: Ledger) -> NDArray[np.uint64]:
    """Return everybody who was an intended subject so far, ascending: asked about, or exposed as a subject."""
    ledger.settle()
    asked = ledger.requests.column("person")
    found = [asked[asked >= 0].astype(np.uint64)]
    as_subject = ~ledger.exposures.codes.having("role", ["bystander"])
    found.append(ledger.exposures.people(as_subject, lambda code, *_: code.astype(np.uint64))[0])
    everybody = np.sort(np.concatenate(found))
    new: NDArray[np.bool_] = np.diff(everybody, prepend=everybody[:1] + np.uint64(1)) != 0
    return np.asarray(everybody[new], np.uint64)
