import numpy as np
import pytest
from scipy import stats

from sim.draw.hashing import name_key, plain_unit
from sim.records import plain
from sim.records.activity import activity, quantiles
from sim.records.cells import TOP, bits_of, count_table
from sim.records.field import RecordField
from sim.records.profile import Profile

DAYTIME = Profile([1.0 if hour % 24 < 7 else 3.0 for hour in range(168)], 2)
PEOPLE = np.arange(60_000, dtype=np.uint64)
CV = 0.8


def field(category="session", rate=0.9, cv=CV, master=1, population="residents", profile=DAYTIME):
    return RecordField(master, name_key(population), category, rate, cv, profile)


def test_a_person_is_that_of_the_plain_kernels():
    one = field(rate=7.0)
    bits, table = bits_of("session"), count_table(bits_of("session"))
    for person in (0, 5, 7_999_999_999):
        scale = one.activity(person) * 7.0
        a, b = scale * DAYTIME.clock(-3.3), scale * DAYTIME.clock(20.0)
        assert one.count(person, ((-3.3, 20.0),)) == plain.count(one.key(person), a, b, bits, table)


def test_one_by_one_and_many_at_once_are_the_same():
    one = field(rate=30.0)
    marks = (2**61, 2**63)
    people = PEOPLE[:200]
    for which in (None, marks):
        counts = one.counts(people, -5.0, 3.5, which)
        assert [one.count(int(person), ((-5.0, 3.5),), which) for person in people] == counts.tolist()
        assert [one.has(int(person), ((-5.0, 3.5),), which) for person in people] == (counts > 0).tolist()
    assert one.activities(people).tolist() == [one.activity(int(person)) for person in people]


def test_the_listing_holds_what_is_counted():
    one = field("message", rate=20.0)
    marks = (2**61, TOP)
    for person in range(100):
        times, found = one.listing(person, -7.0, 6.5)
        assert (np.diff(times) > 0).all()
        for start, end in ((-7.0, 6.5), (-1.0, 0.3), (2.0, 2.1)):
            inside = (times >= start) & (times < end)
            assert one.count(person, ((start, end),)) == inside.sum()
            assert one.count(person, ((start, end),), marks) == (inside & (found >= 2**61)).sum()


def test_pieces_add_up():
    one = field(rate=10.0)
    whole, parts = ((-4.0, 9.0),), ((-4.0, 1.0), (1.0, 1.5), (1.5, 9.0))
    for person in range(50):
        assert one.count(person, whole) == one.count(person, parts)
        assert one.has(person, parts) == one.has(person, whole)
    assert one.count(1, ()) == 0
    assert not one.has(1, ())


def test_no_records_where_the_profile_or_the_rate_is_zero():
    night_off = field(rate=50.0, profile=Profile([0.0 if hour % 24 < 6 else 1.0 for hour in range(168)]))
    assert night_off.counts(PEOPLE[:500], 3.0, 3.25).sum() == 0
    assert field(rate=0.0).counts(PEOPLE[:500], -100.0, 100.0).sum() == 0
    assert field(rate=0.0).listing(1, -9.0, 9.0)[0].size == 0


def test_a_reading_is_the_mean_number_of_records():
    assert field(rate=4.0).reading(7.0) == 28.0


def test_an_impossible_rate_is_refused():
    with pytest.raises(ValueError, match="rate_per_day: is -1; wanted a finite number, 0 or over"):
        field(rate=-1)


# -- the law: exact sampling of the model --------------------------------------------------------------------


def adaptive_rows(counts_of):
    """Rows of counts of windows that overlap, the later ones chosen by what the earlier ones showed."""
    first = counts_of(np.ones(PEOPLE.size, bool), 2.0, 6.5)
    busy = first > 2
    second, third = np.zeros_like(first), np.zeros_like(first)
    for group, window in ((busy, (4.0, 5.0)), (~busy, (-1.0, 4.5))):
        second[group] = counts_of(group, *window)
    quiet = second == 0
    for group, window in ((quiet, (0.0, 9.0)), (~quiet, (4.2, 7.0))):
        third[group] = counts_of(group, *window)
    return np.column_stack([first, second, third]).clip(max=7)


def field_rows(one):
    return adaptive_rows(lambda group, start, end: one.counts(PEOPLE[group], start, end))


def brute_rows(seed, rate=0.9, cv=CV):
    """The model as it is told: everybody's records one by one on [-1, 9), then counted."""
    rng = np.random.default_rng(seed)
    z = rng.gamma(cv**-2, cv**2, PEOPLE.size)
    a, b = DAYTIME.clock(-1.0), DAYTIME.clock(9.0)
    numbers = rng.poisson(z * rate * (b - a))
    owner = np.repeat(np.arange(PEOPLE.size), numbers)
    times = DAYTIME.times(rng.uniform(a, b, owner.size))

    def counts_of(group, start, end):
        inside = owner[(times >= start) & (times < end)]
        return np.bincount(inside, minlength=PEOPLE.size)[group]

    return adaptive_rows(counts_of)


