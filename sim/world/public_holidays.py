"""Public holidays of a country, year by year, as day ordinals."""

import difflib
import warnings
from collections.abc import Collection
from datetime import MAXYEAR, MINYEAR, date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from holidays import HolidayBase


class Holidays(NamedTuple):
    """Days of one year on which a country rests, and weekend days on which it works in exchange (ordinals)."""

    rests: frozenset[int]
    works: frozenset[int]


@cache
def public_holidays(country: str, year: int) -> Holidays:
    """Return the public holidays of a country in a year.

    Parameters
    ----------
    country : str
        ISO 3166 code, of a country or of one of its parts: "CN", "GB", "GB-ENG". A country's own code holds the
        holidays that all its parts share: "GB" has no Easter Monday, "GB-ENG" has.
    year : int
        Before and after the years that the `holidays` library knows, only what it can compute, or nothing.

    Raises
    ------
    ValueError
        If the country or its part is unknown.
    """
    if not MINYEAR <= year <= MAXYEAR:
        return Holidays(frozenset(), frozenset())
    found = _look_up(country, year)
    return Holidays(frozenset(map(date.toordinal, found)), _exchanged(found, year))


def _exchanged(found: "HolidayBase", year: int) -> frozenset[int]:
    """China and a few others work on weekends around a long holiday; the library knows the days."""
    return frozenset(day.toordinal() for day in getattr(found, "weekend_workdays", ()) if day.year == year)


@cache
def has_holidays(country: str) -> bool:
    """Whether public holidays of a country, or of a part of one, are known; see `public_holidays`."""
    code, _, part = country.partition("-")
    found = _country(code)
    return found is not None and (not part or part in found.subdivisions)


def _look_up(country: str, year: int) -> "HolidayBase":
    import holidays

    code, _, part = country.partition("-")
    if not has_holidays(country):
        found = _country(code)
        if found is None:
            # this loads each country, and takes three times as long as all else
            known = holidays.list_supported_countries(include_aliases=False)
            raise ValueError(f"country {country!r}: no public holidays are known for it; {_wanted(code, known)}")
        raise ValueError(f"country {country!r}: {code} has no such part; {_wanted(part, found.subdivisions)}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of years past its tables, and then gives what it can compute
        return holidays.country_holidays(code, subdiv=part or None, years=year, expand=False)


def _country(code: str) -> "type[HolidayBase] | None":
    # A tenth of a second to import: only a run whose calendars name a country pays it.
    import holidays

    found = getattr(holidays, code, None) if code else None
    # "CHN", "China" and "UK" find one, but are no codes
    return found if getattr(found, "country", None) == code else None


def _wanted(code: str, known: Collection[str]) -> str:
    nearest = difflib.get_close_matches(code.upper(), known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(nearest)}?" if nearest else "wanted an ISO 3166 code such as 'CN' or 'GB-ENG'"
