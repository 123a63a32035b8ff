from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.frame import Frame, Period, PlaceInfo
from sim.measures import COLUMNS, DEFINITIONS, LABELS, Definition, Part, all_measures, measure
from sim.measures.rows import UNKNOWN, _in_columns, rows_of

FRAME = Frame(
    date(2020, 1, 1), 100.0, 10.0, (Period("late", 50.0, 100.0),), (PlaceInfo("here", 1.0, 2.0, 50),), 50
)  # fmt: skip


def closed() -> Ledger:
    ledger = Ledger(FRAME)
    ledger.close()
    return ledger


def definition(kind: str, *parts: Part) -> Definition:
    return Definition("some.thing", "1", "What it is.", "positive", kind, ("place", "stage"), lambda _: parts)


def test_columns_are_measure_unit_period_labels_and_numbers():
    assert COLUMNS[:3] == ("measure", "unit", "period")
    assert COLUMNS[-3:] == ("value", "numerator", "denominator")
    assert set(COLUMNS[3:-3]) == set(LABELS)


def test_a_ratio_keeps_what_stands_above_and_below():
    part = Part({"place": "here"}, np.array([1.0, 0.0]), np.array([4.0, 2.0]))
    first, second = rows_of(definition("ratio", part), closed())
    assert (first.value, first.numerator, first.denominator, first.labels) == (0.25, 1.0, 4.0, {"place": "here"})
    assert (second.period, second.value) == ("late", 0.0)


def test_labels_where_nothing_happened_have_no_row_and_totals_always_have_one():
    nothing = np.zeros(2)
    parts = Part({}, nothing), Part({"stage": "obtained"}, nothing), Part({"place": "here"}, nothing)
    assert [row.labels for row in rows_of(definition("count", *parts), closed())] == [
        {},
        {},
        *[{"stage": "obtained"}] * 2,
    ]


def test_a_ratio_of_nothing_to_nothing_has_no_value_but_its_sums():
    (row, _) = rows_of(definition("ratio", Part({}, np.zeros(2), np.zeros(2))), closed())
    assert np.isnan(row.value)
    assert (row.numerator, row.denominator) == (0.0, 0.0)


def test_a_statistic_that_is_unknown_has_no_row():
    (row,) = rows_of(definition("statistic", Part({}, np.array([np.nan, 2.0]))), closed())
    assert (row.period, row.value) == ("late", 2.0)


def test_a_label_that_a_fact_left_empty_is_unknown_and_no_total():
    (row, _) = rows_of(definition("count", Part({"place": ""}, np.ones(2))), closed())
    assert row.place == "unknown"


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match=r"measure 'need\.met_share' is there already"):
        measure("need.met_share", unit="1", scale="share", kind="ratio")(lambda _: ())


def test_labels_are_columns():
    with pytest.raises(ValueError, match=r"measure 'new': has labels \['colour'\]"):
        measure("new", unit="1", scale="share", kind="ratio", labels=("colour",))(lambda _: ())


@pytest.mark.parametrize("one", DEFINITIONS.values(), ids=lambda one: one.name)
def test_every_measure_can_be_counted_of_a_run_in_which_nothing_happened(one):
    assert one.text.endswith(".")
    assert one.unit
    for row in rows_of(one, closed()):
        assert row.labels.keys() <= set(one.labels)
        assert row.value == 0.0 or np.isnan(row.value) or one.name == "compliance.share"


def test_all_measures_name_a_definition():
    assert {row.measure for row in all_measures(closed())} <= DEFINITIONS.keys()


def test_a_label_that_rows_do_not_have_is_left_out():
    found = dict(zip(LABELS, _in_columns((("source", "x"), ("state", "open"), ("place", ""))), strict=True))
    assert {name: text for name, text in found.items() if text} == {"state": "open", "place": UNKNOWN}
