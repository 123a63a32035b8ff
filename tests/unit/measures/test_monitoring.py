"""Measures of monitoring, from facts written by hand."""

from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import Flagged, Watched
from sim.ledger.frame import Frame, Period
from sim.measures import DEFINITIONS, series
from sim.measures.rows import rows_of

FRAME = Frame(date(2020, 1, 1), 100.0, 10.0, (Period("late", 60.0, 100.0),))
NAMES = [name for name in DEFINITIONS if name.startswith("monitoring.")]


def flag(time: float, state: str, **changes) -> Flagged:
    plain = Flagged(
        time + 1.0, time, "filter", "forum", "post", "town", 5, unlawful=True, reviewed=False, reported=False,
        pursued=False, state=state,
    )  # fmt: skip
    return plain._replace(**changes)


def stay(since: float, until: float, state: str = "ended", **changes) -> Watched:
    return Watched(until, since, "police", "town", 5, "flagged", state)._replace(**changes)


FLAGS = (
    flag(20.0, "removed"),
    flag(30.0, "removed", unlawful=False),
    flag(70.0, "removed", unlawful=False, operator="wall"),
    flag(70.0, "reported", category="message", reported=True, pursued=True),
    flag(80.0, "dismissed", category="message", unlawful=False),
    flag(5.0, "removed", unlawful=False),  # in the warm-up
)


def closed(*facts) -> Ledger:
    ledger = Ledger(FRAME)
    for fact in facts:
        ledger.write(fact)
    ledger.close()
    return ledger


def value(name: str, *facts, period: str = "", **labels: str) -> float:
    rows = rows_of(DEFINITIONS[name], closed(*facts))
    (row,) = [row for row in rows if row.labels == labels and row.period == period]
    return row.value


def test_flags_count_by_the_time_of_the_record_and_by_what_became_of_them():
    assert value("monitoring.flags", *FLAGS) == 5.0
    assert value("monitoring.flags", *FLAGS, period="late") == 3.0
    assert value("monitoring.flags", *FLAGS, state="removed") == 3.0
    assert value("monitoring.flags", *FLAGS, operator="wall") == 1.0


def test_precision_is_the_share_of_flags_that_are_right():
    assert value("monitoring.precision", *FLAGS) == pytest.approx(2 / 5)
    assert value("monitoring.precision", *FLAGS, category="message") == pytest.approx(1 / 2)
    assert value("monitoring.precision", *FLAGS, period="late") == pytest.approx(1 / 3)


def test_removed_posts_and_the_lawful_ones_among_them():
    assert value("monitoring.removed", *FLAGS) == 3.0
    assert value("monitoring.removed_lawful", *FLAGS) == 2.0
    assert value("monitoring.removed_lawful", *FLAGS, operator="forum") == 1.0


def test_reports_and_cases():
    assert value("monitoring.reported", *FLAGS) == value("monitoring.cases", *FLAGS) == 1.0


STAYS = (stay(0.0, 30.0), stay(50.0, 80.0, place="village"), stay(50.0, 50.0, "full"), stay(90.0, 100.0, "open"))


def test_people_watched_are_a_time_average():
    assert value("monitoring.watched", *STAYS) == pytest.approx((20 + 30 + 10) / 90)
    assert value("monitoring.watched", *STAYS, period="late") == pytest.approx((20 + 10) / 40)
    assert value("monitoring.watched", *STAYS, place="village") == pytest.approx(30 / 90)


def test_entries_count_those_turned_away_by_themselves():
    assert value("monitoring.watch_entries", *STAYS) == 3.0  # one began in the warm-up
    assert value("monitoring.watch_entries", *STAYS, state="full") == 1.0


def test_the_series_of_people_watched_is_the_number_listed_at_each_time():
    table = series(closed(*STAYS))
    rows = [i for i, name in enumerate(table["series"]) if name == "monitoring.watched"]
    assert len(rows) == len(FRAME.points)
    times, values = np.array(table["time"])[rows], np.array(table["value"])[rows]
    expected = [sum(s.since <= t < s.time for s in STAYS) for t in times]
    assert values.tolist() == expected
    assert {1.0, 0.0} <= set(values.tolist())


@pytest.mark.parametrize("name", NAMES)
def test_a_run_without_filters_and_lists_has_no_row(name):
    assert list(rows_of(DEFINITIONS[name], closed())) == []


def test_there_are_eight_measures_of_monitoring():
    assert len(NAMES) == 8
