"""The clock's own loop: as SimPy's, with everything that falls on the end and a count of what happened."""

from sim.actors.process import ARRIVAL, LAST, PURGE, Clock, start


def life(clock, seen, *times):
    for time in times:
        yield clock.at(time, ARRIVAL)
        seen.append(time)


def test_what_falls_on_the_end_happens_and_what_is_later_waits():
    clock, seen = Clock(), []
    start(life(clock, seen, 1.0, 2.0, 2.5))
    clock.run_to(2.0)
    assert seen == [1.0, 2.0]
    assert clock.now == 2.0
    clock.run_to(3.0)
    assert seen == [1.0, 2.0, 2.5]


def test_events_are_counted_once_and_asking_counts_none():
    clock, seen = Clock(), []
    start(life(clock, seen, 1.0, 2.0, 5.0))
    clock.run_to(3.0)
    assert clock.happened == clock.happened == 3  # two of the life, and the end
    clock.run_to(6.0)
    assert clock.happened == 5
    assert PURGE < ARRIVAL < LAST
