import math

import pandas as pd
import pytest

from analysis.tables import LABELS, WHOLE_RUN, headline, number, periods_of, scale, with_interval

EMPTY = dict.fromkeys(LABELS, "")


def row(measure: str, mean: float, period: str = "", half: float = 0.0, unit: str = "1", **labels: str):
    limits = {"mean": mean, "low": mean - half, "high": mean + half}
    return {"measure": measure, "unit": unit, "period": period, **EMPTY, **labels, **limits, "n": 5}


def table(*rows):
    return pd.DataFrame(rows)


def test_shares_are_per_cent_and_totals_only():
    (found,) = headline(
        table(row("exposure.share", 0.125, half=0.01), row("exposure.share", 0.5, operator="telecom", half=0.1))
    )
    assert (found.measure, found.unit, found.cells) == ("exposure.share", "%", {WHOLE_RUN: "12.5 [11.5, 13.5]"})


def test_a_stage_is_picked_by_its_name():
    (found,) = headline(table(row("exposure.persons", 7.0, unit="person", stage="examined")))
    assert found.measure == "exposure.persons@examined"
    assert found.cells == {WHOLE_RUN: "7 [7, 7]"}


def test_named_periods_take_the_place_of_the_whole_run():
    estimates = table(
        row("inspection.visits", 30.0),
        row("inspection.visits", 10.0, "before"),
        row("inspection.visits", 20.0, "after"),
    )
    assert periods_of(headline(estimates)) == ["before", "after"]


def test_the_rows_stand_whatever_their_values():
    for outage in (0.0, 3.0):
        estimates = table(row("service.outage", outage, unit="subscriber hour"), row("load.stored", 2e9, unit="byte"))
        assert [found.measure for found in headline(estimates)] == ["load.stored", "service.outage"]


def test_at_most_twelve_rows_in_the_order_of_reading():
    names = ["load.stored", "service.outage", "inspection.found_share", "inspection.visits", "desk.utilisation"]
    names += ["request.turnaround", "request.hit_share", "need.met_share"]
    names += ["exposure.held_person_days", "exposure.bystanders", "exposure.share", "exposure.persons"]
    rows = headline(table(*(row(name, 1.0) for name in names), row("exposure.persons", 1.0, stage="examined")))
    assert len(rows) == 12
    assert [found.measure for found in rows][:4] == [
        "exposure.persons",
        "exposure.share",
        "exposure.bystanders",
        "exposure.persons@examined",
    ]


def test_the_busiest_desk_of_an_operator_stands_for_all():
    loads = {"telecom": 0.6, "forum": 0.2, "police: spoc": 0.9, "": 0.5}
    (found,) = headline(table(*(row("desk.utilisation", load, desk=desk) for desk, load in loads.items())))
    assert (found.measure, found.cells) == ("desk.utilisation telecom", {WHOLE_RUN: "60 [60, 60]"})


def test_a_measure_that_has_no_value_is_left_out():
    assert headline(table(row("request.turnaround", math.nan, unit="day"))) == []


@pytest.mark.parametrize(
    ("mean", "low", "high", "text"),
    [
        (12_345.6, 11_900.0, 12_800.0, "12 350 [11 900, 12 800]"),
        (0.0, 0.0, 0.7378, "0.00 [0.00, 0.74]"),
        (5.0, 5.0, 5.0, "5 [5, 5]"),
        (0.123456789, 0.123456788, 0.12345679, "0.12346 [0.12346, 0.12346]"),
        (3.0, math.nan, math.nan, "3"),
        (52.5, 0.0, 10_400.0, "52 [0, 10 400]"),
        (2.5, 1.0, math.inf, "2.50 [1.00, inf]"),
    ],
)
def test_the_interval_says_how_many_digits(mean: float, low: float, high: float, text: str):
    assert with_interval(mean, low, high) == text


@pytest.mark.parametrize(
    ("unit", "largest", "scaled"),
    [
        ("person", 999_999.0, ("person", 1.0)),
        ("person day", 1.5e11, ("billion person day", 1e9)),
        ("person day", 1.6e13, ("trillion person day", 1e12)),
        ("byte", 512.0, ("byte", 1.0)),
        ("byte", 3e15, ("PB", 1e15)),
        ("1", 12.0, ("", 1.0)),
    ],
)
def test_large_numbers_take_a_larger_unit(unit: str, largest: float, scaled: tuple[str, float]):
    assert scale(unit, largest) == scaled


def test_a_small_negative_number_is_not_minus_zero():
    assert number(-0.001, 1) == "0.0"
