"""Whether what people are exposed by can be read at once: their keys may be held by somebody else."""

from collections.abc import Iterable

import numpy as np

from sim.ledger.accounts import Ledger
from sim.measures.people import exposed
from sim.measures.rows import Part, measure


@measure("exposure.readable_share", unit="1", scale="share", kind="ratio", labels=("stage",))
def readable_share(ledger: Ledger) -> Iterable[Part]:
    """Of the people exposed in the period, the share of whom something was exposed that can be read at once.

    Records can be read if the operator that holds them has the keys, or if whoever has them stands in its country;
    never with keys of the account holders. In scenarios that say who has keys. Of a class of over 100,000 people
    the people exposed by readable copies are drawn among those exposed, as under a label.
    """
    if ledger.frame.unreadable is None:
        return
    for stage, found in exposed(ledger).items():
        yield Part({"stage": stage}, np.minimum(found.readable, found.total), found.total)
