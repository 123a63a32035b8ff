"""What inspections find, what becomes of it, and what a notice hides or mends."""

from datetime import date, timedelta
from math import floor

import pytest

from sim.actors.attention import Pace
from sim.ledger.facts import DeficitClosed, Penalised, Visited
from sim.world.calendar import Calendar
from tests.unit.actors.campaign import ALL, DAYS, NOTICE, Campaign, finding, first, law, share
from tests.unit.actors.stage import HOUR, office, statute


def test_what_is_found_is_corrected_by_the_deadline():
    campaign = Campaign(law(correct="10 days"))
    visits = first(campaign.visits())
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert len(closed) > 5
    assert {fact.how for fact in closed} == {"corrected"}
    assert all(fact.time == pytest.approx(fact.found + 10.0) for fact in closed)
    assert {fact.found for fact in closed} <= {visit.time for visit in visits if visit.found}
    assert campaign.stage.of(Penalised) == []
    assert not [visit for visit in campaign.stage.of(Visited) if visit.again]


def test_what_is_known_is_not_found_again():
    campaign = Campaign(law(correct="200 days"), per_day=0.5)
    visits = first(campaign.visits())
    found = sum(visit.found for visit in visits)
    found_once = [fact for fact in campaign.stage.of(DeficitClosed) if fact.found == fact.found]
    assert found == len(found_once)
    assert all(visit.open_deficits == visit.found for visit in visits)  # everything is found, and then it is known


def test_what_is_not_corrected_is_inspected_again_and_penalised():
    campaign = Campaign(law(correct="10 days", again="5 days"), corrected=0.0)
    visits = campaign.visits()
    again = [visit for visit in visits if visit.again]
    found = [visit for visit in visits if visit.found and not visit.again and visit.time < DAYS - 16.0]
    assert len(again) == len(found) > 5
    # ten days to correct, five days more, then a visit of eight hours
    assert [visit.time for visit in again] == pytest.approx([visit.time + 15.0 + 8 * HOUR for visit in found])
    assert all(not visit.notice_due and visit.open_deficits == visit.found == 0 for visit in again)  # no new findings
    penalties = campaign.stage.of(Penalised)
    assert len(penalties) == sum(visit.found for visit in found)
    assert {fact.time for fact in penalties} == {visit.time for visit in again}
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert {fact.how for fact in closed} == {"penalised and corrected"}


def test_the_share_that_is_corrected():
    campaign = Campaign(law(correct="1 days", again="1 days"), corrected=0.6, per_day=0.5, number=20, decay=0.05)
    campaign.visits()
    closed = [fact.how for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert set(closed) == {"corrected", "penalised and corrected"}
    assert share(closed.count("corrected"), len(closed), 0.6)


def test_deadlines_in_working_days_end_at_closing():
    campaign = Campaign(law(correct="3 working days"), calendar=office())
    campaign.visits()
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how == "corrected"]
    assert closed
    assert all(fact.time == office().add_working_days(fact.found, 3) for fact in closed)
    assert {round(fact.time % 1 * 24, 6) for fact in closed} == {17.0}


# Easter 2018 in Germany, worked out by hand: Good Friday is 30 March, Easter Monday 2 April. The re-inspection waits
# until closing of the third working day after the day on which a visit found something, begins at 9 on the next working
# day, and takes the eight hours of an inspector's day.
EASTER = {  # found on: the re-inspection ends at 17:00 on
    date(2018, 3, 23): date(2018, 3, 29),  # Friday: Monday to Wednesday are the three
    date(2018, 3, 26): date(2018, 4, 3),  # Monday: Tuesday to Thursday, and then four days on which nobody works
    date(2018, 3, 27): date(2018, 4, 4),
    date(2018, 3, 28): date(2018, 4, 5),
    date(2018, 3, 29): date(2018, 4, 6),  # Maundy Thursday: Tuesday to Thursday after Easter
    date(2018, 4, 3): date(2018, 4, 9),  # Tuesday: Wednesday to Friday, and the weekend
}


def seen_again(again, country):
    """Return on which day what was found on a day was looked at again, for the days of `EASTER`."""
    start, rules = date(2018, 1, 1), law(correct="0 days", again=again)
    calendar = Calendar(start, 9.0, 17.0, country=country)
    campaign = Campaign(rules, corrected=0.0, calendar=calendar, number=20, per_day=0.3, decay=0.2, days=120.0)
    campaign.visits()
    found = {}
    for fact in campaign.stage.of(DeficitClosed):
        if fact.how == "penalised and corrected":
            days = (start + timedelta(floor(time - 1e-9)) for time in (fact.found, fact.time))
            found.setdefault(next(days), set()).add(next(days))
            assert again == "3 days" or fact.time % 1 * 24 == pytest.approx(17.0)
    return {day: found[day] for day in EASTER if day in found}


def test_a_re_inspection_waits_for_three_working_days_over_weekends_and_public_holidays():
    assert seen_again("3 working days", "DE") == {day: {later} for day, later in EASTER.items()}


@pytest.mark.parametrize(("again", "country"), [("3 working days", None), ("3 days", "DE"), ("2 working days", "DE")])
def test_other_days_would_be_seen(again, country):
    found = seen_again(again, country)
    assert sum(found[day] != {EASTER[day]} for day in found) >= 4


def test_a_visit_finds_its_share():
    # what is found is mended at once, so every deficit that a visit meets is unknown
    campaign = Campaign(law(correct="0 days"), effects=finding(without="40 %"), per_day=0.5, number=5, decay=0.05)
    visits = first(campaign.visits())
    looked, found = sum(visit.open_deficits for visit in visits), sum(visit.found for visit in visits)
    assert share(found, looked, 0.4)
    assert not share(found, looked, 0.6)


