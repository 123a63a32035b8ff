"""Accounts at platforms, as numbers: opened, refused, removed, and those there are."""

from typing import NamedTuple


class AccountsOpened(NamedTuple):
    """What became of the accounts that people asked an entry's platforms for, up to a time since the last such fact."""

    time: float
    operator: str
    asked: int  # at the platforms that are described
    refused: int  # to people who showed no identity
    weight: float


class AccountsClosed(NamedTuple):
    """Accounts of an entry's platforms that ended, or are open at the end of the run."""

    time: float
    operator: str
    accounts: int  # at the platforms that are described
    weight: float
    how: str  # no identity | open


class AccountsHeld(NamedTuple):
    """Accounts of an entry's platforms over a stretch of time within one period."""

    time: float  # start of the stretch
    until: float
    operator: str
    account_days: float  # at all real platforms
    verified_days: float  # of those whose holders have shown an identity; an expected number
