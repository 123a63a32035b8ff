import pytest

from sim.actors.process import ARRIVAL, END_OF_SERVICE, LAW, OPENING, PURGE, Clock, start


def waiting(clock, time, rank, name, seen):
    yield clock.at(time, rank)
    seen.append((clock.now, name))


def test_of_equal_times_law_purge_opening_end_of_service_arrival_come_in_this_order():
    clock, seen = Clock(), []
    ranks = {"arrival": ARRIVAL, "end": END_OF_SERVICE, "opening": OPENING, "purge": PURGE, "law": LAW}
    for name, rank in ranks.items():
        start(waiting(clock, 3.0, rank, name, seen))
    start(waiting(clock, 2.0, ARRIVAL, "before", seen))
    clock.run()
    assert [name for _, name in seen] == ["before", "law", "purge", "opening", "end", "arrival"]


def test_of_equal_times_and_ranks_who_asked_first_comes_first():
    clock, seen = Clock(), []
    for name in "cab":
        start(waiting(clock, 1.0, ARRIVAL, name, seen))
    clock.run()
    assert [name for _, name in seen] == ["c", "a", "b"]


def test_an_answer_to_what_has_just_happened_comes_before_what_is_due():
    clock, seen = Clock(), []
    mended = clock.event()

    def asked():
        yield clock.at(1.0, LAW)
        mended.succeed("now")

    def answered():
        seen.append((yield mended))

    start(answered())
    start(asked())
    start(waiting(clock, 1.0, LAW, "another law", seen))
    clock.run()
    assert seen == ["now", (1.0, "another law")]


@pytest.mark.parametrize(("first", "second"), [(1 / 7, 0.9), (2 / 7, 1.3), (4 / 7, 2.6)])
def test_time_is_kept_to_the_last_bit(first, second):
    clock, seen = Clock(), []

    def life():
        for time in (first, second):
            yield clock.at(time, ARRIVAL)
            seen.append(clock.now)

    start(life())
    clock.run()
    assert seen == [first, second]
    # the control: a delay added to now loses the last bit
    assert first + (second - first) != second


def test_the_past_is_refused():
    clock = Clock()
    clock.run(clock.at(2.0, ARRIVAL))
    with pytest.raises(ValueError, match=r"clock: 1\.5 has passed; wanted a time from 2\.0 on"):
        clock.at(1.5, ARRIVAL)
    clock.at(2.0, ARRIVAL)


def test_a_life_runs_to_its_first_wait_before_start_returns():
    clock, seen = Clock(), []

    def life():
        seen.append("born")
        yield clock.at(1.0, ARRIVAL)
        seen.append("dead")

    start(life())
    assert seen == ["born"]
    clock.run()
    assert seen == ["born", "dead"]


def test_an_error_in_a_life_stops_the_run():
    clock = Clock()

    def life():
        yield clock.at(1.0, ARRIVAL)
        raise RuntimeError("broken life")

    start(life())
    with pytest.raises(RuntimeError, match="broken life"):
        clock.run()


def test_a_process_that_fails_ends_the_run():
    clock = Clock()

    def failing():
        yield clock.timeout(1.0)
        raise RuntimeError("the plug-in's own fault")

    clock.process(failing())
    with pytest.raises(RuntimeError, match="own fault"):
        clock.run_to(2.0)


def test_a_failure_that_is_caught_does_not():
    clock, caught = Clock(), []

    def failing():
        yield clock.timeout(1.0)
        raise RuntimeError("caught")

    def catching():
        try:
            yield clock.process(failing())
        except RuntimeError as error:
            caught.append(str(error))

    clock.process(catching())
    clock.run_to(2.0)
    assert caught == ["caught"]
