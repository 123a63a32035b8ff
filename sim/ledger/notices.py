"""What is kept of notices: whom, and whether they were told."""

import numpy as np

from sim.ledger.facts import Notified
from sim.ledger.tables import Design

NOTICES = Design(
    Notified,
    labels=("agency", "operator", "category", "place", "role", "told"),
    time="exposed",
    sums={},
    kept={"person": (np.int64, lambda columns: columns["person"])},
)
