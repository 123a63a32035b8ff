"""Inspections, what they broke, and the deficits that they found or missed."""

from typing import NamedTuple


class Visited(NamedTuple):
    """One inspection of one operator."""

    time: float  # end of the visit
    started: float
    agency: str
    operator: str
    channel: str
    weight: float
    again: bool  # a re-inspection
    notice_due: bool
    notice_given: bool
    lead_days: float
    inspector_hours: float
    open_deficits: int  # at the operator when the visit began, before anything was mended or hidden
    found: int
    hidden: int
    mended: int
    copied: bool
    consulted: bool


class Outage(NamedTuple):
    """An interruption of service that a visit caused."""

    time: float
    operator: str
    channel: str
    weight: float
    hours: float
    subscriber_hours: float


class DeficitClosed(NamedTuple):
    """A duty not met, from when it began until it ended (or the end of the run)."""

    time: float
    opened: float
    found: float  # NaN: never found
    operator: str
    duty: str
    weight: float
    how: str  # corrected | mended on notice | penalised and corrected | open


class Penalised(NamedTuple):
    """A penalty for a deficit that was still open at the re-inspection."""

    time: float
    agency: str
    operator: str
    duty: str
    weight: float


class Connected(NamedTuple):
    """A standing connection that a visit left behind, from its opening until it was closed (or the end of the run)."""

    time: float
    opened: float
    agency: str
    operator: str
    channel: str
    weight: float


class Contracted(NamedTuple):
    """A visit that a third party made for an agency."""

    time: float
    agency: str
    operator: str
    channel: str
    weight: float
    copied: bool


class Leaked(NamedTuple):
    """A copy that leaked from the third party who took it."""

    time: float
    copied: float  # when it was taken
    agency: str
    operator: str
    channel: str
    weight: float
