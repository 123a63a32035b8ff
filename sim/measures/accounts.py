"""Accounts at platforms: refused, removed, and with a known holder."""

from collections.abc import Iterable

from sim.ledger.accounts import Ledger
from sim.measures.rows import Part, measure
from sim.measures.totals import counts, ratios, windowed

LABELS = ("operator",)


@measure("account.opened", unit="account", scale="positive", kind="count", labels=LABELS)
def opened(ledger: Ledger) -> Iterable[Part]:
    """Accounts that people opened at platforms in the period, at all the platforms that are described."""
    return counts(ledger.accounts_opened, LABELS, "opened")


@measure("account.refused", unit="account", scale="positive", kind="count", labels=LABELS)
def refused(ledger: Ledger) -> Iterable[Part]:
    """Accounts refused in the period to people who showed no identity."""
    return counts(ledger.accounts_opened, LABELS, "refused")


@measure("account.closed", unit="account", scale="positive", kind="count", labels=LABELS)
def closed(ledger: Ledger) -> Iterable[Part]:
    """Accounts removed in the period, with their content, because their holders had shown no identity."""
    table = ledger.accounts_closed
    return counts(table, LABELS, "accounts", table.codes.having("how", ["no identity"]))


@measure("account.verified_share", unit="1", scale="share", kind="average", labels=LABELS)
def verified_share(ledger: Ledger) -> Iterable[Part]:
    """Share of accounts at platforms, averaged over time, whose holders have shown their identity: expected numbers.

    Only where people without an identity, or who open accounts, are in the scenario.
    """
    table = ledger.accounts_held
    verified, all_of_them = windowed(table, "verified_days"), windowed(table, "account_days")
    return ratios(table.codes, LABELS, verified, all_of_them) if len(table.codes) else []
