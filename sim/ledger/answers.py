"""Requests on whose end nobody acts, written down many at a time: requests, needs and exposures in columns.

A request that ends so is three facts (four where its records are examined), each a tuple of a dozen fields that is
taken apart again when it is worked in. Column by column they cost a quarter of it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.columns import Numbers
from sim.ledger.exposures import Exposures
from sim.ledger.facts import ANSWERED
from sim.ledger.tables import Repeated, Table, Written

STATES = ("complete", "partial", "expired", "never_held", "withheld", "declined", "rejected", "open")
_ALL = slice(None)
_RECORDS = 2  # of them, the first, come with records


class Labels(NamedTuple):
    """What some answers have in common."""

    agency: str
    operator: str
    category: str
    place: str
    role: str


class Answers(NamedTuple):
    """Answers to items of requests, each delivered at once, and items turned down or still open; all arrays (n,).

    `columns` has the fields of `RequestClosed` (times, person, late, records, people), of `NeedClosed` (opened) and of
    `Disclosed` (age_days, covered_from, covered_to; bands is (n, 4)).
    """

    kinds: Sequence[Labels]  # of the whole run, the same sequence for all answers to a ledger
    kind: NDArray[np.int64]  # place in `kinds`
    state: NDArray[np.int64]  # place in `STATES`
    columns: Mapping[str, Numbers]


class _Known:
    """Numbers of combinations of labels in one table, by kind and state of answers.

    Parameters
    ----------
    states : tuple of str
        What the table calls `STATES`.
    others : sequence of mapping
        Labels that all answers share: one number for each of these.
    """

    def __init__(
        self, table: Table, states: tuple[str, ...] = STATES, others: Sequence[Mapping[str, str]] = ({},)
    ) -> None:
        self._codes, self._states, self._others = table.codes, states, others
        self._numbers = np.empty((0, len(others)), np.int64)

    def of(self, answers: Answers, rows: NDArray[np.intp] | slice = _ALL) -> NDArray[np.uint32]:
        """Return the numbers of the labels of some answers; shape (rows, others)."""
        wide = len(STATES)
        cell = (answers.kind * wide + answers.state)[rows]
        missing = wide * len(answers.kinds) - len(self._numbers)
        if missing > 0:
            self._numbers = np.concatenate([self._numbers, np.full((missing, len(self._others)), -1)])
        for new in dict.fromkeys(cell[self._numbers[cell, 0] < 0].tolist()):  # in order of appearance, as elsewhere
            named = {**answers.kinds[new // wide]._asdict(), "state": self._states[new % wide]}
            for column, shared in enumerate(self._others):
                labels = {**named, **shared}
                self._numbers[new, column] = self._codes[tuple([labels[name] for name in self._codes.names])]
        found: NDArray[np.uint32] = self._numbers[cell].astype(np.uint32)
        return found


class Answering:
    """Works answers into the tables of a ledger."""

    def __init__(self, requests: Table, needs: Table, exposures: Exposures) -> None:
        self._requests, self._needs, self._exposures = requests, needs, exposures
        self._request_codes, self._need_codes = _Known(requests), _Known(needs, ("met", *STATES[1:]))
        stages = [{"channel": "request", "stage": stage, "recipient": "agency"} for stage in ANSWERED]
        self._exposure_codes = _Known(exposures.single, others=stages)

    def work_in(self, answers: Answers) -> dict[str, int]:
        """Add answers; return how many facts of each type they stand for."""
        rows = len(answers.kind)
        columns = Written(answers.columns, rows)
        self._requests.add(columns, self._request_codes.of(answers).ravel())
        self._needs.add(columns, self._need_codes.of(answers).ravel())
        found = np.flatnonzero(answers.state < _RECORDS)
        if found.size:
            codes = self._exposure_codes.of(answers, found)
            self._exposures.single.add(Repeated(columns, np.repeat(found, len(ANSWERED))), codes.ravel())
        return {"RequestClosed": rows, "NeedClosed": rows, "Disclosed": len(ANSWERED) * int(found.size)}
