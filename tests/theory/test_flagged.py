"""Filters against closed forms: what they flag, remove and leave up, rightly or not, and whom it exposes."""

import pytest

from sim.verify.checks import flagged
from sim.verify.checks.flagged import RIGHT, WRONG
from sim.verify.evidence import LEVEL


@pytest.mark.parametrize("category", ["post", "message"])
@pytest.mark.parametrize(("unlawful", "share"), [(True, RIGHT), (False, WRONG)])
def test_flags_are_poisson_at_the_rate_of_records_times_the_share_flagged(category, unlawful, share):
    assert flagged.number(category, unlawful=unlawful, share=share) > LEVEL  # 3,900 or more
    assert flagged.number(category, unlawful=unlawful, share=1.1 * share) < LEVEL


def test_all_flags_together_are_poisson_at_the_rates_of_their_kinds():
    assert flagged.in_all() > LEVEL  # 29,900
    assert flagged.in_all(bias=1.02) < LEVEL


def test_precision_is_that_of_both_rates_and_of_how_much_is_unlawful():
    assert flagged.precision() > LEVEL  # of 29,600: a standard error of 0.3 %
    assert flagged.precision(wrong=1.1 * WRONG) < LEVEL


def test_lawful_posts_are_removed_at_the_rate_of_false_alarms():
    assert flagged.removed_lawful() > LEVEL
    assert flagged.removed_lawful(wrong=1.1 * WRONG) < LEVEL


def test_both_ends_of_a_flagged_message_are_exposed():
    assert flagged.exposed() > LEVEL
    assert flagged.exposed(ends=1) < LEVEL  # authors alone


def test_posts_stay_up_for_as_long_as_content_control_is_neglected():
    assert flagged.left_up() > LEVEL
    assert flagged.left_up(longer=5.0) < LEVEL  # days of 100
