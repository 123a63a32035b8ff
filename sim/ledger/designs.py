"""What is kept of each type of fact: labels, the time that decides the period, sums, and columns kept row by row.

Durations are kept in single precision: half a second in a year.
"""

import numpy as np

from sim.ledger.columns import Numbers
from sim.ledger.facts import (
    DeficitClosed,
    DeskTurn,
    Disclosed,
    DisclosedGroup,
    Frozen,
    NeedClosed,
    NeedOfGroup,
    Outage,
    Penalised,
    RequestClosed,
    ReviewedLater,
    Visited,
)
from sim.ledger.tables import Columns, Design, Formula

MONTH_DAYS = 30.4375
BAND_EDGES = np.array([3.0, 6.0, 12.0]) * MONTH_DAYS
BANDS = ("<= 3 months", "3-6 months", "6-12 months", "> 12 months")
SHORT = np.float32


def field(name: str) -> Formula:
    """Return a column as it is."""
    return lambda columns: columns[name]


def _since(name: str, start: str) -> Formula:
    return lambda columns: columns[name] - columns[start]


def weighted(name: str) -> Formula:
    """Return a column, times what its operator stands for."""
    return lambda columns: columns[name] * columns["weight"]


def _missed(columns: Columns) -> Numbers:
    """Deficits that were there during the visit and were not found."""
    return (columns["open_deficits"] - columns["mended"] - columns["found"]) * columns["weight"]


def _ticks(days: Numbers) -> Numbers:
    """Return ages to the nearest 4096th of a day, 21 seconds: sums below 2e12 days are then the same in any order."""
    return np.rint(days * 4096.0) / 4096.0


def _band(number: int) -> Formula:
    return lambda columns: columns["bands"][:, number]


def _group_band(number: int) -> Formula:
    return lambda columns: np.where(columns["band"] == number, columns["people"], 0)


def _started(name: str) -> Formula:
    """Of work that was taken up; 0 for what still waits."""
    return lambda columns: np.where(np.isnan(columns["started"]), 0.0, columns[name])


def _wait(columns: Columns) -> Numbers:
    return columns["started"] - columns["arrived"]


def turns(end: float) -> Design:
    """Return the design for turns at desks in a run that ends at `end`: what is open then is overdue if it is late."""

    def ended(columns: Columns) -> Numbers:
        return np.nan_to_num(columns["ended"], nan=end)

    def late(columns: Columns) -> Numbers:
        return ended(columns) > columns["due"]

    return Design(
        DeskTurn,
        labels=("desk", "task"),
        time="arrived",
        sums={
            "started": lambda columns: ~np.isnan(columns["started"]),
            "wait": lambda columns: np.nan_to_num(_wait(columns)),
            "waited_work_days": _started("waited_work_days"),
            "work_days": field("work_days"),
            "late": late,
            "in_time": lambda columns: columns["ended"] <= columns["due"],
            "in_system": lambda columns: ended(columns) - columns["arrived"],
        },
        kept={"wait": (SHORT, _wait), "waited_work_days": (SHORT, field("waited_work_days"))},
    )


EXPOSURE_LABELS = ("channel", "stage", "agency", "operator", "category", "place", "role", "recipient")
REQUEST_LABELS = ("agency", "operator", "category", "place", "role", "state")
STAGES = ("sent", "received", "started", "answered", "delivered")

NEEDS = Design(
    NeedClosed,
    labels=("agency", "category", "place", "role", "state"),
    time="opened",
    sums={},
    kept={},
)
NEEDS_OF_GROUPS = Design(NeedOfGroup, labels=("group", "agency", "category", "state"), time="opened", sums={}, kept={})
LATE_REVIEWS = Design(
    ReviewedLater,
    labels=REQUEST_LABELS,
    time="sent",
    sums={},
    kept={"person": (np.int64, field("person"))},
)
FREEZES = Design(
    Frozen,
    labels=REQUEST_LABELS,
    time="ordered",
    sums={},
    kept={name: (np.float64, field(name)) for name in ("ordered", "time", "days", "gone_from")},
)
REQUESTS = Design(
    RequestClosed,
    labels=REQUEST_LABELS,
    time="drafted",
    sums={name: field(name) for name in ("records", "people", "late")},
    kept={
        "person": (np.int64, field("person")),
        "closed": (SHORT, _since("time", "drafted")),
        **{stage: (SHORT, _since(stage, "drafted")) for stage in STAGES},
    },
)
DISCLOSED = Design(
    Disclosed,
    labels=EXPOSURE_LABELS,
    time="time",
    sums={
        "records": field("records"),
        "age_days": lambda columns: _ticks(columns["age_days"]),
        **{band: _band(number) for number, band in enumerate(BANDS)},
    },
    kept={
        "person": (np.uint64, field("person")),
        "time": (SHORT, field("time")),
        "start": (SHORT, field("covered_from")),
        "end": (SHORT, field("covered_to")),
    },
)
GROUPS = Design(  # `people` and `band`, of each group, are worked out before
    DisclosedGroup,
    labels=EXPOSURE_LABELS,
    time="time",
    sums={
        "records": field("people"),
        "age_days": lambda columns: _ticks(columns["age_days"] * columns["people"]),
        **{band: _group_band(number) for number, band in enumerate(BANDS)},
    },
    kept={"time": (SHORT, field("time")), "people": (np.int64, field("people"))},
)
VISITS = Design(
    Visited,
    labels=("agency", "operator", "channel"),
    time="time",
    sums={
        "visits": field("weight"),
        "again": weighted("again"),
        "hours": weighted("inspector_hours"),
        "there": lambda columns: (columns["open_deficits"] - columns["mended"]) * columns["weight"],
        "missed": _missed,
        **{name: weighted(name) for name in ("found", "hidden", "mended", "copied", "consulted")},
        **{name: weighted(name) for name in ("open_deficits", "notice_due", "notice_given")},
    },
    kept={},
)
OUTAGES = Design(
    Outage,
    labels=("operator", "channel"),
    time="time",
    sums={"events": field("weight"), "subscriber_hours": weighted("subscriber_hours")},
    kept={},
)
DEFICITS = Design(
    DeficitClosed,
    labels=("operator", "duty", "how"),
    time="opened",
    sums={"deficits": field("weight")},
    kept={name: (np.float64, field(name)) for name in ("opened", "found", "time", "weight")},
)
PENALTIES = Design(
    Penalised,
    labels=("agency", "operator", "duty"),
    time="time",
    sums={"penalties": field("weight")},
    kept={},
)
