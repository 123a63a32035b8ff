"""Prices of a run, as measures of cost want them: money per unit, by operator entry and desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Prices:
    """What things cost, in one currency and year.

    Attributes
    ----------
    money : str
        Currency and price year, such as `EUR of 2018`.
    storage : mapping of entry to float [money/(byte year)]
    fixed : mapping of entry to float [money/year]
        Of each real operator that the law orders to keep records.
    staff : mapping of entry to float [money/hour]
    moderators : mapping of desk to float [money/hour]
        Who look at what is flagged, one desk for all operators of a filter.
    agency_staff : float [money/hour]
    agencies : tuple of str
        Entries of agencies, by which their desks are known.
    recovery : float [money/item]
    reimbursed : mapping of kind to float [1]
        Share of a cost of operators that the state pays.
    subscribers : mapping of entry to float [person]
        People who have an account with an entry, all of its real operators together.
    """

    money: str
    storage: Mapping[str, float] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)
    staff: Mapping[str, float] = field(default_factory=dict)
    moderators: Mapping[str, float] = field(default_factory=dict)
    agency_staff: float = 0.0
    agencies: tuple[str, ...] = ()
    recovery: float = 0.0
    reimbursed: Mapping[str, float] = field(default_factory=dict)
    subscribers: Mapping[str, float] = field(default_factory=dict)
