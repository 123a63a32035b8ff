"""The days of the law time line."""

from analysis.report.time_line import Day, days_of, marks_of


def event(day: str, what: str, played: bool = True) -> dict[str, object]:
    return {"day": day, "what": what, "played": played}


def test_what_happens_on_one_day_stands_together_and_days_are_in_order():
    events = [
        event("2021-02-01", "b"),
        event("2021-01-01", "a"),
        event("2021-02-01", "c"),
        event("2020-01-01", "d", False),
    ]
    assert days_of({"time_line": events}) == [
        Day(1, "2020-01-01", ["d"], False), Day(2, "2021-01-01", ["a"], True), Day(3, "2021-02-01", ["b", "c"], True),
    ]  # fmt: skip


def test_marks_stand_in_proportion_and_none_over_another():
    days = [Day(n, day, [], True) for n, day in enumerate(("2020-12-31", "2021-01-01", "2021-01-02", "2021-04-11"), 1)]
    marks = marks_of(days, "2021-01-01", "2021-04-11")
    assert [mark.number for mark in marks] == [2, 3, 4]  # the first day lies outside
    assert [mark.left for mark in marks] == [0.0, 1.0, 100.0]
    assert [mark.row for mark in marks] == [0, 1, 0]
