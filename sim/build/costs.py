"""The prices of a run, from the costs of a scenario."""

from collections import Counter

from sim.actors.census import Census
from sim.actors.monitor import moderators_of
from sim.build.context import Context
from sim.build.operators import sites, users_at_first
from sim.ledger.prices import Prices
from sim.scenario.blocks.costs import Costs
from sim.scenario.blocks.monitoring import Monitoring

_TB = 1e12  # bytes


def prices_of(context: Context, census: Census) -> Prices | None:
    """Return what things cost in a run; None where the scenario says nothing of it."""
    costs, entries = context.scenario.costs, context.scenario.operators
    if costs is None:
        return None
    filters = {name: block for name, block in context.scenario.monitoring.items() if block.moderators is not None}
    return Prices(
        money=f"{costs.currency} of {costs.price_year}",
        storage={entry: costs.of(entry, "storage") / _TB for entry in entries},
        fixed={entry: costs.of(entry, "fixed") for entry in entries},
        staff={entry: costs.of(entry, "staff") for entry in entries},
        moderators={moderators_of(name): _moderators(costs, block) for name, block in filters.items()},
        agency_staff=_agency_staff(costs),
        agencies=tuple(context.scenario.agencies),
        recovery=float(costs.recovery or 0.0),
        reimbursed={str(cost): share for cost, share in costs.reimbursed.items()},
        subscribers=_subscribers(context, census),
    )


def _agency_staff(costs: Costs) -> float:
    own = costs.agency_staff
    return float(own if own is not None else costs.staff or 0.0)


def _moderators(costs: Costs, block: Monitoring) -> float:
    """Return what moderators are paid: as staff of their one operator, or as anybody's where they work for several."""
    return costs.of(block.operators[0], "staff") if len(block.operators) == 1 else float(costs.staff or 0.0)


def _subscribers(context: Context, census: Census) -> dict[str, float]:
    """Return how many people have their access, or accounts, with each entry: all of its real operators together."""
    entry_of = {site.name: site.entry for site in sites(context)}
    found: Counter[str] = Counter()
    for people in census.populations.values():
        for part in people.world.classes:
            if part.access and not people.enters_later:
                found[entry_of[part.access]] += part.size
    for entry, block in context.scenario.operators.items():
        if block.kind == "platform":
            found[entry] = users_at_first(block, census) * (block.stands_for or block.count)  # type: ignore[assignment]  # a Counter of floats
    return {entry: float(number) for entry, number in found.items()}
