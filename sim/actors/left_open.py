"""Requests that took courses and are under way as the run ends: written down in columns, as what was answered is."""

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.ledger.answers import STATES, Answers, Labels
from sim.queueing.state import CourseTime


def left_open(
    kinds: list[Labels], agency: str, batch: Batch, requests: NDArray[np.int64], times: NDArray[np.float64], now: float
) -> Answers:
    """Return the items of requests that are under way, and the needs that they were sent for.

    Parameters
    ----------
    kinds : list of Labels
        Of the whole run; those of these items are added.
    requests : ndarray (n,)
        Their places in the batch.
    times : ndarray (n, len(CourseTime))
        What they have reached; NaN is to come.
    now : float [day]
        The end of the run: what is due before and not answered is late.
    """
    row, item = batch.items(requests)
    own, nothing = times[row], np.zeros(len(row), np.int64)
    opened, answered = own[:, CourseTime.OPENED], own[:, CourseTime.ANSWERED]
    sent = own[:, CourseTime.AUTHORISED]  # and received at once: nobody else is on the way of a course
    return Answers(
        kinds,
        _kinds(kinds, agency, batch, requests[row], item),
        np.full(len(row), STATES.index("open")),
        {
            "time": np.full(len(row), now),
            "person": batch.subjects[item],
            "drafted": opened,
            "opened": opened,
            "sent": sent,
            "received": sent,
            "started": own[:, CourseTime.STARTED],
            "answered": answered,
            "delivered": np.full(len(row), np.nan),
            "late": np.where(np.isnan(answered), now, answered) > own[:, CourseTime.DUE],
            "records": nothing,
            "people": nothing,
        },
    )


def _kinds(
    kinds: list[Labels], agency: str, batch: Batch, request: NDArray[np.int64], item: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the kind of each item; both (items,)."""
    names = batch.names
    shape = len(names.operators), len(names.categories), len(names.roles), len(names.homes)
    alike = batch.operator[request], batch.category[request], batch.role[request], batch.homes[item]
    cells, which = np.unique(np.ravel_multi_index(alike, shape), return_inverse=True)
    known, numbers = {labels: number for number, labels in enumerate(kinds)}, list[int]()
    for operator, category, role, home in zip(*(one.tolist() for one in np.unravel_index(cells, shape)), strict=True):
        place = names.homes[home][1].place
        labels = Labels(agency, names.operators[operator].entry, names.categories[category], place, names.roles[role])
        if labels not in known:
            known[labels] = len(kinds)
            kinds.append(labels)
        numbers.append(known[labels])
    return np.array(numbers, np.int64)[which]
