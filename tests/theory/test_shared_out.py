"""Users by population, and requests about a random number of people, against hand calculations."""

import pytest

from sim.verify.checks import shared_out
from sim.verify.checks.twin import twin
from sim.verify.evidence import LEVEL


def test_a_platform_holds_records_of_its_users_in_each_population():
    locals_, guests = shared_out.copied_persons()
    assert locals_ == shared_out.LOCALS  # 80 records each that are held at some copy: nobody has none
    assert guests == shared_out.GUESTS * shared_out.SHARE


def test_requests_go_where_the_accounts_of_a_population_are():
    assert shared_out.asked() > LEVEL  # some 2,000 requests about guests
    assert shared_out.asked(share=0.35) < LEVEL


def test_what_is_held_follows_the_accounts():
    assert shared_out.written() == pytest.approx((3000 + 0.25 * 2000) / (0.5 * 5000))


def test_people_per_request_are_a_rounded_variate():
    assert shared_out.items() > LEVEL  # some 3,000 requests
    assert shared_out.items(median=3.3) < LEVEL


def test_the_mean_number_of_people_is_that_of_the_rounded_variate():
    assert shared_out.mean_items() > LEVEL  # a standard error of 1.4 %
    assert shared_out.mean_items(bias=1.07) < LEVEL


def test_playing_every_record_gives_identical_rows():
    values = {"locals_": 60, "guests": 50, "cases": 300.0, "items": "{exponential: {mean: 2}}", "copied": "30 %"}
    found = twin(shared_out.shared_out(**values), shared_out.shared_out(**values, panel="all"), seed=1)
    assert found.differing == ()
    assert found.journals_agree
    assert found.exposures > 100
