"""Times, spans and periods of a run as people read them."""

from datetime import date, datetime, time, timedelta
from math import isfinite

from sim.scenario.units import show_days

_MINUTES = 24 * 60


def moment(start: date, days: float) -> str:
    """Return a time of a run as a date and time of day, to the minute; empty if there is none.

    >>> moment(date(2021, 3, 1), 9.5)
    '2021-03-10 12:00'
    """
    if not isfinite(days):
        return ""
    shown = datetime.combine(start, time()) + timedelta(minutes=int(days * _MINUTES // 1))
    return shown.isoformat(sep=" ", timespec="minutes")


def span(start: date, first: float, last: float) -> str:
    """Return from when to when; one moment where both ends are one."""
    if first == last or not isfinite(first):
        return moment(start, last)
    return f"{moment(start, first)} to {moment(start, last)}"


def period(days: float) -> str:
    """Return a retention as text.

    >>> period(60.0), period(float("inf"))
    ('60 days', 'as long as the account lives')
    """
    return show_days(days) if isfinite(days) else "as long as the account lives"


def listed(names: "tuple[str, ...] | list[str]", word: str = "and") -> str:
    """Return names in a row as a sentence has them.

    >>> listed(("a", "b", "c"))
    'a, b and c'
    """
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
