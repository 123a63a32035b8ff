"""A desk at work; times in hours from Monday midnight, `check` of the ledger holds Little's law for each test."""

import numpy as np
import pytest

from sim.actors.desk import Desk, piece
from sim.actors.process import ARRIVAL, Life, start
from sim.draw.keyed import Decision
from sim.ledger.accounts import Ledger
from sim.ledger.balance import BalanceError, check
from sim.ledger.facts import DeskTurn
from tests.unit.actors.stage import ALWAYS_OPEN, HOUR, NEVER, Stage, office

WEEK = 7.0
LAST = (1 << 31) - 1  # number of a piece of work of a line


def worked(arrivals, *, staff=1.0, calendar=None, days=2 * WEEK):
    """The turns of work that comes as (arrival [h], work [h], grade), by arrival; rounded to 1e-6 h."""
    stage = Stage(days)
    desk = Desk(stage.clock, calendar or office(), stage.ledger, name="desk", staff=staff)

    def life(arrival: float, work: float, grade: int) -> Life[None]:
        yield stage.clock.at(arrival / 24, ARRIVAL)
        yield from desk.turn(work / 24, grade=grade, task="t", due=5.0)

    for arrival, work, *grade in arrivals:
        start(life(arrival, work, *(grade or [3])))
    stage.run(desk.close_books)
    return stage, sorted(stage.of(DeskTurn), key=lambda turn: (turn.arrived, turn.grade))


def hours(turns):
    return [(round(turn.started / HOUR, 6), round(turn.ended / HOUR, 6)) for turn in turns]


def test_work_that_comes_to_an_idle_desk_starts_at_once():
    _, turns = worked([(10, 2)])
    assert hours(turns) == [(10, 12)]
    assert turns[0] == DeskTurn("desk", "t", 3, turns[0].arrived, turns[0].started, turns[0].ended, 0.0, 2 * HOUR, 5.0)


def test_turns_are_counted_as_their_facts_say():
    """Desks pack the numbers of a turn by place: a wrong order would be in no journal."""
    stage, turns = worked([(10, 2), (10.5, 3), (11, 1, 1), (30, 200)])
    by_name = Ledger(stage.ledger.frame)
    for turn in turns:
        by_name.write(turn)
    by_name.close()
    for name in ("count", *stage.ledger.turns.design.sums):
        assert stage.ledger.turns.sums(name).tolist() == by_name.turns.sums(name).tolist(), name
    for name in stage.ledger.turns.design.kept:
        counted = stage.ledger.turns.column(name).tolist()
        assert sorted(counted) == sorted(by_name.turns.column(name).tolist()), name
    assert len(set(stage.ledger.turns.column("waited_work_days").tolist())) > 2


def test_work_stops_at_closing_and_resumes_at_the_next_opening():
    _, turns = worked([(16, 3)])
    assert hours(turns) == [(16, 24 + 11)]


def test_work_lasts_over_a_weekend():
    _, turns = worked([(4 * 24 + 16, 3)])  # Friday at 16
    assert hours(turns) == [(4 * 24 + 16, 7 * 24 + 11)]


def test_work_may_take_longer_than_a_day():
    _, turns = worked([(10, 20)])  # 7 hours on Monday, 8 on Tuesday, 5 on Wednesday
    assert hours(turns) == [(10, 48 + 14)]


def test_work_that_ends_at_closing_ends_there():
    _, turns = worked([(9, 8)])
    assert hours(turns) == [(9, 17)]


def test_what_waits_when_work_ends_at_closing_starts_at_the_next_opening():
    _, turns = worked([(9, 8), (9.5, 1)])
    assert hours(turns) == [(9, 17), (24 + 9, 24 + 10)]


def test_urgent_work_of_the_night_comes_before_what_waited_when_the_desk_closed():
    _, turns = worked([(9, 8, 3), (9.5, 1, 3), (20, 1, 1)])
    assert hours(turns) == [(9, 17), (34, 35), (33, 34)]


