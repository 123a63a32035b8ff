"""What is kept of facts beyond requests and inspections: breaches, misuse, errors, interception, accounts, flags."""

import numpy as np

from sim.ledger.designs import field, weighted
from sim.ledger.facts import (
    AccountsClosed,
    AccountsHeld,
    AccountsOpened,
    Breached,
    Connected,
    Contracted,
    Endangered,
    Erred,
    Flagged,
    Leaked,
    LiveOrder,
    Looked,
    Misused,
    Reused,
    Searched,
    Watched,
)
from sim.ledger.tables import Design

STORE_LABELS = ("operator", "agency")
BREACHES = Design(
    Breached,
    labels=STORE_LABELS,
    time="time",
    sums={
        "breaches": field("weight"),
        "persons": weighted("persons"),
        "found": lambda columns: np.where(np.isnan(columns["found"]), 0.0, columns["weight"]),
    },
    kept={"time": (np.float64, field("time")), "weight": (np.float64, field("weight"))},
)
ENDANGERED = Design(
    Endangered,
    labels=STORE_LABELS,
    time="started",
    sums={"breaches": weighted("events"), "persons": weighted("persons")},
    kept={},
)
MISUSES = Design(
    Misused,
    labels=("agency",),
    time="time",
    sums={"persons": field("persons"), "unfound": lambda columns: np.isnan(columns["found"])},
    kept={},
)
ORDERS = Design(
    LiveOrder,
    labels=("agency", "operator", "place", "state"),
    time="opened",
    sums={"listened_days": field("listened_days")},
    kept={},
)
LOOKS = Design(Looked, labels=("agency", "operator"), time="time", sums={"persons": field("persons")}, kept={})
ERRORS = Design(
    Erred,
    labels=("agency", "operator", "category", "party", "kind", "state"),
    time="drafted",
    sums={name: field(name) for name in ("serious", "misled", "persons", "records")},
    kept={},
)
REUSES = Design(Reused, labels=("agency", "category"), time="time", sums={"items": field("items")}, kept={})
CONNECTIONS = Design(
    Connected,
    labels=("agency", "operator", "channel"),
    time="opened",
    sums={"connections": field("weight")},
    kept={name: (np.float64, field(name)) for name in ("opened", "time", "weight")},
)
CONTRACTED = Design(
    Contracted,
    labels=("agency", "operator", "channel"),
    time="time",
    sums={"visits": field("weight"), "copied": weighted("copied")},
    kept={},
)
LEAKS = Design(
    Leaked,
    labels=("agency", "operator", "channel"),
    time="time",
    sums={"leaks": field("weight")},
    kept={},
)
ACCOUNTS_OPENED = Design(
    AccountsOpened,
    labels=("operator",),
    time="time",
    sums={
        "opened": lambda columns: (columns["asked"] - columns["refused"]) * columns["weight"],
        "refused": weighted("refused"),
    },
    kept={},
)
ACCOUNTS_CLOSED = Design(
    AccountsClosed,
    labels=("operator", "how"),
    time="time",
    sums={"accounts": weighted("accounts"), "described": field("accounts")},
    kept={},
)
ACCOUNTS_HELD = Design(
    AccountsHeld,
    labels=("operator",),
    time="time",
    sums={"account_days": field("account_days"), "verified_days": field("verified_days")},
    kept={},
)
FLAGS = Design(
    Flagged,
    labels=("operator", "category", "place", "state"),
    time="flagged",
    sums={name: field(name) for name in ("unlawful", "reviewed", "reported", "pursued")},
    kept={},
)
WATCHES = Design(
    Watched,
    labels=("agency", "place", "state"),
    time="since",
    sums={},
    kept={name: (np.float64, field(name)) for name in ("since", "time")},
)
SEARCHES = Design(
    Searched,
    labels=("agency", "category"),
    time="opened",
    sums={
        "persons": lambda columns: columns["persons"] * columns["listed"],
        "found": lambda columns: columns["found"] & columns["intersects"],
        **{name: field(name) for name in ("candidates", "intersects", "listed")},
    },
    kept={},
)
