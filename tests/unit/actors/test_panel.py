"""People who are played one by one, among those who are looked up."""

import numpy as np

from sim.actors.panel import Panel
from tests.unit.actors.shop import Shop


def test_of_those_who_are_played_what_they_wrote_is_counted_and_of_the_others_what_the_field_has():
    """Played people who wrote nothing have no record, whatever the field has of them."""
    shop = Shop(writes={"session": 200.0})
    played = frozenset({0, 7, 150})
    counted = {}
    for name, panel in {"some": Panel(shop.census, played), "nobody": Panel(shop.census, frozenset())}.items():
        persons = np.array([0, 6, 7, 8, 149, 150, 151, 199], np.uint64)
        starts, ends = np.array([[10.0, 15.0]]), np.array([[15.0, 20.0]])
        of_windows = panel.counts(shop.alpha, "session", shop.people, persons, starts, ends)
        counted[name] = dict(zip(persons.tolist(), of_windows.sum(axis=1).tolist(), strict=True))
    assert {person for person, many in counted["some"].items() if not many} == played
    assert counted["nobody"] | dict.fromkeys(played, 0) == counted["some"]
    assert all(counted["nobody"].values())
