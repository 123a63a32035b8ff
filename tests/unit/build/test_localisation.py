"""Mirrors as the build makes them: who can read what when, and that nothing changes where nobody is concerned."""

from math import inf

import pytest

from sim.build.context import Context
from sim.build.geography import Geography
from sim.build.localisation import borders, unreadable
from sim.ledger.facts import Disclosed, RequestClosed
from sim.measures.rows import Row
from sim.replication import simulate
from sim.verify.checks.mirrored import MIRRORED, mirrored
from sim.verify.playing import facts_of
from sim.verify.worlds import WIDE_OPEN, world

HANDOVER = 40.0
BY_WAYS = {"people": 3000, "region": 90, "desk": WIDE_OPEN, "cases": 200, "keys": "mail", "off": "false"}


def rows(loaded):
    return [Row(*row) for row in simulate(loaded, seed=2, replication=0).rows]


def context_of(loaded):
    return Context(loaded, Geography(loaded), seed=1, replication=0)


@pytest.mark.parametrize(
    ("given", "platform", "mirror"),
    [
        ({}, (), ()),
        ({"moved": "copy_to: vault, keys: mail"}, (), ((HANDOVER, inf),)),
        ({"moved": "copy_to: vault"}, (), ((HANDOVER, inf),)),
        ({"moved": "copy_to: vault, keys: self"}, (), ((HANDOVER, inf),)),
        ({"keys": "user", "moved": "copy_to: vault"}, ((-inf, inf),), ((HANDOVER, inf),)),
        ({"keys": "vault", "moved": "copy_to: vault"}, ((-inf, inf),), ()),
    ],
)
def test_records_can_be_read_where_the_keys_are(given, platform, mirror):
    assert unreadable(context_of(mirrored(100, **given))) == {
        ("mail", "content"): platform,
        ("vault", "content"): mirror,
    }


def test_regions_lie_side_by_side():
    found = dict(borders({"US": 0.25, "CN": 0.5, "HK": 0.125}))
    assert found == {"US": (0.0, 0.25), "CN": (0.25, 0.75), "HK": (0.75, 0.875)}


def test_of_what_nobody_says_who_has_the_keys_nothing_is_counted():
    text = MIRRORED.replace("keys: {content: <keys>}, ", "")
    loaded = world(text, way="voluntary", moved="move_to: vault", **BY_WAYS)
    assert unreadable(context_of(loaded)) is None
    assert not [row for row in rows(loaded) if row.measure == "exposure.readable_share"]


def test_where_no_account_is_of_the_region_no_row_changes():
    none, off = (rows(mirrored(3000, cases=200, **given)) for given in ({"region": 0}, {"off": True}))
    assert none == off


def test_a_way_that_grants_as_much_as_free_will_in_the_same_time_changes_no_row():
    text = MIRRORED.replace("not_asked: 60 %", "not_asked: 0 %")
    free, mutual = (
        rows(world(text, way=way, moved="move_to: vault", **BY_WAYS)) for way in ("voluntary", "mutual_assistance")
    )
    assert free == mutual


def test_who_is_reached_at_a_mirror_are_those_whose_requests_go_there():
    loaded = mirrored(3000, cases=200)
    opened = [fact for fact in facts_of(Disclosed, loaded, seed=2) if fact.channel == "mirror"]
    assert {fact[:5] for fact in opened} == {(HANDOVER, "mirror", "reachable", "police", "vault")}
    requests = [fact for fact in facts_of(RequestClosed, loaded, seed=2) if fact.drafted > HANDOVER]
    there, here = ({fact.person for fact in requests if fact.operator == name} for name in ("vault", "mail"))
    reached = {fact.person for fact in opened}
    # somebody may be asked about who had written nothing in the month before the hand-over
    assert 100 < len(there & reached) < len(there)
    assert not here & (there | reached)


def test_played_one_by_one_the_people_reached_are_the_same():
    loaded = mirrored(300, cases=200)
    text = MIRRORED.replace("places:", "panel: all\nplaces:")
    given = BY_WAYS | {"people": 300}
    played = world(text, way="mutual_assistance", moved="move_to: vault, keys: vault", **given)
    assert facts_of(Disclosed, played, seed=2) == facts_of(Disclosed, loaded, seed=2)


def test_some_read_and_some_not_is_a_share_of_those_looked_up():
    keyed = MIRRORED.replace("content: 30 days}", "content: 30 days, account_activity: 30 days}").replace(
        "{content: 0.05 per person day}", "{content: 0.05 per person day, account_activity: 0.01 per person day}"
    )
    keyed = keyed.replace("for: {content: 100 %}", "for: {content: 50 %, account_activity: 50 %}, follow: 0 %")
    stolen = "intruders: {thieves: {hazard: 20 per year, operators: mail}}\nagencies:"
    given = BY_WAYS | {"keys": "user", "cases": 30}
    loaded = world(keyed.replace("agencies:", stolen), way="voluntary", moved="copy_to: vault", **given)
    facts = [fact for fact in facts_of(Disclosed, loaded, seed=2) if fact.stage == "obtained"]
    everybody = {fact.person for fact in facts}
    read = {fact.person for fact in facts if fact.category == "account_activity"}
    assert read < everybody
    (found,) = [
        row.value
        for row in rows(loaded)
        if (row.measure, row.period, row.labels) == ("exposure.readable_share", "", {"stage": "obtained"})
    ]
    assert found == pytest.approx(len(read) / len(everybody))
