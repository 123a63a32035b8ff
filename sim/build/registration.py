"""The registration of account holders: who has an account at each platform, and what the laws order of them."""

from collections.abc import Mapping, Sequence

from sim.actors.census import Census
from sim.actors.identity import Curve, drives
from sim.actors.log_store import PurgeJob
from sim.actors.operator import Operator
from sim.actors.platform import Platform
from sim.actors.register import Holding, Register
from sim.actors.registration import Registration
from sim.build.context import Context
from sim.build.operators import mean_accounts, shares_of
from sim.law.real_name import Order, orders
from sim.scenario.scenario import Scenario
from sim.world.attributes import attribute_key

_ANY_ACCOUNT = "account_activity"


def is_registered(scenario: Scenario) -> bool:
    """Whether there is anything to register: people without an identity, new accounts, or users by population."""
    by_population = any(operator.users_of for operator in scenario.operators.values())
    return by_population or any(
        people.verified < 1.0 or people.opens_accounts > 0.0 for people in scenario.people.values()
    )


def build_registers(context: Context, operators: Sequence[Operator], census: Census) -> None:
    """Give every platform its register."""
    if not is_registered(context.scenario):
        return
    shared: dict[tuple[str, bool], Mapping[str, Holding]] = {}
    for operator in operators:
        if operator.kind == "platform":
            kind = operator.country, operator.complies
            if kind not in shared:
                shared[kind] = _holdings(context, census, _orders(context, operator))
            operator.register = Register(operator.key, shares_of(context, operator.entry), shared[kind])


def build_registrations(
    context: Context,
    operators: Sequence[Operator],
    jobs: Sequence[PurgeJob],
) -> list[Registration]:
    """Build what opens, refuses and removes accounts: one for each entry of platforms."""
    entries = dict.fromkeys(operator.entry for operator in operators if operator.register is not None)
    grows = any(people.opens_accounts > 0.0 for people in context.scenario.people.values())
    return [
        Registration(
            context.clock,
            context.ledger,
            [_platform(context, o) for o in operators if o.entry == entry],
            {job.category: job for job in jobs if job.operator == entry},
            entry=entry,
            grows=grows,
            days=context.scenario.days,
        )
        for entry in entries
    ]


def _orders(context: Context, operator: Operator) -> tuple[Order, ...]:
    return orders(operator.statute, context.scenario.start) if operator.complies else ()


def _holdings(context: Context, census: Census, ordered: Sequence[Order]) -> dict[str, Holding]:
    scenario = context.scenario
    found = {}
    for name, people in census.populations.items():
        block, accounts = scenario.people[name], mean_accounts(context, name)[_ANY_ACCOUNT]
        curve = Curve(block.verified, block.verifies, scenario.effects.real_name.verify, drives(ordered))
        key = attribute_key(context.records_key, people.world.key, "verified")
        growth = block.opens_accounts / accounts if accounts else 0.0
        found[name] = Holding(people.world.key, people.world.number, people.offset, key, curve, growth)
    return found


def _platform(context: Context, operator: Operator) -> Platform:
    register = operator.register
    assert register is not None
    key = context.decision("account").at(operator.key)
    return Platform(operator, register, _orders(context, operator), key)
