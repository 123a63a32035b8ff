from datetime import timedelta
from math import inf

from sim.law.real_name import Order, orders
from tests.unit.actors.stage import MONDAY, statute


def day(number: int) -> str:
    return (MONDAY + timedelta(days=number)).isoformat()


def test_a_law_without_identities_orders_nothing():
    assert orders(statute(kept={"from": 10, "retention": {"session": {"at_least": "5 days"}}}), MONDAY) == ()


def test_an_order_holds_while_its_law_does():
    law = {"from": 10, "to": 50, "real_name": {"new_accounts": "refuse", "old_accounts": f"remove by {day(40)}"}}
    assert orders(statute(names=law), MONDAY) == (Order(10.0, 50.0, True, 40.0),)


def test_of_two_laws_the_later_decides_field_by_field():
    first = {"from": 0, "real_name": {"new_accounts": "refuse", "old_accounts": f"remove by {day(40)}"}}
    second = {"from": 20, "real_name": {"new_accounts": "accept"}}
    third = {"from": 30, "real_name": {"old_accounts": "keep"}}
    assert orders(statute(a=first, b=second, c=third), MONDAY) == (
        Order(0.0, 20.0, True, 40.0),
        Order(20.0, 30.0, False, 40.0),
        Order(30.0, inf, False, inf),
    )
