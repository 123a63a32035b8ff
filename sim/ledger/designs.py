"""What is kept of each type of fact: labels, the time that decides the period, sums, and columns kept row by row.

Durations are kept in single precision: half a second in a year.
"""

import numpy as np

from sim.ledger.facts import (
    AccountsClosed,
    AccountsHeld,
    AccountsOpened,
    Breached,
    Connected,
    Contracted,
    DeficitClosed,
    DeskTurn,
    Disclosed,
    DisclosedGroup,
    Endangered,
    Flagged,
    Leaked,
    Misused,
    NeedClosed,
    Outage,
    Penalised,
    RequestClosed,
    Reused,
    Searched,
    Visited,
    Watched,
)
from sim.ledger.tables import Columns, Design, Formula, Numbers

MONTH_DAYS = 30.4375
BAND_EDGES = np.array([3.0, 6.0, 12.0]) * MONTH_DAYS
BANDS = ("<= 3 months", "3-6 months", "6-12 months", "> 12 months")
SHORT = np.float32


def _field(name: str) -> Formula:
    return lambda columns: columns[name]


def _since(name: str, start: str) -> Formula:
    return lambda columns: columns[name] - columns[start]


def _weighted(name: str) -> Formula:
    return lambda columns: columns[name] * columns["weight"]


def _missed(columns: Columns) -> Numbers:
    """Deficits that were there during the visit and were not found."""
    return (columns["open_deficits"] - columns["mended"] - columns["found"]) * columns["weight"]


def _band(number: int) -> Formula:
    return lambda columns: columns["bands"][:, number]


def _group_size(columns: Columns) -> Numbers:
    return np.fromiter(map(len, columns.raw("persons")), np.int64, columns.length)


