"""What the laws order about the identity of account holders, as stretches of days."""

from datetime import date
from math import inf
from typing import NamedTuple

from sim.law.statute import Statute


class Order(NamedTuple):
    """What holds of accounts from `start` up to `end` [day]."""

    start: float
    end: float
    refuses: bool  # accounts to people who show no identity
    remove_by: float  # day on which older accounts without an identity are gone; infinity: they stay


def orders(statute: Statute, start: date) -> tuple[Order, ...]:
    """Return what the laws order, one row for each stretch of days with the same laws.

    Parameters
    ----------
    statute : Statute
    start : date
        Day 0 of the run.
    """
    begins = (-inf, *statute.changes)
    found = []
    for begin, end in zip(begins, (*statute.changes, inf), strict=True):
        rule = statute.at(begin).real_name
        if rule is not None:
            day = rule.old_accounts.remove_by if rule.old_accounts else None
            by = float((day - start).days) if day else inf
            found.append(Order(begin, end, rule.new_accounts == "refuse", by))
    return tuple(found)