def test_hidden_deficits_stay_and_are_not_seen():
    campaign = Campaign(
        law(**NOTICE), effects=finding(hidden={"at_most": "100 %", "half_at": "0 days"}), number=5, per_day=0.2
    )
    visits = first(campaign.visits())
    assert sum(visit.hidden for visit in visits) == sum(visit.open_deficits for visit in visits) > 20
    assert sum(visit.found + visit.mended for visit in visits) == 0
    assert {fact.how for fact in campaign.stage.of(DeficitClosed)} == {"open"}


def test_fixed_deficits_are_really_gone():
    campaign = Campaign(
        law(**NOTICE), effects=finding(fixed={"at_most": "100 %", "half_at": "0 days"}), number=5, per_day=0.2
    )
    visits = first(campaign.visits())
    assert sum(visit.mended for visit in visits) == sum(visit.open_deficits for visit in visits) > 20
    assert sum(visit.found + visit.hidden for visit in visits) == 0
    closed = [fact for fact in campaign.stage.of(DeficitClosed) if fact.how != "open"]
    assert {fact.how for fact in closed} == {"mended on notice"}
    assert len(closed) == sum(visit.mended for visit in visits)


def test_without_notice_nothing_is_hidden_or_fixed():
    both = {"at_most": "100 %", "half_at": "0 days"}
    for rules, given in ((law(), 1.0), (law(**NOTICE), 0.0)):
        campaign = Campaign(rules, effects=finding(hidden=both, fixed=both), given=given)
        visits = first(campaign.visits())
        assert sum(visit.hidden + visit.mended for visit in visits) == 0
        assert sum(visit.found for visit in visits) > 3


def test_the_share_hidden_grows_with_the_lead():
    # at most 80 %, half of it at 2 days: 40 % at 2 days
    campaign = Campaign(
        law(**NOTICE),
        effects=finding(hidden={"at_most": "80 %", "half_at": "2 days"}),
        number=20,
        per_day=0.3,
        decay=0.05,
        duties=("security",),
    )
    visits = first(campaign.visits())
    hidden, found = sum(visit.hidden for visit in visits), sum(visit.found for visit in visits)
    assert share(hidden, hidden + found, 0.4)
    assert not share(hidden, hidden + found, 0.8)


def test_a_published_notice_prepares_every_operator_of_the_class():
    fixed = finding(fixed={"at_most": "100 %", "half_at": "0 days"})

    def mended(notice):
        campaign = Campaign(law(notice=notice, lead="2 days"), effects=fixed, number=6, per_day=0.02, decay=0.03)
        campaign.part._rounds.paces = {campaign.peers[0]: Pace(0.02, 0.0)}  # only the first is visited
        campaign.visits()
        return sum(fact.how == "mended on notice" for fact in campaign.stage.of(DeficitClosed)), campaign

    announced, campaign = mended("announce")
    assert announced == sum(visit.mended for visit in campaign.stage.of(Visited)) > 0
    published, campaign = mended("publish")
    assert published > 3 * announced
    assert sum(visit.mended for visit in campaign.stage.of(Visited)) < published


def test_a_probe_sees_only_the_security_duty():
    visits = first(Campaign(law("remote", may=["probe"]), channel="remote", decay=0.1, corrected=0.0).visits())
    assert {visit.open_deficits for visit in visits} == {0, 1}
    everything = first(Campaign(law("remote", may=["probe", "copy"]), channel="remote", decay=0.1).visits())
    assert max(visit.open_deficits for visit in everything) == 2


def test_nobody_is_penalised_by_a_law_that_is_no_longer_in_force():
    campaign = Campaign(
        law(correct="100 days", again="100 days", dates={"from": 0, "to": 150}), corrected=0.0, number=10
    )
    visits = campaign.visits()
    assert sum(visit.found for visit in visits) > 10
    assert not [visit for visit in visits if visit.again and visit.started >= 150.0]
    assert campaign.stage.of(Penalised) == []


def test_a_deficit_that_a_repealed_law_left_behind_is_found_anew_under_the_next_one():
    """Found on day 100 to 150, its re-inspection would fall after the repeal; the second law starts on day 200."""
    rule = {"onsite": {"may": ALL}, "correct_within": "60 days", "again_after": "5 days"}
    rules = statute(first={"inspection": rule, "from": 100, "to": 150}, second={"inspection": rule, "from": 200})
    campaign = Campaign(rules, corrected=0.0, number=10, decay=0.1, duties=("retention",))
    visits = first(campaign.visits())
    assert sum(visit.found for visit in visits if visit.started < 150.0) == 10  # one deficit of each operator
    anew = sum(visit.found for visit in visits if 200.0 <= visit.started < 265.0)  # before any of them is penalised
    assert anew == 10
    assert campaign.stage.of(Penalised)


@pytest.mark.parametrize(
    ("sees", "checklist", "seen"),
    [
        (None, {}, {"security", "retention"}),
        (["retention"], {}, {"retention"}),
        ([], {}, set()),
        (None, {"logs": "retention", "users": "real_name"}, {"retention"}),
        (["security"], {"logs": "retention"}, set()),
    ],
)
def test_a_visit_sees_what_the_law_lets_it_see(sees, checklist, seen):
    rule = {"onsite": {"may": ALL} | ({} if sees is None else {"sees": sees}), "checklist": checklist}
    campaign = Campaign(statute(visits={"inspection": rule}), decay=0.05)
    campaign.visits()
    found = {fact.duty for fact in campaign.stage.of(DeficitClosed) if fact.found == fact.found}
    assert found == seen
