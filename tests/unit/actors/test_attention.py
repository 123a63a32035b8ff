"""What brings operators more visits: age, special periods, regular visits, incidents, watch lists."""

from collections import Counter
from math import sqrt

import numpy as np
import pytest

from sim.actors.attention import Ages, Heed, Layer, Reason, Roster
from sim.actors.target import Peers
from sim.draw.hashing import fold, name_key
from sim.draw.poisson import unit_exponential
from sim.ledger.facts import Outage, Penalised, Visited
from tests.unit.actors.campaign import Campaign, first, law
from tests.unit.actors.stage import Stage, operator

INF = float("inf")


def near(number, expected):
    """Whether a Poisson number is as expected, to four standard errors."""
    return number == pytest.approx(expected, abs=4 * sqrt(expected))


def test_regular_visits_come_once_in_each_stretch_to_everybody():
    part = Campaign(law(), per_day=0.0, regular=1 / 40, number=3, groups=5, decay=1e-9).part
    nominal = [
        (time, stream.whom(number, fold(stream.key, number)).key)
        for stream, times, numbers in part._rounds.visits()
        for time, number in zip(times.tolist(), numbers.tolist(), strict=True)
    ]
    assert Counter(int(time // 40.0) for time, _ in nominal) == dict.fromkeys(range(10), 3 * 6)
    assert set(Counter(target for _, target in nominal).values()) == {10}  # and every group has its turn
    assert len({target for _, target in nominal}) == 3 * 6


def test_a_special_period_adds_visits_of_its_own():
    plain = first(Campaign(law(), per_day=3.0, decay=1e-9).visits())
    layers = [Layer("special congress", 2.0, 100.0, 200.0)]
    more = first(Campaign(law(), per_day=3.0, decay=1e-9, layers=layers).visits())
    times = {visit.started for visit in plain}
    added = [visit.started for visit in more if visit.started not in times]
    assert times < {visit.started for visit in more}
    assert all(100.0 <= time < 200.0 for time in added)
    assert near(len(added), 2.0 * 3.0 * 100.0)
    assert not near(len(added), 3.0 * 3.0 * 100.0)


def test_the_young_are_visited_more():
    ages = {"alpha": Ages(99, lambda u: 800.0 * u, (0.0, 800.0))}
    visits = {}
    for extra in (0.0, 2.0):
        layers = [Layer("opened 0", extra, opened_within=100.0)]
        part = Campaign(law(), per_day=0.2, decay=1e-9, number=40, layers=layers, ages=ages)
        visits[extra] = first(part.visits())
    added = len(visits[2.0]) - len(visits[0.0])
    plain = 40 * 0.2 * 400.0
    # an eighth of the operators is young at any time, give or take those 40
    assert added == pytest.approx(2.0 * plain / 8, rel=0.25)
    assert ages["alpha"].share_within(100.0, 400.0) == pytest.approx(1 / 8, abs=0.01)


def test_ages_grow_and_wrap_only_where_operators_are_replaced():
    growing, renewed = Ages(1, lambda u: 10.0), Ages(1, lambda u: 10.0, (5.0, 30.0))
    targets, times = np.full(4, 7, np.uint64), np.array([0.0, 15.0, 20.0, 40.0])
    assert growing.at(targets, times).tolist() == [10.0, 25.0, 30.0, 50.0]
    assert renewed.at(targets, times).tolist() == [10.0, 25.0, 5.0, 25.0]


class Watched:
    """Incidents at two operators and the visits that they bring."""

    def __init__(self, *, at_most=INF, per_day=2.0, days=50.0):
        self.stage, self.visits = Stage(400.0), []
        self.targets = [
            Peers(self.stage.clock, self.stage.ledger, operator(self.stage, f"alpha/{i}"), []).own for i in (1, 2)
        ]
        self.heed = Heed(self.stage.clock, 400.0, 5, self._note)
        self.reason = Reason("watched", frozenset({"penalised"}), days, 1.0, Roster(at_most))
        self.per_day = per_day

    def _note(self, coming):
        assert min(coming.times) > self.stage.clock.now
        whom = [coming.stream.whom(number, fold(coming.stream.key, number)).key for number in coming.numbers.tolist()]
        self.visits.extend(zip(coming.times.tolist(), whom, strict=True))

    def incidents(self, *when):
        for time, number in when:
            self.stage.at(time, lambda n=number: self.heed.incident(self.targets[n], self.reason, self.per_day))
        self.stage.run()
        return [[time for time, key in self.visits if key == target.key] for target in self.targets]


def test_an_incident_brings_visits_for_a_while():
    seen, nobody = Watched().incidents((100.0, 0))
    assert near(len(seen), 2.0 * 50.0)
    assert 100.0 < min(seen) < max(seen) < 150.0
    assert nobody == []


def test_another_incident_prolongs_the_list_and_adds_no_second_stream():
    once, twice = (Watched().incidents(*when)[0] for when in (((100.0, 0),), ((100.0, 0), (130.0, 0))))
    assert once == [time for time in twice if time < 150.0]
    assert near(len(twice), 2.0 * 80.0)
    assert max(twice) < 180.0


def test_visits_of_a_stay_are_those_that_come_one_by_one():
    """Each gap of the key in turn, from the incident on; a visit that would come too late ends its process."""
    seen = Watched(days=10.0, per_day=0.3).incidents(*((time, 0) for time in (20.0, 25.0, 90.0, 95.0, 97.5)))[0]
    target = Watched().targets[0].key
    key, number, wanted = fold(fold(5, name_key("watched")), target), 0, []
    for begins, ends in ((20.0, 35.0), (90.0, 107.5)):
        time = begins
        while time < ends:
            time += unit_exponential(key, number) / 0.3
            number += 1
            wanted += [time] if time < ends else []
    assert seen == wanted
    assert len(wanted) > 4


def test_whoever_comes_while_the_list_is_full_is_turned_away():
    first_one, other = Watched(at_most=1).incidents((100.0, 0), (120.0, 1), (140.0, 0))
    assert other == []
    assert 180.0 < max(first_one) < 190.0  # who is on it may stay
    assert Watched(at_most=1).incidents((100.0, 0), (160.0, 1))[1]  # room again


def test_what_brings_nothing_adds_nothing():
    assert Watched(per_day=0.0).incidents((100.0, 0)) == [[], []]


@pytest.mark.parametrize("groups", [0, 20])
def test_penalties_put_an_operator_on_the_watch_list(groups):
    def count(*incidents):
        reasons = [Reason("watched", frozenset(incidents), 60.0, 9.0, Roster())]
        campaign = Campaign(
            law(correct="1 days", again="1 days"), corrected=0.0, reasons=reasons, groups=groups, number=4
        )
        visits = campaign.visits()
        return len(first(visits)), len(campaign.stage.of(Penalised))

    plain, _ = count("breach")
    watched, penalties = count("penalised")
    assert watched > plain + 0.5 * penalties * 0.05 * 9.0 * 30.0 > plain


def test_an_outage_and_a_breach_are_incidents_that_an_operator_tells_of():
    reasons = [Reason("incident 0", frozenset({"outage", "breach"}), 40.0, 5.0, Roster())]
    damage = {"damage": {"without": "100 % per visit"}}
    campaign = Campaign(law(), effects=damage, reasons=reasons, decay=1e-9)
    visits = first(campaign.visits())
    times = [fact.time for fact in campaign.stage.of(Outage)]
    assert near(len(visits), 0.05 * 400 + 0.25 * (400 - min(times)))  # it never gets off the list again
    quiet = Campaign(law(), reasons=reasons, decay=1e-9, per_day=0.01)
    quiet.stage.at(200.0, lambda: quiet.operators[0].happened("breach"))
    between = [visit for visit in first(quiet.visits()) if 200.0 < visit.started < 240.0]
    assert between == [visit for visit in quiet.stage.of(Visited) if 200.0 < visit.started < 240.0] != []
