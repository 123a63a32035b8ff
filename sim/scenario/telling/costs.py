"""Costs in words."""

from collections.abc import Iterator

from sim.scenario.blocks.costs import Costs, Prices
from sim.scenario.telling.told import Told
from sim.scenario.units import show


def costs_in_words(of: Costs) -> Iterator[Told]:
    """Yield what things cost, for all operators and then for entries of their own prices."""
    lines = [*_prices(of)]
    lines += [f"agencies' staff: {show(of.agency_staff, 'money_per_hour')}"] if of.agency_staff is not None else []
    lines += [f"agencies pay {show(of.recovery, 'money_per_item')} answered"] if of.recovery is not None else []
    lines += [f"the state pays {show(share, 'share')} of {cost}" for cost, share in of.reimbursed.items()]
    yield Told("all operators", f"{of.currency} of {of.price_year}", tuple(lines))
    for entry, own in of.operators.items():
        yield Told(entry, "prices of its own", tuple(_prices(own)))


def _prices(of: Prices) -> Iterator[str]:
    if of.staff is not None:
        yield f"staff: {show(of.staff, 'money_per_hour')}"
    if of.storage is not None:
        yield f"storage: {show(of.storage, 'money_per_tb')}"
    if of.fixed is not None:
        yield f"each operator ordered to keep records: {show(of.fixed, 'money_per_year')}"
