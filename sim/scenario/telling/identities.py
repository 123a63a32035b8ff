"""People in words: contacts, identities, accounts, who comes, goes and moves."""

from collections.abc import Iterator

from sim.scenario.blocks.laws import Law
from sim.scenario.blocks.people import Population
from sim.scenario.units import show


def contacts(of: Population) -> Iterator[str]:
    """Yield with how many people somebody is in contact, where messages tell of it."""
    if "message" not in of.writes:
        return
    hubs = of.contacts.hubs
    many = f", {hubs.number} hubs each with {show(hubs.reach, 'share')} of people" if hubs and hubs.number else ""
    yield f"{of.contacts.mean:g} contacts on average, with a tail of exponent {of.contacts.tail:g}{many}"


def identities(of: Population) -> Iterator[str]:
    """Yield what is said of who has shown an identity, and of new accounts."""
    if of.verified < 1.0:
        yield f"{show(of.verified, 'share')} have shown platforms their identity on the first day"
        if of.verifies:
            yield f"the others show it unasked at {show(of.verifies, 'rate')}"
    if of.opens_accounts:
        yield f"each opens accounts at {show(of.opens_accounts, 'rate')}"


def paths(of: Population) -> Iterator[str]:
    """Yield what is said of people who come, go and move."""
    if of.enter:
        yield f"others come at {show(of.enter, 'rate')}, for each of the first day"
    if of.leave:
        yield f"each leaves for good at {show(of.leave, 'rate')}"
    if of.moves:
        yield f"each chooses an access operator anew at {show(of.moves, 'rate')}"


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
