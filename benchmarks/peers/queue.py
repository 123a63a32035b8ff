"""The queue that every peer plays: its size, and its load."""

SERVERS = 124
DAYS = 365.0
LOAD = 0.8


def mean_gap(customers: int) -> float:
    """Return the mean time between two customers [day]."""
    return DAYS / customers


def mean_service(customers: int) -> float:
    """Return the mean service time [day], at which the servers are busy for `LOAD` of their time."""
    return SERVERS * mean_gap(customers) * LOAD