@pytest.mark.parametrize("arrival", [0, 5, 17, 23])
def test_who_comes_while_the_desk_is_closed_waits_for_the_opening(arrival):
    _, turns = worked([(arrival, 1)])
    opening = 9 if arrival < 9 else 33
    assert hours(turns) == [(opening, opening + 1)]
    assert turns[0].waited_work_days == pytest.approx(0.0, abs=1e-12)


def test_what_queued_over_night_comes_before_who_comes_at_the_opening():
    _, turns = worked([(20, 1), (21, 1), (33, 1)])
    assert hours(turns) == [(33, 34), (34, 35), (35, 36)]


def test_all_staff_start_at_the_opening():
    _, turns = worked([(1, 1), (2, 1), (3, 1)], staff=2)
    assert hours(turns) == [(9, 10), (9, 10), (10, 11)]


def test_lower_grades_come_first_and_within_a_grade_who_came_first():
    arrivals = [(10, 1, 3), (10.1, 1, 3), (10.2, 1, 2), (10.3, 1, 1), (10.4, 1, 2)]
    _, turns = worked(arrivals)
    started = {round(turn.arrived / HOUR, 6): round(turn.started / HOUR, 6) for turn in turns}
    assert started == {10: 10, 10.3: 11, 10.2: 12, 10.4: 13, 10.1: 14}


def test_work_in_hand_is_not_laid_down_for_a_lower_grade():
    _, turns = worked([(10, 4, 3), (11, 1, 1)])
    assert hours(turns) == [(10, 14), (14, 15)]


def test_grades_decide_at_the_opening_too():
    _, turns = worked([(1, 1, 3), (2, 1, 1)])
    assert hours(turns) == [(10, 11), (9, 10)]


def test_each_of_the_staff_works_at_one_piece():
    _, turns = worked([(10, 2), (10, 2), (10, 2)], staff=2)
    assert hours(turns) == [(10, 12), (10, 12), (12, 14)]


@pytest.mark.parametrize(("staff", "servers", "takes"), [(0.5, 1, 2.0), (2.5, 3, 1.2), (1.0, 1, 1.0), (3.0, 3, 1.0)])
def test_a_fraction_of_staff_lengthens_service(staff, servers, takes):
    stage, turns = worked([(9, 1)] * (servers + 1), staff=staff)
    assert hours(turns) == [(9, pytest.approx(9 + takes))] * servers + [
        (pytest.approx(9 + takes), pytest.approx(9 + 2 * takes))
    ]
    assert turns[0].work_days == pytest.approx(takes * HOUR)
    assert stage.ledger.desks["desk"].busy_days[0] == pytest.approx((servers + 1) * takes * HOUR)


def test_waiting_is_counted_in_open_time_too():
    # an hour of work on Monday at 16; the next waits that hour, a night's 16 hours do not count
    _, turns = worked([(16, 2), (16, 1)])
    assert hours(turns) == [(16, 34), (34, 35)]
    assert [round(turn.waited_work_days / HOUR, 9) for turn in turns] == [0, 2]


def test_work_without_length_is_done_at_once_if_the_desk_is_open():
    _, turns = worked([(10, 0), (18, 0)])
    assert hours(turns) == [(10, 10), (33, 33)]


def test_the_desk_serves_on_after_an_idle_night_and_a_busy_one():
    _, turns = worked([(10, 1), (20, 1), (44, 1), (60, 10), (61, 1)], days=WEEK)
    assert hours(turns) == [(10, 11), (33, 34), (57, 58), (60, 86 - 2 + 2), (86, 87)]


