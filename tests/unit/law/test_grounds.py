"""Which law it is that decides."""

from datetime import date

from sim.law.grounds import grounds, last_to_say, retaining
from sim.law.statute import Statute
from sim.scenario.blocks.laws import Law

START = date(2020, 1, 1)
LAWS = {
    "short": Law.model_validate({"retention": {"session": {"at_least": "30 days"}}}),
    "long": Law.model_validate(
        {"from": "2020-03-01", "retention": {"session": {"at_least": "90 days", "of": ["isp"]}}}
    ),
    "cut": Law.model_validate(
        {"from": "2020-06-01", "retention": {"session": {"at_most": "45 days"}}, "overrides": ["long"]}
    ),
    "away": Law.model_validate({"in": "XX", "retention": {"session": {"at_least": "400 days"}}}),
    "visits": Law.model_validate({"inspection": {"onsite": {}}}),
    "notice": Law.model_validate({"from": "2020-02-01", "inspection": {"remote": {}}, "notify": {}}),
}


def decided(day, practice, operator="isp", laws=LAWS):
    statute = Statute(laws, start=START, jurisdiction="home", operator=operator)
    time = float((day - START).days) + 0.5
    return grounds(laws, statute, "session", operator, practice=practice, start=START, time=time)


def test_the_law_with_the_longest_minimum_raises_a_shorter_practice():
    assert decided(date(2020, 1, 5), 10.0) == (("short",), ())
    assert decided(date(2020, 3, 5), 10.0) == (("long",), ())
    assert decided(date(2020, 3, 5), None) == (("long",), ())


def test_a_longer_practice_is_raised_by_nobody():
    assert decided(date(2020, 3, 5), 90.0) == ((), ())
    assert decided(date(2020, 3, 5), float("inf")) == ((), ())


def test_a_law_that_binds_others_does_not_raise():
    assert decided(date(2020, 3, 5), 10.0, operator="cable") == (("short",), ())


def test_the_law_with_the_shortest_maximum_cuts_and_silences():
    assert decided(date(2020, 6, 5), 60.0) == ((), ("cut",))
    assert decided(date(2020, 6, 5), 10.0) == (("short",), ())


def test_a_law_in_its_transition_does_not_raise_yet():
    slow = {"from": "2020-01-02", "transition": "60 days", "retention": {"session": {"at_least": "30 days"}}}
    laws = {"short": LAWS["short"], "slow": Law.model_validate(slow)}
    assert decided(date(2020, 1, 5), 10.0, laws=laws) == (("short",), ())
    assert decided(date(2020, 4, 5), 10.0, laws=laws) == (("short", "slow"), ())


def test_laws_that_bear_on_retention_are_those_that_say_so_and_those_that_silence_them():
    assert retaining(LAWS, "home", "session", "isp") == ("short", "long", "cut")
    assert retaining(LAWS, "home", "message", "isp") == ()
    silent = LAWS | {"silent": Law.model_validate({"overrides": ["long"]})}
    assert retaining(silent, "home", "session", "isp") == ("short", "long", "cut", "silent")


def test_the_later_law_has_the_last_word():
    rules = Statute(LAWS, start=START, jurisdiction="home").at(100.0)
    assert last_to_say(LAWS, rules, lambda law: law.inspection and law.inspection.onsite) == "visits"
    assert last_to_say(LAWS, rules, lambda law: law.inspection) == "notice"
    assert last_to_say(LAWS, rules, lambda law: law.freeze) == ""
