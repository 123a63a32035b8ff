"""Content that cannot be read while assistance is neglected; oversight that sees channels unlike."""

import pytest

from sim.verify.checks import neglected
from sim.verify.evidence import LEVEL


def test_a_share_of_content_is_unreadable_while_assistance_is_neglected():
    assert neglected.unreadable() > LEVEL  # of some 4,000 answers: a standard error of 0.7 %
    assert neglected.unreadable(neglected.UNREADABLE + 0.04) < LEVEL


def test_all_else_can_be_read():
    others, garbled = neglected.readable()
    assert others > 4000
    assert garbled == 0


def test_requests_take_so_many_times_the_work_while_assistance_is_neglected():
    assert neglected.handled(neglected.SLOW, neglected=True) > LEVEL
    assert neglected.handled(1.0, neglected=False) > LEVEL
    assert neglected.handled(1.1 * neglected.SLOW, neglected=True) < LEVEL
    assert neglected.handled(1.2, neglected=False) < LEVEL


@pytest.mark.parametrize(
    ("agency", "share", "other"),
    [
        (neglected.REQUESTS, neglected.FINDS, neglected.ONSITE),
        (neglected.VISITS, neglected.ONSITE, neglected.FINDS),
    ],
)
def test_oversight_finds_the_share_of_the_channel(agency, share, other):
    assert neglected.found_by_oversight(agency, share) > LEVEL  # some 600 misuses
    assert neglected.found_by_oversight(agency, other) < LEVEL