def test_what_is_open_at_the_end_is_written_down_with_the_time_that_it_has_reached():
    _, turns = worked([(10, 1), (16, 30), (16.5, 1)], days=2.0)
    assert turns[0].ended == pytest.approx(11 * HOUR)
    assert all(turn.ended != turn.ended for turn in turns[1:])
    assert round(turns[1].started / HOUR, 6) == 16
    assert turns[2].started != turns[2].started
    assert turns[2].waited_work_days == pytest.approx(8.5 * HOUR)  # half an hour on Monday, Tuesday's eight


def test_who_waits_for_an_opening_after_the_end_is_still_waiting():
    _, turns = worked([(40.5, 1), (41.5, 1)], days=2.0)  # Tuesday 16:30 and 17:30
    assert turns[0].ended != turns[0].ended
    assert turns[1].started != turns[1].started
    assert turns[1].waited_work_days == 0.0


def test_a_desk_that_is_always_open_knows_no_night():
    _, turns = worked([(16, 30), (40, 1)], calendar=ALWAYS_OPEN)
    assert hours(turns) == [(16, 46), (46, 47)]


def test_the_working_clock_sets_utilisation():
    stage, _ = worked([(9, 4), (24 + 9, 4)], days=WEEK)
    desk = stage.ledger.desks["desk"]
    assert desk.busy_days[0] == pytest.approx(8 * HOUR)
    assert desk.server_days[0] == pytest.approx(40 * HOUR)


def test_turns_without_deadline_have_none():
    stage = Stage(1.0)
    desk = Desk(stage.clock, ALWAYS_OPEN, stage.ledger, name="desk", staff=1.0)
    start(desk.turn(0.5))
    stage.run(desk.close_books)
    (turn,) = stage.of(DeskTurn)
    assert str(turn.due) == str(NEVER)
    assert (turn.grade, turn.task) == (3, "")


def by_hand(arrivals, staff, calendar):
    """Starts and ends of a queue with priorities on the working clock: (arrival [day], work [day], grade) in order."""
    coming = [(calendar.worked(arrival), grade, number, work) for number, (arrival, work, grade) in enumerate(arrivals)]
    waiting, free_at, found, now = [], [0.0] * staff, {}, 0.0
    while coming or waiting:
        now = max(now, min(free_at), 0.0 if waiting else coming[0][0])
        waiting += [turn for turn in coming if turn[0] <= now]
        coming = [turn for turn in coming if turn[0] > now]
        _, number, work = min(turn[1:] for turn in waiting)
        waiting = [turn for turn in waiting if turn[2] != number]
        free_at[free_at.index(min(free_at))] = now + work
        found[number] = (now, now + work)
    return [found[number] for number in range(len(arrivals))]


@pytest.mark.parametrize("staff", [1, 3])
def test_a_busy_desk_is_a_queue_with_priorities_on_the_working_clock(staff):
    draw = Decision("desk", seed=staff, replication=0)
    # 40 pieces a week for each of the staff, of 0.044 days of open time on average: a load of 1.06
    times = sorted(draw.uniform(number, 0) * 4 * WEEK for number in range(160 * staff))
    arrivals = [
        (time, 0.022 + 0.044 * draw.uniform(i, 1), 1 + int(3 * draw.uniform(i, 2))) for i, time in enumerate(times)
    ]
    calendar = office()
    _, turns = worked([(24 * time, 24 * work, grade) for time, work, grade in arrivals], staff=staff, days=8 * WEEK)
    turns.sort(key=lambda turn: turn.arrived)
    expected = by_hand(arrivals, staff, calendar)
    assert [calendar.worked(turn.started) for turn in turns] == pytest.approx([start for start, _ in expected])
    assert [calendar.worked(turn.ended) for turn in turns] == pytest.approx([end for _, end in expected])
    assert all(calendar.is_open(turn.started) for turn in turns)
    assert sum(turn.waited_work_days > 0.1 for turn in turns) > 40


