"""Requests of a case, area dumps and contact chains of an agency in words."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency, Asks
from sim.scenario.blocks.searching import Chains, Dumps
from sim.scenario.units import show, show_days


def sizes(of: Asks) -> Iterator[str]:
    """Yield how many requests a case makes, and about how many people each is, where that is not one."""
    if of.requests_per_case != 1:
        yield f"makes {of.requests_per_case:g} requests a case on average"
    if of.people_per_request is not None:
        yield f"asks about {of.people_per_request.mean:.3g} people a request on average, rounded, and one at least"
    elif of.items_per_request != 1:
        yield f"asks about {of.items_per_request:g} people a request on average"


def searching(of: Agency) -> Iterator[str]:
    """Yield whom an agency searches for beside the subjects of its requests."""
    if of.asks.dumps is not None and of.asks.dumps.share > 0:
        yield _dumps(of.asks.dumps)
    if of.asks.chains is not None and of.asks.chains.share > 0:
        yield _chains(of.asks.chains, of)


def _dumps(dumps: Dumps) -> str:
    whom = f"the {show(dumps.area, 'people')} around an act" if dumps.area else "all people of a place"
    line = f"{show(dumps.share, 'share')} of cases ask for {dumps.category} records of {whom}"
    line += f", of {show_days(dumps.window.mean)}"
    if dumps.times > 1:
        line += f", {dumps.times} times {show_days(dumps.apart.mean)} apart"
    return line + (", and look at those who are there each time" if dumps.intersect and dumps.times > 1 else "")


def _chains(chains: Chains, of: Agency) -> str:
    window = show_days((chains.window or of.asks.window).mean)
    line = f"{show(chains.share, 'share')} of cases follow messages of {window} over {chains.hops} hops"
    return line + (", but not through hubs" if chains.skip_hubs else "")
