"""Who of the exposed learns of it."""

from collections.abc import Iterable

import numpy as np

from sim.ledger.accounts import Ledger
from sim.measures.people import exposed
from sim.measures.rows import Part, measure


@measure("exposure.notified", unit="1", scale="share", kind="ratio")
def notified(ledger: Ledger) -> Iterable[Part]:
    """Share of the distinct people whose records were obtained in the period who are told of one such act.

    They are told by the end of the run, as a law orders (`notify`), and are subjects of requests; nobody tells
    bystanders or people whose records were copied or stolen.
    """
    table, found = ledger.notices, exposed(ledger)["obtained"].total
    told = table.codes.having("told", [True])[table.column("code")]
    person, part = table.column("person")[told], table.column("slice")[told]
    inside = [part_of[part] for part_of in ledger.frame.in_window.T]
    yield Part({}, np.array([float(len(np.unique(person[rows]))) for rows in inside]), found)
