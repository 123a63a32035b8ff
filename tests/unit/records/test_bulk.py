import numpy as np
import pytest
from scipy import stats

from sim.draw.hashing import name_key, plain_fold, plain_unit
from sim.records.bulk import BulkEvent, Track, resolve_people
from sim.records.crowd import Crowd
from sim.records.field import RecordField
from sim.records.profile import Profile

PROFILE = Profile([1 + hour % 24 for hour in range(168)], 4)
FIELD = RecordField(8, name_key("residents"), "account_activity", 0.4, 1.0, PROFILE)
MARKS = (0, 2**63)
TRACKS = {0: Track(FIELD, name_key("platform a"), MARKS), 1: Track(FIELD, name_key("platform b"), (2**63, 2**64 - 1))}
PEOPLE = np.arange(100_000, dtype=np.uint64)


def event(number, track, start_day, end_day, share, member):
    reading = FIELD.reading
    return BulkEvent(end_day, track, reading(start_day), reading(end_day), share, member, name_key("visit", number))


EVENTS = [event(0, 0, -5.0, 2.0, 0.5, 0.7), event(1, 1, -3.0, 4.0, 1.0, 1.0), event(2, 0, 0.0, 7.0, 0.3, 0.7)]


def test_each_person_is_resolved_by_hash_and_field():
    people = PEOPLE[::1000]
    for copied, one in zip(resolve_people(people, EVENTS, TRACKS), EVENTS, strict=True):
        track = TRACKS[one.track]
        start, end = ((-5.0, 2.0), (-3.0, 4.0), (0.0, 7.0))[EVENTS.index(one)]
        wanted = {}
        for person in people.tolist():
            selected = plain_unit(plain_fold(one.key, person)) < one.share
            member = plain_unit(plain_fold(track.member_key, person)) < one.member
            records = FIELD.count(person, ((start, end),), track.marks)
            if selected and member and records:
                wanted[person] = records
        assert dict(zip(copied.persons.tolist(), copied.records.tolist(), strict=True)) == wanted


def test_pieces_take_the_place_of_the_window():
    reading = FIELD.reading
    gaps = {1: ((reading(-3.0), reading(-1.0)), (reading(2.0), reading(3.0)))}
    (copied,) = resolve_people(PEOPLE[:3000], EVENTS[1:2], TRACKS, {0: gaps[1]})
    wanted = [FIELD.count(person, ((-3.0, -1.0), (2.0, 3.0)), TRACKS[1].marks) for person in range(3000)]
    assert copied.records.sum() == sum(wanted)
    assert copied.persons.tolist() == [person for person, records in enumerate(wanted) if records]
    assert resolve_people(PEOPLE[:10], EVENTS[:1], TRACKS, {0: ()})[0].persons.size == 0


def share_copied(share, key=7):
    always = FIELD.reading(-4000.0), FIELD.reading(0.0)
    one = BulkEvent(0.0, 1, *always, share, 1.0, key)
    return resolve_people(PEOPLE, [one], TRACKS)[0].persons.size


def test_a_two_per_cent_bias_in_the_threshold_of_a_share_would_be_seen():
    held = share_copied(1.0)  # nearly everybody: some have next to no activity
    assert stats.binomtest(share_copied(0.3), held, 0.3).pvalue > 0.001
    assert stats.binomtest(share_copied(0.306), held, 0.3).pvalue < 0.001


def test_people_resolved_one_by_one_and_drawn_as_a_crowd_agree():
    one_by_one = resolve_people(PEOPLE, EVENTS, TRACKS)
    halved = [each._replace(start=each.start / 2, end=each.end / 2) for each in EVENTS]  # each track has half the marks
    crowd = Crowd(1.0, halved).draw(PEOPLE.size, [], 3)
    seen: set[int] = set()
    for number, copied in enumerate(one_by_one):
        persons = set(copied.persons.tolist())
        pairs = [
            (len(persons), crowd.exposed[number, 0]),
            (len(persons - seen), crowd.first["whole"][number, 0]),
        ]
        seen |= persons
        for left, right in pairs:
            # both counts are binomial: variance under their mean
            assert abs(left - right) < 3.3 * (left + right) ** 0.5
        records = copied.records.sum(), crowd.records[number, 0]
        # a person's records have at most the variance of a negative binomial, mean L, variance L + L^2
        length = halved[number].end - halved[number].start
        error = (2 * PEOPLE.size * halved[number].share * (length + length**2 + length**2)) ** 0.5
        assert abs(records[0] - records[1]) < 3.3 * error
    assert abs(len(seen) - crowd.distinct["whole"][0]) < 3.3 * (2 * len(seen)) ** 0.5


def test_an_unknown_track_is_a_key_error():
    with pytest.raises(KeyError, match="5"):
        resolve_people(PEOPLE[:1], [EVENTS[0]._replace(track=5)], TRACKS)
