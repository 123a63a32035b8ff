"""Events on people who opened their accounts at different times, against patterns that enumerate all of them."""

import numpy as np
import pytest

from sim.records import cohorts
from sim.records.bulk import CERTAIN, Among, BulkEvent, Cohort, Part
from sim.records.chances import ClassEvents
from sim.records.cohorts import cover, unexposed_by_cohort
from sim.records.crowd import Crowd
from sim.records.patterns import unexposed_chances

Z = np.array([0.1, 0.7, 1.9, 6.0])
IDENTITY, REGION = 5, 6
MANY = 10**9


def window(time, start, end, share=1.0, *, lane=0, key=None, among=(), platform=1, certain=False):
    """An event whose window lies in one lane, or one that holds a state."""
    length, parts = (CERTAIN, ()) if certain else (end - start, (Part(lane, start, end),))
    key = 100 + int(10 * time) + 1000 * platform if key is None else key
    return BulkEvent(time, 0, 0.0, length, share, 1.0, key, parts, tuple(among), platform)


def met(event, *cohorts):
    """An event with its cohorts: (number, chance, low, high of the identity, since)."""
    found = []
    for number, chance, low, high, since in cohorts:
        parts = tuple(Part(lane, max(a, since), b) for lane, a, b in event.parts if b > since)
        length = CERTAIN if event.end >= CERTAIN else sum(b - a for _, a, b in parts)
        among = () if high - low == 1.0 else (Among(IDENTITY, low, high),)
        if length > 0.0:
            found.append(Cohort(number, chance, among, event._replace(parts=parts, end=length)))
    return event._replace(cohorts=tuple(found))


def one_by_one(events, borders):
    """The same as an event for each cohort, whose people have an account number between borders of their own."""
    found = []
    for event in events:
        for cohort in event.cohorts:
            low, high = borders[event.platform][cohort.number]
            own = Among(10_000 + event.platform, low, high)
            found.append(cohort.event._replace(among=(*event.among, own, *cohort.among)))
        if not event.cohorts:
            found.append(event)
    return found


# At platform 1 forty per cent from the first, a fifth of whom lost theirs at 3; then three waves, two without some.
OLD = {1: [(0, 0.4, 0.0, 0.8, 0.0), (1, 0.4, 0.8, 1.0, 0.0)], 2: [(0, 0.3, 0.0, 0.8, 0.0), (1, 0.3, 0.8, 1.0, 0.0)]}
LATER = {1: [(2, 0.2, 0.0, 1.0, 1.5), (3, 0.1, 0.0, 0.7, 2.5), (4, 0.15, 0.0, 0.7, 3.2)], 2: [(2, 0.3, 0.0, 0.75, 2.0)]}
BORDERS = {
    1: {0: (0.0, 0.4), 1: (0.0, 0.4), 2: (0.4, 0.6), 3: (0.6, 0.7), 4: (0.7, 0.85)},
    2: {0: (0.0, 0.3), 1: (0.0, 0.3), 2: (0.3, 0.6)},
}


def holders(platform, time):
    old = OLD[platform][: 1 if time >= 3.0 else 2]
    return [*old, *(wave for wave in LATER[platform] if wave[4] < time)]


def of(platform, time, start, share=1.0, **more):
    return met(window(time, start, time, share, platform=platform, **more), *holders(platform, time))


WORLDS = {
    "one platform": [of(1, 1.0, 0.0, 0.5), of(1, 2.0, 0.5, 0.7), of(1, 3.0, 1.8, 0.4), of(1, 4.0, 2.0)],
    "two": [of(1, 1.0, 0.0, 0.5), of(2, 2.2, 0.5, 0.7), of(1, 3.5, 1.0, 0.4), of(2, 4.0, 3.0), of(1, 5.0, 2.0, 0.9)],
    "the same people again": [of(1, 1.0, 0.0, 0.5, key=7), of(1, 2.0, 0.5, 0.7, key=7), of(1, 4.0, 1.0, 0.6, key=7)],
    "the same people at two": [of(1, 2.0, 0.0, 0.5, key=7), of(2, 2.5, 0.5, 0.7, key=7), of(1, 4.0, 1.0, 0.6)],
    "a state": [of(1, 1.0, 0.0, 0.5), of(1, 2.0, 0.0, 0.3, certain=True), of(2, 4.0, 3.0, 0.5), of(1, 5.0, 2.0)],
    "some people": [
        of(1, 2.0, 0.0, 0.5, among=[Among(REGION, 0.2, 0.9)]),
        of(2, 3.5, 0.5, among=[Among(REGION, 0.0, 0.6)]),
        window(4.0, 0.0, 0.4, 0.5, platform=0, lane=3, among=[Among(REGION, 0.5, 1.0)]),
        of(1, 5.0, 1.0),
    ],
}  # fmt: skip