def test_whoever_brings_work_is_woken_once_when_it_is_done():
    stage, woken = Stage(2.0), []
    desk = Desk(stage.clock, ALWAYS_OPEN, stage.ledger, name="desk", staff=1.0)

    def life():
        turn = desk.join(0.25)
        yield turn
        woken.append((turn.started, turn.ended, stage.clock.now))

    start(life())
    start(life())  # waits for the first
    stage.run(desk.close_books)
    assert woken == [(0.0, 0.25, 0.25), (0.25, 0.5, 0.5)]


def served(times, works, *, foreseen):
    """What a desk of two tells of pieces of work: foreseen in two rows, or brought by hand; and its facts."""
    stage, told = Stage(4 * WEEK), []
    desk = Desk(stage.clock, office(), stage.ledger, name="desk", staff=2.0)

    def by_hand(number):
        yield stage.clock.at(float(times[number]), ARRIVAL)
        came = stage.clock.now
        desk.bring(works[number], lambda started, ended: told.append((number, came, started, ended)), task="task")

    if foreseen:

        def done(number, leads_on, *times):
            assert leads_on == (number > 7)
            told.append((number, *times))

        line = desk.line(done, task="task")
        for row in (np.arange(0, len(times), 2), np.arange(1, len(times), 2)):
            desk.foresee(times[row], works[row], piece(line, row, row > 7), task="task")
    else:
        for number in range(len(times)):
            start(by_hand(number))
    stage.run(desk.close_books)
    return told, [*map(repr, stage.of(DeskTurn))], stage.clock.happened  # in words, for NaN is not itself


def test_work_that_is_foreseen_is_work_that_is_brought_when_it_comes():
    rng = np.random.default_rng(5)
    times, works = np.sort(rng.uniform(0.0, 4 * WEEK, 300)), rng.exponential(0.06, 300)
    times[10:14] = times[10]  # at one time
    foreseen, brought = (served(times, works, foreseen=way) for way in (True, False))
    assert len(foreseen[0]) > 200
    assert foreseen == brought
    assert foreseen[2] > 2 * len(foreseen[0])  # each comes and ends: events are counted alike
    other = served(times, works + 1e-9, foreseen=True)
    assert other[:2] != brought[:2]


def test_work_is_told_to_whom_it_is_of():
    stage, told = Stage(2.0), []
    desk = Desk(stage.clock, ALWAYS_OPEN, stage.ledger, name="desk", staff=9.0)
    one, other = (desk.line(lambda number, *_, whose=whose: told.append((whose, number))) for whose in "ab")
    what = [piece(line, np.array([number]), np.zeros(1, bool)) for line, number in ((one, 7), (other, 7), (one, LAST))]
    desk.foresee(np.array([0.5, 1.0, 1.5]), np.full(3, 0.1), np.concatenate(what))
    desk.foresee(np.empty(0), np.empty(0), np.empty(0, np.int64))  # nothing comes
    with pytest.raises(ValueError, match="grade is 9; wanted 0 to 7"):
        desk.foresee(np.ones(1), np.ones(1), what[0], grade=9)
    stage.run(desk.close_books)
    assert told == [("a", 7), ("b", 7), ("a", LAST)]


def test_books_that_are_not_closed_do_not_balance():
    stage = Stage(2.0)
    desk = Desk(stage.clock, ALWAYS_OPEN, stage.ledger, name="desk", staff=1.0)
    start(desk.turn(5.0))
    stage.clock.run(stage.clock.at(stage.days, ARRIVAL))
    stage.ledger.close()
    with pytest.raises(BalanceError, match="desk 'desk', number there over time and time spent: 2 against 0"):
        check(stage.ledger)


@pytest.mark.parametrize("grade", [-1, 8])
def test_a_grade_that_there_is_not_is_refused(grade):
    stage = Stage(2.0)
    desk = Desk(stage.clock, ALWAYS_OPEN, stage.ledger, name="desk", staff=1.0)
    with pytest.raises(ValueError, match=f"grade is {grade}; wanted 0 to 7"):
        desk.join(1.0, grade=grade)