def _group_band(number: int) -> Formula:
    def records(columns: Columns) -> Numbers:
        band = np.searchsorted(BAND_EDGES, columns["age_days"])
        return np.where(band == number, _group_size(columns), 0)

    return records


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
            "work_days": _field("work_days"),
            "late": late,
            "in_time": lambda columns: columns["ended"] <= columns["due"],
            "in_system": lambda columns: ended(columns) - columns["arrived"],
        },
        kept={"wait": (SHORT, _wait), "waited_work_days": (SHORT, _field("waited_work_days"))},
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
REQUESTS = Design(
    RequestClosed,
    labels=REQUEST_LABELS,
    time="drafted",
    sums={name: _field(name) for name in ("records", "people", "late")},
    kept={
        "person": (np.int64, _field("person")),
        "closed": (SHORT, _since("time", "drafted")),
        **{stage: (SHORT, _since(stage, "drafted")) for stage in STAGES},
    },
)
DISCLOSED = Design(
    Disclosed,
    labels=EXPOSURE_LABELS,
    time="time",
    sums={
        "records": _field("records"),
        "age_days": _field("age_days"),
        **{band: _band(number) for number, band in enumerate(BANDS)},
    },
    kept={
        "person": (np.uint64, _field("person")),
        "time": (SHORT, _field("time")),
        "start": (SHORT, _field("covered_from")),
        "end": (SHORT, _field("covered_to")),
    },
)
GROUPS = Design(
    DisclosedGroup,
    labels=EXPOSURE_LABELS,
    time="time",
    sums={
        "records": _group_size,
        "age_days": lambda columns: columns["age_days"] * _group_size(columns),
        **{band: _group_band(number) for number, band in enumerate(BANDS)},
    },
    kept={"time": (SHORT, _field("time")), "people": (np.int64, _group_size)},
)
VISITS = Design(
    Visited,
    labels=("agency", "operator", "channel"),
    time="time",
    sums={
        "visits": _field("weight"),
        "again": _weighted("again"),
        "hours": _weighted("inspector_hours"),
        "there": lambda columns: (columns["open_deficits"] - columns["mended"]) * columns["weight"],
        "missed": _missed,
        **{name: _weighted(name) for name in ("found", "hidden", "mended", "copied", "consulted")},
        **{name: _weighted(name) for name in ("open_deficits", "notice_due", "notice_given")},
    },
    kept={},
)
OUTAGES = Design(
    Outage,
    labels=("operator", "channel"),
    time="time",
    sums={"events": _field("weight"), "subscriber_hours": _weighted("subscriber_hours")},
    kept={},
)
DEFICITS = Design(
    DeficitClosed,
    labels=("operator", "duty", "how"),
    time="opened",
    sums={"deficits": _field("weight")},
    kept={name: (np.float64, _field(name)) for name in ("opened", "found", "time", "weight")},
)
PENALTIES = Design(
    Penalised,
    labels=("agency", "operator", "duty"),
    time="time",
    sums={"penalties": _field("weight")},
    kept={},
)
STORE_LABELS = ("operator", "agency")
BREACHES = Design(
    Breached,
    labels=STORE_LABELS,
    time="time",
    sums={
        "breaches": _field("weight"),
        "persons": _weighted("persons"),
        "found": lambda columns: np.where(np.isnan(columns["found"]), 0.0, columns["weight"]),
    },
    kept={"time": (np.float64, _field("time")), "weight": (np.float64, _field("weight"))},
)
ENDANGERED = Design(
    Endangered,
    labels=STORE_LABELS,
    time="started",
    sums={"breaches": _weighted("events"), "persons": _weighted("persons")},
    kept={},
)
MISUSES = Design(
    Misused,
    labels=("agency",),
    time="time",
    sums={"persons": _field("persons"), "unfound": lambda columns: np.isnan(columns["found"])},
    kept={},
)
REUSES = Design(Reused, labels=("agency", "category"), time="time", sums={"items": _field("items")}, kept={})
CONNECTIONS = Design(
    Connected,
    labels=("agency", "operator", "channel"),
    time="opened",
    sums={"connections": _field("weight")},
    kept={name: (np.float64, _field(name)) for name in ("opened", "time", "weight")},
)
CONTRACTED = Design(
    Contracted,
    labels=("agency", "operator", "channel"),
    time="time",
    sums={"visits": _field("weight"), "copied": _weighted("copied")},
    kept={},
)
LEAKS = Design(
    Leaked,
    labels=("agency", "operator", "channel"),
    time="time",
    sums={"leaks": _field("weight")},
    kept={},
)
ACCOUNTS_OPENED = Design(
    AccountsOpened,
    labels=("operator",),
    time="time",
    sums={
        "opened": lambda columns: (columns["asked"] - columns["refused"]) * columns["weight"],
        "refused": _weighted("refused"),
    },
    kept={},
)
ACCOUNTS_CLOSED = Design(
    AccountsClosed,
    labels=("operator", "how"),
    time="time",
    sums={"accounts": _weighted("accounts"), "described": _field("accounts")},
    kept={},
)
ACCOUNTS_HELD = Design(
    AccountsHeld,
    labels=("operator",),
    time="time",
    sums={"account_days": _field("account_days"), "verified_days": _field("verified_days")},
    kept={},
)
FLAGS = Design(
    Flagged,
    labels=("operator", "category", "place", "state"),
    time="flagged",
    sums={name: _field(name) for name in ("unlawful", "reviewed", "reported", "pursued")},
    kept={},
)
WATCHES = Design(
    Watched,
    labels=("agency", "place", "state"),
    time="since",
    sums={},
    kept={name: (np.float64, _field(name)) for name in ("since", "time")},
)
SEARCHES = Design(
    Searched,
    labels=("agency", "category"),
    time="opened",
    sums={
        "persons": lambda columns: columns["persons"] * columns["listed"],
        "found": lambda columns: columns["found"] & columns["intersects"],
        **{name: _field(name) for name in ("candidates", "intersects", "listed")},
    },
    kept={},
)