def unexposed(events, z=Z):
    return unexposed_by_cohort(z, events, np.random.default_rng(1))


@pytest.mark.parametrize("world", WORLDS)
def test_chances_are_those_of_every_account_number_enumerated(world):
    events = WORLDS[world]
    ours = unexposed(events)
    singly = one_by_one(events, BORDERS)
    # platforms have lanes of their own; patterns tell them apart by number
    apart = [e._replace(parts=tuple(p._replace(lane=p.lane + 10 * e.platform) for p in e.parts)) for e in singly]
    theirs = unexposed_chances(Z, apart, np.random.default_rng(1), most=10**6)
    last = np.cumsum([max(len(event.cohorts), 1) for event in events]) - 1
    assert ours == pytest.approx(theirs[last], rel=1e-12)
    before = np.vstack([np.ones(Z.size), ours[:-1]])
    assert (ours < before).all()


@pytest.mark.parametrize("world", WORLDS)
def test_blocks_of_activities_change_no_bit_and_those_of_cells_only_rounding(world, monkeypatch):
    events, most = WORLDS[world], []
    all_at_once, blocks = unexposed(events), cohorts._blocks
    monkeypatch.setattr(cohorts, "_blocks", lambda *of: most.append(of) or blocks(*of))
    for z in Z:
        assert unexposed(events, np.array([z]))[:, 0].tolist() == all_at_once[:, z == Z][:, 0].tolist()
    cells, _, many = most[-1]
    monkeypatch.setattr(cohorts, "_AT_ONCE", 2 * cells * many)
    assert unexposed(events).tolist() == all_at_once.tolist()
    monkeypatch.setattr(cohorts, "_AT_ONCE", many)
    assert unexposed(events) == pytest.approx(all_at_once, rel=1e-13)
    assert len(list(blocks(*most[-1]))) == most[-1][0] * Z.size


def test_platforms_share_who_has_shown_an_identity():
    """The control: chances of two platforms do not multiply where both ask for the same number."""
    events = WORLDS["two"]
    apart = [unexposed([event for event in events if event.platform == platform])[-1] for platform in (1, 2)]
    assert np.abs(unexposed(events)[-1] - apart[0] * apart[1]).max() > 1e-3
    free = [e._replace(cohorts=tuple(c._replace(among=()) for c in e.cohorts if c.number != 1)) for e in events]
    apart = [unexposed([event for event in free if event.platform == platform])[-1] for platform in (1, 2)]
    assert unexposed(free)[-1] == pytest.approx(apart[0] * apart[1], rel=1e-12)


def test_one_cohort_of_everybody_changes_nothing():
    still = [window(float(j), 0.4 * j, j + 1.0, 0.3)._replace(member=0.4) for j in range(5)]
    grown = [met(event._replace(member=1.0), (0, 0.4, 0.0, 1.0, 0.0)) for event in still]
    ours, theirs = ClassEvents(grown), ClassEvents(still)
    rng = np.random.default_rng(1)
    assert ours.marginal(Z) == pytest.approx(theirs.marginal(Z), rel=1e-12)
    for one, other in zip(ours.first(Z, 1, 5, rng), theirs.first(Z, 1, 5, rng), strict=True):
        assert one == pytest.approx(other, rel=1e-10)
    assert ours.longest == theirs.longest == cover(grown) == 5.0


def test_a_crowd_has_the_people_and_the_records_of_its_cohorts():
    events = WORLDS["one platform"]
    draw = Crowd(0.0, events).draw(MANY, [], 3)
    chances = 1.0 - unexposed(events, np.ones(1))[:, 0]
    assert np.cumsum(draw.first["whole"][:, 0]) / MANY == pytest.approx(chances, abs=4 * 0.5 / MANY**0.5)
    for number, event in enumerate(events):
        widths = [c.among[0].high - c.among[0].low if c.among else 1.0 for c in event.cohorts]
        of_cohorts = np.array([c.chance for c in event.cohorts]) * widths
        lengths = np.array([cohort.event.end for cohort in event.cohorts])
        exposed, records = event.share * of_cohorts @ -np.expm1(-lengths), event.share * of_cohorts @ lengths
        assert draw.exposed[number, 0] / MANY == pytest.approx(exposed, abs=4 * 0.5 / MANY**0.5)
        assert draw.records[number, 0] / MANY == pytest.approx(records, abs=4 * 2.0 / MANY**0.5)
        if number:  # the control: everybody with the window of those who were there from the first
            assert abs(draw.records[number, 0] / MANY - event.share * of_cohorts.sum() * lengths[0]) > 1e-3
