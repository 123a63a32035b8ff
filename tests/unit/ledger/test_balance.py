from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.balance import BalanceError, check
from sim.ledger.facts import CopiedCrowd, CopyEvent, DeskTurn, Flagged, Frozen, NeedClosed, Purged, Searched, Visited
from sim.ledger.frame import Frame

NAN = float("nan")
FRAME = Frame(date(2020, 1, 1), 100.0)


def need(state: str) -> NeedClosed:
    return NeedClosed(50.0, 20.0, "police", "session", "here", "suspect", state, 30.0)


def turn(arrived: float, started: float, ended: float) -> DeskTurn:
    return DeskTurn("isp", "session", 1, arrived, started, ended, 0.5, 0.1, NAN)


def ledger_of(*facts, opened: int = 0, number_there: tuple = (), written: float = 0.0) -> Ledger:
    ledger = Ledger(FRAME)
    levels = ledger.desk("isp", 1.0)
    for time, delta in number_there:
        levels.number_in_system.add(time, delta)
    ledger.opened("need", opened)
    ledger.written("isp", "session", written)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def test_a_run_that_adds_up_passes():
    there = ((10.0, 1), (12.0, 1), (15.0, -1))
    check(ledger_of(need("met"), turn(10.0, 11.0, 15.0), turn(12.0, NAN, NAN), opened=1, number_there=there))


def test_a_need_that_was_lost_is_seen():
    with pytest.raises(BalanceError, match="needs opened and accounted for: 2 against 1"):
        check(ledger_of(need("met"), opened=2))


SEARCH = Searched(50.0, 20.0, "police", "location", "here", "met", 30, 4, True, True, True)


def searched(*facts, opened=1):
    ledger = Ledger(FRAME)
    ledger.opened("search", opened)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def test_a_search_that_adds_up_passes():
    check(searched(SEARCH))


@pytest.mark.parametrize(
    ("search", "said"),
    [
        (SEARCH._replace(candidates=31), "candidates: 31; wanted at most the 30 of persons"),
        (SEARCH._replace(candidates=0), "found: 1; wanted at most the 0 of candidates"),
    ],
)
def test_more_people_in_all_dumps_than_in_any_are_seen(search, said):
    with pytest.raises(BalanceError, match=said):
        check(searched(search))


def test_a_search_that_was_lost_is_seen():
    with pytest.raises(BalanceError, match="searches opened and accounted for: 2 against 1"):
        check(searched(SEARCH, opened=2))


def test_a_piece_of_work_that_left_unseen_breaks_littles_law():
    with pytest.raises(BalanceError, match="desk 'isp', number there over time and time spent: 90 against 5"):
        check(ledger_of(turn(10.0, 11.0, 15.0), number_there=((10.0, 1),)))


def test_a_turn_at_an_unknown_desk_is_seen():
    with pytest.raises(BalanceError, match="desk 'nobody': has turns and was never registered"):
        check(ledger_of(turn(10.0, 11.0, 15.0)._replace(desk="nobody")))


def purge(time: float, before: float, after: float) -> Purged:
    return Purged(time, "isp", "session", 0.0, 9.0, before, after, 0.0, 0.0)


def purges(last: float) -> tuple[Purged, ...]:
    return purge(0.0, 100.0, 80.0), purge(50.0, 130.0, 90.0), purge(100.0, last, last)


def test_what_was_written_less_purged_is_held():
    check(ledger_of(*purges(last=140.0), written=100.0))


def test_bytes_that_came_from_nowhere_are_seen():
    with pytest.raises(BalanceError, match="store isp/session, written less purged and held: 140 against 141"):
        check(ledger_of(*purges(last=141.0), written=100.0))


def crowd(exposed: int, distinct: int, once: int, people: int = 100) -> CopiedCrowd:
    acts = (CopyEvent(50.0, "onsite", "obtained", "police", "isp", "session", exposed, exposed, exposed, 1.0),)
    return CopiedCrowd("residents", "west", people, acts, ("",), np.array([distinct]), np.array([[once, 0, 0]]))


def test_a_class_of_whom_as_many_were_exposed_as_there_were_exposures_passes():
    check(ledger_of(crowd(30, 30, 30)))


def test_people_of_a_class_whom_nothing_exposed_are_seen():
    with pytest.raises(BalanceError, match=r"exposed in '' by how often, and distinct: 29 against 30"):
        check(ledger_of(crowd(30, 30, 29)))
    with pytest.raises(BalanceError, match=r"class residents/west: 31 people exposed, 30 by one act, of 100"):
        check(ledger_of(crowd(30, 31, 31)))
    with pytest.raises(BalanceError, match=r"101 people exposed, 101 by one act, of 100"):
        check(ledger_of(crowd(101, 101, 101)))


def test_visits_that_took_more_hours_than_the_inspectors_worked_are_seen():
    ledger = Ledger(FRAME)
    desk = ledger.desk("police: onsite", 2.5)
    desk.busy.add(10.0, 3)
    desk.busy.add(11.0, -3)  # three servers at 5/6 of the speed for a day: 60 hours
    visit = Visited(
        20.0, 19.0, "police", "isp", "onsite", 5.0, False, False, False, 0.0, 12.0, 0, 0, 0, 0, False, False
    )
    ledger.write(visit)
    ledger.close()
    check(ledger)
    assert ledger.desks["police: onsite"].hours_at_work == pytest.approx(60.0)
    ledger = Ledger(FRAME)
    ledger.write(visit)
    ledger.close()
    with pytest.raises(BalanceError, match="inspectors 'police: onsite', hours of visits 60; wanted at most 0"):
        check(ledger)


def flag(state: str, reviewed: bool = False) -> Flagged:
    return Flagged(9.0, 8.0, "filter", "isp", "post", "here", 5, True, reviewed, False, False, state)


def flags_of(*facts, opened: int) -> Ledger:
    ledger = Ledger(FRAME)
    levels = ledger.desk("isp", 1.0)
    for fact in facts:
        ledger.write(fact)
        if isinstance(fact, DeskTurn):
            levels.number_in_system.add(fact.arrived, 1)
            levels.number_in_system.add(fact.ended, -1)
    ledger.opened("flag", opened)
    ledger.close()
    return ledger


def test_flags_that_add_up_pass():
    seen = turn(8.0, 8.5, 9.0)._replace(task="flag")
    check(flags_of(flag("removed"), flag("dismissed", reviewed=True), seen, opened=2))


def test_a_flag_that_was_lost_is_seen():
    with pytest.raises(BalanceError, match="flags opened and accounted for: 2 against 1"):
        check(flags_of(flag("removed"), opened=2))


def test_a_flag_in_no_known_state_is_seen():
    with pytest.raises(BalanceError, match="flags opened, and flags removed, kept and waiting: 1 against 0"):
        check(flags_of(flag("forgotten"), opened=1))


def test_a_review_without_a_turn_at_the_desk_is_seen():
    with pytest.raises(BalanceError, match="flags reviewed, and turns at moderators' desks: 1 against 0"):
        check(flags_of(flag("dismissed", reviewed=True), opened=1))


def test_an_answer_that_rests_on_a_freeze_and_found_nothing_is_seen():
    used = Frozen(50.0, 20.0, "police", "isp", "session", "here", "suspect", 7, "used", 4.0, NAN)
    ledger = ledger_of(used)
    with pytest.raises(BalanceError, match="freezes opened and accounted for: 0 against 1"):
        check(ledger)
    ledger.opened("freeze")
    with pytest.raises(BalanceError, match="answers that rest on freezes: 1; wanted at most the 0 that found any"):
        check(ledger)
