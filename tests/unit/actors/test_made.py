"""Visits written down many at a time come to what visits come to that are written down one by one."""

from functools import partial

import numpy as np
import pytest

from sim.actors.aftermath import Connections, Contractors
from sim.actors.attention import Layer, Reason, Roster
from tests.unit.actors.campaign import NOTICE, Campaign, finding, law
from tests.unit.actors.stage import office, statute


def connections(share, stage, takes):
    return Connections(stage.clock, stage.ledger, agency="police", channel="onsite", share=share, days=9.0, takes=takes)


def contractors(share, stage, takes):
    of_them = {"share": share, "leaks_per_day": 0.01, "copies": 0.1, "takes": takes, "days": 400.0}
    return Contractors(stage.clock, stage.ledger, agency="police", channel="onsite", **of_them)


def changed():
    """A law that wants two officers and no notice, and from day 150 on one that wants five and notice."""
    each = {"may": ["probe"], "sees": ["security", "retention"]}
    visits = {"inspection": {"onsite": {**each, "officers": 2}}}
    return statute(visits=visits, later={"from": 150, "inspection": {"onsite": {**each, **NOTICE, "officers": 5}}})


def interrupted():
    """A law that is not in force from day 100 to day 150: visits that came before are not made then."""
    onsite = {"may": ["probe"], "sees": ["security"]}
    visits = {"inspection": {"onsite": onsite, "correct_within": "10 days", "again_after": "5 days"}}
    return statute(before={**visits, "to": 100}, after={**visits, "from": 150})


def reasons():
    return [Reason("incident 0", frozenset({"outage", "penalised"}), 60.0, 3.0, Roster())]


HIDES_AND_MENDS = {
    "finding": {
        "without": "70 %", "hidden": {"at_most": "60 %", "half_at": "1 days"},
        "fixed": {"at_most": "50 %", "half_at": "1 days"},
    },
    "damage": {"without": "20 % per visit", "avoided": {"at_most": "80 %", "half_at": "1 days"}},
}  # fmt: skip
WORLDS = {
    "plain": lambda: {"rules": law()},
    "notice": lambda: {"rules": law(**NOTICE), "effects": HIDES_AND_MENDS, "given": 0.6},
    "published": lambda: {"rules": law(notice="publish", lead="2 days"), "effects": HIDES_AND_MENDS, "groups": 9},
    "found late": lambda: {"rules": law(), "effects": finding(without="30 %"), "corrected": 0.2, "staff": 0.6},
    "only some duties": lambda: {"rules": law(**NOTICE, sees=["security"]), "effects": HIDES_AND_MENDS},
    "repealed while they wait": lambda: {"rules": law(dates={"to": 200}), "staff": 0.3, "calendar": office()},
    "begins late": lambda: {"rules": law(dates={"from": 150}), "staff": 0.3, "calendar": office()},
    "changed while they wait": lambda: {"rules": changed(), "effects": HIDES_AND_MENDS, "staff": 0.3},
    "interrupted while they wait": lambda: {
        "rules": interrupted(), "staff": 0.6, "corrected": 0.2, "calendar": office(),
    },
    "copies": lambda: {"rules": law(), "copies": 0.1},
    "connections": lambda: {"rules": law(), "connections": partial(connections, 0.3)},
    "contractors": lambda: {"rules": law(), "contractors": partial(contractors, 0.3)},
    "incidents": lambda: {"rules": law(**NOTICE), "effects": HIDES_AND_MENDS, "reasons": reasons(), "corrected": 0.5},
    "peers": lambda: {"rules": law(**NOTICE), "effects": HIDES_AND_MENDS, "groups": 12, "weight": 2.5},
    "layers": lambda: {"rules": law(), "layers": [Layer("special", 2.0, 50.0, 90.0)], "regular": 0.1},
}  # fmt: skip


def made(world, *, journal):
    """What a campaign leaves in the ledger, and how many visits were looked at when they were made."""
    campaign, looked_at = (
        Campaign(**{"per_day": 0.4, "number": 4, "takes": lambda u: u / 7, **WORLDS[world]()}, journal=journal),
        [],
    )
    make = campaign.part._visits._make
    campaign.part._visits._make = lambda *visit: looked_at.append(visit) or make(*visit)
    ledger = campaign.stage.ledger
    assert ledger.visits.codes["others", "elsewhere", "onsite"] == 0  # of which there are no visits
    campaign.visits()
    tables = ledger.visits, ledger.outages, ledger.deficits, ledger.penalties, ledger.connections, ledger.contracted
    sums = [(name, table.sums(name)) for table in tables for name in ("count", *table.design.sums)]
    labels = [list(table.codes) for table in tables]
    taken = [(time, whose.name, *what) for time, whose, *what in campaign.taken]
    return sums, labels, dict(ledger.counted), campaign.stage.clock.happened, taken, len(looked_at)


@pytest.mark.parametrize("world", WORLDS)
def test_many_at_a_time_is_one_by_one(world):
    (sums, *rest, looked_at), (wanted, *others, all_of_them) = (made(world, journal=way) for way in (False, True))
    assert rest == others
    assert [name for name, _ in sums] == [name for name, _ in wanted]
    for (name, found), (_, one_by_one) in zip(sums, wanted, strict=True):
        assert np.array_equal(found, one_by_one), name
    assert all_of_them > 50
    if world not in ("copies", "published", "peers"):
        assert looked_at < 0.8 * all_of_them  # or nothing was written down with others
