"""Area dumps and contact chains against closed forms."""

import pytest

from sim.verify.checks import searched
from sim.verify.evidence import LEVEL


def test_three_dumps_have_those_in_common_who_wrote_each_time():
    assert searched.candidates() > LEVEL  # about 300 searches of 100 people
    assert searched.people_of_dumps() > LEVEL


def test_people_of_equal_activity_would_be_seen():
    assert searched.candidates(cv=0.0) < LEVEL
    assert searched.people_of_dumps(cv=0.0) < LEVEL


def test_who_did_the_acts_is_in_all_dumps():
    assert searched.not_found() == 0


@pytest.mark.parametrize("hops", [1, 2])
def test_chains_reach_as_many_as_contacts_and_messages_say(hops):
    assert searched.reached(hops) > LEVEL


def test_chains_of_people_of_equal_activity_would_be_seen():
    assert searched.reached(1, cv=0.0) < LEVEL


def test_an_area_too_large_to_list_exposes_who_has_a_record():
    assert searched.crowd_dumped() > LEVEL
    assert searched.half_a_crowd_dumped() > LEVEL
    assert searched.half_a_crowd_dumped(part=0.51) < LEVEL


def test_a_hub_too_large_to_list_leads_to_those_in_contact_with_it():
    assert searched.reached_through_a_hub() > LEVEL
    assert searched.reached_through_a_hub(reach=0.41) < LEVEL
