"""Bulk copies column by column are read as what they are made of."""

import numpy as np
import pytest

from sim.ledger.facts import CopyEvent, CopyEvents

MADE = (
    CopyEvent(3.5, "onsite", "obtained", "police", "isp", "session", 7, 4, 11, 20.25),
    CopyEvent(4.0, "breach", "obtained", "thief", "isp", "several", 2, 0, 3, 0.5, "intruder"),
    CopyEvent(9.0, "onsite", "obtained", "police", "isp", "session", 0, 0, 0, 0.0),
)


def test_events_are_read_as_they_were_made():
    events = CopyEvents.of(MADE)
    assert CopyEvents.of(events) is events
    assert tuple(events) == MADE
    assert (len(events), events[-1], events[1:]) == (3, MADE[2], list(MADE[1:]))
    assert [type(number) for number in events[0]] == [type(number) for number in MADE[0]]
    with pytest.raises(IndexError, match="out of bounds"):
        events[3]
    assert len(CopyEvents.of(())) == 0


def test_labels_are_found_among_all_and_among_some():
    events = CopyEvents.of(MADE)
    assert len(events.labels) == 2
    assert events.values("recipient") == ["agency", "intruder"]
    assert events.having("channel", "onsite").tolist() == [True, False, True]
    some = events.at(np.array([1, 2]))
    assert tuple(some) == MADE[1:]
    assert some.having("agency", "police").tolist() == [False, True]
