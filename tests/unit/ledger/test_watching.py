"""What a watch keeps of one person, on facts written by hand."""

from math import nan

import numpy as np

from sim.ledger.facts import Disclosed, DisclosedGroup, Frozen, Notified, Penalised, RequestClosed, Visited
from sim.ledger.watching import NOBODY, Exposed, Looks, Pairing, Seeker, Watch

ME, OTHER = 7, 3


def disclosed(person=ME, time=5.0, records=2, channel="request", stage="obtained", operator="isp"):
    bands = (records, 0, 0, 0)
    where = "police", operator, "session", "home"
    return Disclosed(time, channel, stage, *where, person, "suspect", records, 1.0, bands, 1.0, 2.0)


def group(*persons, time=5.0, operator="isp"):
    members = np.array(persons, np.uint64)
    labels = "request", "obtained", "police", operator, "session", "home"
    return DisclosedGroup(time, *labels, members, "bystander", 1.0, 2.0)


def closed(person=ME, time=5.0, operator="isp", state="complete"):
    delivered = time if state == "complete" else nan
    times = 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, time, delivered
    labels = "police", operator, "session", "home", "suspect", 3, state, False
    return RequestClosed(time, *labels, person, *times, False, 0, 1.0, 2.0, 2, 1)


def frozen(time=5.0, state="used"):
    return Frozen(time, 3.0, "police", "isp", "session", "home", "suspect", OTHER, state, 1.0, nan)


def watched(*facts):
    watch = Watch(ME)
    for fact in facts:
        watch(fact)
    watch.end()
    return watch


def test_an_answer_is_joined_with_the_request_that_is_closed_next():
    watch = watched(closed(OTHER, 2.0), disclosed(), disclosed(stage="examined"), closed())
    assert [one.request.number for one in watch.exposed] == [2, 2]
    assert [one.number for one in watch.requests] == [2]


def test_a_bystander_is_joined_with_the_request_about_another():
    watch = watched(disclosed(OTHER), group(4, ME, 9), closed(OTHER))
    (one,) = watch.exposed
    assert (one.request.fact.person, one.fact.persons.tolist()) == (OTHER, [ME])
    assert watch.requests == []


def test_other_people_and_answers_without_records_are_left_out():
    watch = watched(disclosed(OTHER), group(4, 9), disclosed(records=0), closed(state="expired"))
    assert watch.exposed == []
    assert [one.fact.state for one in watch.requests] == ["expired"]


def test_an_answer_of_another_operator_is_not_taken_for_it():
    watch = watched(disclosed(), closed(OTHER, operator="cable"), closed())
    assert [one.request.number for one in watch.exposed] == [2]


def test_what_is_looked_at_after_the_answer_has_no_request():
    watch = watched(disclosed(time=4.0), closed(OTHER, 5.0), disclosed(time=6.0))
    assert [one.request for one in watch.exposed] == [None, None]


def test_a_freeze_in_force_is_joined_with_its_answer():
    assert watched(frozen(), disclosed(), closed()).exposed[0].freeze == frozen()
    assert watched(frozen(time=4.0), disclosed(), closed()).exposed[0].freeze is None
    assert watched(frozen(state="unused"), disclosed(), closed()).exposed[0].freeze == frozen(state="unused")
    assert watched(frozen(state="lapsed"), disclosed(), closed()).exposed[0].freeze is None


def test_a_visit_is_kept_if_it_exposed_the_person():
    visit = Visited(5.0, 4.0, "police", "isp", "onsite", 1.0, False, False, False, 0.0, 8.0, 0, 0, 0, 0, True, False)
    assert watched(disclosed(channel="onsite"), visit).acts == [visit]
    assert watched(disclosed(channel="onsite", operator="cable"), visit).acts == []


def test_notices_to_others_are_left_out():
    mine, others = (Notified(9.0, 5.0, "police", "isp", "session", "home", "suspect", one, True) for one in (ME, OTHER))
    assert watched(mine, others, Penalised(1.0, "police", "isp", "security", 1.0)).about == [mine]


def test_pairing_hands_on_each_disclosure_once():
    done = list[Exposed]()
    pairing = Pairing(done.append, Looks())
    for fact in (disclosed(channel="onsite"), disclosed(OTHER), disclosed()):
        pairing.disclose(fact)
    assert len(done) == 1
    pairing.close(closed())
    pairing.end()
    assert [one.fact.person for one in done] == [ME, OTHER, ME]


class Somewhere:
    """An operator of an entry, or a subject."""

    def __init__(self, name="", number=0, offset=0):
        self.entry, self.name, self.number, self.offset = "isp", name, number, offset


def test_a_disclosure_is_of_the_operator_that_was_looked_up_last():
    watch = Watch(ME)
    by_age, counts = watch.looks.by_age(lambda *_: 2), watch.looks.counts(lambda *_: 3)
    assert (
        by_age(Somewhere("isp/1"), "session", Somewhere(number=ME), ()),
        counts(Somewhere("isp/2"), "post", Somewhere(offset=1), np.array([0], np.uint64)),
    ) == (2, 3)
    for fact in (disclosed(), closed(), disclosed(channel="breach", operator="cable")):
        watch(fact)
    assert [one.at for one in watch.exposed] == ["isp/1", ""]


def test_a_bystander_is_where_the_subject_was_looked_up():
    watch = Watch(ME)
    watch.looks.by_age(lambda *_: 2)(Somewhere("isp/3"), "session", Somewhere(number=OTHER), ())
    for fact in (disclosed(OTHER), group(ME), closed(OTHER)):
        watch(fact)
    assert [one.at for one in watch.exposed] == ["isp/3"]


def test_the_first_person_exposed_is_sought_after_the_warm_up():
    seeker = Seeker(since=3.0)
    for fact in (disclosed(1, 2.0), disclosed(2, 4.0, stage="reachable"), disclosed(4, 4.0), disclosed(5, 4.0)):
        seeker(fact)
    assert (seeker.found, seeker.person) == (True, 4)


def test_the_person_of_a_numbered_request_is_sought():
    seeker = Seeker(request=2)
    for fact in (disclosed(1), closed(1), closed(6, state="expired"), closed(8)):
        seeker(fact)
    assert (seeker.found, seeker.person, seeker.ended) == (True, 6, 3)
    assert (Seeker(request=9).found, Seeker(request=9).person) == (False, NOBODY)
