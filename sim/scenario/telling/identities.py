"""Identities and accounts in words."""

from collections.abc import Iterator

from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.people import Population
from sim.scenario.units import show


def identities(of: Population) -> Iterator[str]:
    """Yield what is said of who has shown an identity, and of new accounts."""
    if of.verified < 1.0:
        yield f"{show(of.verified, 'share')} have shown platforms their identity on the first day"
        if of.verifies:
            yield f"the others show it unasked at {show(of.verifies, 'rate')}"
    if of.opens_accounts:
        yield f"each opens accounts at {show(of.opens_accounts, 'rate')}"


def real_names(law: Law) -> Iterator[str]:
    """Yield what a law orders about the identity of account holders."""
    rule = law.real_name
    if rule is None:
        return
    if rule.new_accounts is not None:
        said = "refused to" if rule.new_accounts == "refuse" else "open to"
        yield f"accounts are {said} people who show no identity"
    if rule.old_accounts is not None:
        by = rule.old_accounts.remove_by
        said = f"removed with their content by {by}" if by else "left alone"
        yield f"older accounts without an identity are {said}"
