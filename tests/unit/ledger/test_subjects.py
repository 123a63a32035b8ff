"""Who was picked: asked about, exposed as a subject, or by a flagged record."""

from datetime import date

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.facts import Disclosed, DisclosedGroup
from sim.ledger.frame import Frame
from sim.ledger.subjects import subjects


def disclosed(person, role="suspect", channel="request"):
    labels = channel, "obtained", "police", "isp", "session", "town"
    return Disclosed(5.0, *labels, person, role, 1, 1.0, (1, 0, 0, 0), 0.0, 1.0, "agency")


def group(*persons, channel="request"):
    labels = channel, "obtained", "police", "isp", "session", "town"
    return DisclosedGroup(5.0, *labels, np.array(persons, np.uint64), "bystander", 1.0, 0)


def test_subjects_are_those_picked_once_each_and_known_anew_as_soon_as_there_are_more():
    ledger = Ledger(Frame(date(2020, 1, 1), 100.0))
    for fact in (disclosed(7), disclosed(3), disclosed(7), disclosed(4, "bystander"), group(8, 9)):
        ledger.write(fact)
    first = subjects(ledger)
    assert first.tolist() == [3, 7]
    ledger.write(group(1, 2, channel="monitoring"))  # those to whom somebody watched wrote: by chance
    ledger.write(disclosed(11, "bystander"))
    assert subjects(ledger).tolist() == [3, 7]
    ledger.write(disclosed(5, "bystander", "monitoring"))
    assert subjects(ledger).tolist() == [3, 5, 7]
    assert subjects(ledger) is subjects(ledger)