def test_adaptive_overlapping_windows_have_the_joint_law_of_the_model(same_law):
    assert same_law(field_rows(field()), brute_rows(1)) > 0.001


@pytest.mark.parametrize("wrong", [{"rate": 0.96}, {"cv": 0.85}])
def test_a_fault_in_the_rate_or_the_spread_of_activity_would_be_seen(same_law, wrong):
    assert same_law(field_rows(field()), brute_rows(1, **wrong)) < 0.001


def p_of_mean(rate):
    """Of the law "a window's count has mean L and variance L + cv^2 L^2" at rate 0.9, people being independent."""
    counts = field(rate=rate).counts(PEOPLE, 0.0, 7.0)
    variance = 6.3 + CV**2 * 6.3**2
    return 2 * stats.norm.sf(abs(counts.mean() - 6.3) / (variance / PEOPLE.size) ** 0.5)


def test_the_mean_count_is_the_clock_length_and_a_two_per_cent_fault_would_be_seen():
    assert p_of_mean(0.9) > 0.001
    assert p_of_mean(0.918) < 0.001


def test_windows_taken_for_independent_would_be_seen(same_law):
    fields = iter([field(), field(master=2), field(master=2), field(master=3), field(master=3)])
    rows = adaptive_rows(lambda group, start, end: next(fields).counts(PEOPLE[group], start, end))
    assert same_law(rows, brute_rows(1)) < 0.001


def test_the_share_without_a_record_is_that_of_the_closed_form():
    length = field().reading(9.0) - field().reading(2.0)
    chance = (1 + CV**2 * length) ** (-1 / CV**2)
    missed = int((field().counts(PEOPLE, 2.0, 9.0) == 0).sum())
    assert stats.binomtest(missed, PEOPLE.size, chance).pvalue > 0.001
    assert stats.binomtest(missed, PEOPLE.size, np.exp(-length)).pvalue < 0.001  # without spread of activity


def test_people_are_alike_wherever_they_are_numbered():
    totals = [field().counts(PEOPLE[:20_000] + np.uint64(first), 0.0, 7.0) for first in (0, 10**6, 8 * 10**9 - 20_000)]
    assert stats.kruskal(*totals).pvalue > 0.001
    more = field(rate=0.95).counts(PEOPLE[:20_000], 0.0, 7.0)
    assert stats.kruskal(totals[0], more).pvalue < 0.001


def test_neighbours_categories_populations_and_replications_share_nothing_but_activity():
    session = field(cv=0.0).counts(PEOPLE, 0.0, 7.0)
    others = [
        field("message", cv=0.0).counts(PEOPLE, 0.0, 7.0),
        field(cv=0.0, population="visitors").counts(PEOPLE, 0.0, 7.0),
        field(cv=0.0, master=2).counts(PEOPLE, 0.0, 7.0),
        np.roll(session, 1),
    ]
    limit = 3.3 / PEOPLE.size**0.5  # standard error of a correlation of independent numbers is 1 / sqrt(n)
    assert all(abs(np.corrcoef(session, other)[0, 1]) < limit for other in others)
    # with spread, two categories of one person have correlation cv^2 L / (1 + cv^2 L)
    shared = np.corrcoef(field().counts(PEOPLE, 0.0, 7.0), field("message").counts(PEOPLE, 0.0, 7.0))[0, 1]
    length = 6.3
    assert shared == pytest.approx(CV**2 * length / (1 + CV**2 * length), abs=5 * limit)


def test_the_person_has_one_activity_in_all_categories():
    assert field("session").activity(77) == field("post", rate=3.0).activity(77)
    assert field("session").activity(77) != field("session", population="visitors").activity(77)
    key = int(field()._person_key)
    unit = plain_unit(plain.plain_fold(key, 77))
    assert field().activity(77) == activity(unit, quantiles(CV))


def test_marked_counts_are_independent_thinnings(same_law):
    third = TOP // 3
    one = field(cv=0.0, rate=1.0)
    rows = np.column_stack([one.counts(PEOPLE, 0.0, 7.0, (low, high)) for low, high in ((0, third), (third, TOP))])
    assert (rows.sum(1) == one.counts(PEOPLE, 0.0, 7.0)).all()
    rng = np.random.default_rng(3)
    assert same_law(rows, rng.poisson([7 / 3, 14 / 3], (PEOPLE.size, 2))) > 0.001
    assert same_law(rows, rng.poisson([7 / 3 * 1.02, 14 / 3 / 1.02], (PEOPLE.size, 2))) < 0.001
    both = rng.poisson(7.0, PEOPLE.size)
    tied = np.column_stack([both // 3, both - both // 3])
    assert same_law(rows, tied) < 0.001
