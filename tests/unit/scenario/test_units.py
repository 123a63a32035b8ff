import math

import pytest

from sim.scenario.faults import MisreadError
from sim.scenario.units import KINDS, LONGEST, read_quantity, show, show_days, with_unit_of

READINGS = [
    ("180 days", "duration", 180.0),
    ("1 days", "duration", 1.0),
    ("0.5 day", "duration", 0.5),
    ("10 weeks", "duration", 70.0),
    ("6 months", "duration", 182.625),
    ("12 months", "duration", 365.25),
    ("2 years", "duration", 730.5),
    ("36 minutes", "duration", 0.025),
    ("3 hours", "duration", 0.125),
    ("90 seconds", "duration", 90 / 86400),
    ("  7   days ", "duration", 7.0),
    ("0 days", "duration", 0.0),
    ("forever", "retention", math.inf),
    ("account life", "retention", math.inf),
    ("90 days", "retention", 90.0),
    ("10 working days", "working_days", 10.0),
    ("70 %", "share", 0.7),
    ("70%", "share", 0.7),
    ("0.146 %", "share", 0.00146),
    ("100 %", "share", 1.0),
    ("2 % per visit", "share_per_visit", 0.02),
    ("829 million", "people", 829e6),
    ("65.6 million", "people", 65.6e6),
    ("600 thousand", "people", 600e3),
    ("8 billion people", "people", 8e9),
    ("64 people", "people", 64.0),
    ("100k people", "people", 1e5),
    ("1 people", "people", 1.0),
    ("1.93", "number", 1.93),
    ("5.23 million", "number", 5.23e6),
    ("1e3", "number", 1000.0),
    ("400 per person day", "person_rate", 400.0),
    ("400 per person per day", "person_rate", 400.0),
    ("365.25 per person year", "person_rate", 1.0),
    ("0.2 per year", "rate", 0.2 / 365.25),
    ("1 per day", "rate", 1.0),
    ("40 per 100k people per year", "case_rate", 40 / 1e5 / 365.25),
    ("40 per 100 thousand people per year", "case_rate", 40 / 1e5 / 365.25),
    ("12 per million people per year", "case_rate", 12 / 1e6 / 365.25),
    ("3 per 1k people per day", "case_rate", 3 / 1e3),
    ("300 bytes", "bytes", 300.0),
    ("2 kB", "bytes", 2000.0),
    ("5 MB", "bytes", 5e6),
]


@pytest.mark.parametrize(("text", "kind", "value"), READINGS)
def test_a_quantity_is_read_in_its_kinds_unit(text, kind, value):
    # One rounding each in the reading and in the expected value: two units in the last place.
    assert read_quantity(text, kind) == pytest.approx(value, rel=4.5e-16, abs=0)


@pytest.mark.parametrize(("text", "kind", "value"), READINGS)
def test_what_is_shown_reads_as_exactly_the_same(text, kind, value):
    read = read_quantity(text, kind)
    assert read_quantity(show(read, kind), kind) == read


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.0, "duration", "0 days"),
        (1.0, "duration", "1 day"),
        (70.0, "duration", "70 days"),
        (182.625, "duration", "6 months"),
        (365.25, "duration", "1 year"),
        (0.025, "duration", "36 minutes"),
        (1 / 86400, "duration", "1 second"),
        (math.inf, "retention", "forever"),
        (0.1 + 0.2, "share", "30.000000000000004 %"),
        (0.00146, "share", "0.146 %"),
        (829e6, "people", "829 million"),
        (64.0, "people", "64 people"),
        (0.2 / 365.25, "rate", "0.2 per year"),
        (40 / 36525000, "case_rate", "40 per 100k people per year"),
        (10.0, "working_days", "10 working days"),
        (1e22, "bytes", "1e22 bytes"),
    ],
)
def test_a_quantity_is_shown_in_its_natural_unit(value, kind, text):
    assert show(value, kind) == text


def test_days_are_shown_with_forever_for_infinity():
    assert [show_days(90.0), show_days(math.inf)] == ["90 days", "forever"]


@pytest.mark.parametrize(
    ("text", "kind", "code", "message"),
    [
        ("180", "duration", "E202", "is 180, a number without a unit; wanted a duration such as '180 days'"),
        ("0.7", "share", "E202", "is 0.7, a number without a unit; wanted a share such as '70 %'"),
        ("-3 days", "duration", "E204", "is -3 days; wanted 0 or more"),
        ("-1e-9 days", "duration", "E204", "is -1e-9 days; wanted 0 or more"),
        ("170 %", "share", "E204", "is 170 %; wanted 100 % or less"),
        ("100.0000001 %", "share", "E204", "wanted 100 % or less"),
        ("1e9 years", "duration", "E204", "wanted 1000000 years or less"),
        ("1e999 days", "duration", "E204", "wanted 1000000 years or less"),
        ("nan days", "duration", "E201", "which is no finite number"),
        ("inf", "number", "E201", "which is no finite number"),
        (".inf days", "duration", "E201", "which is no finite number"),
        ("3 hrs", "duration", "E201", "did you mean 'hours'\\?"),
        ("3 Days", "duration", "E201", "did you mean 'day"),
        ("1,000 days", "duration", "E201", "wanted a number without separators"),
        ("10 working days", "duration", "E201", "wanted a duration"),
        ("10 days", "working_days", "E201", "wanted working days"),
        ("70 %", "duration", "E201", "wanted a duration"),
        ("3 days", "share", "E201", "wanted a share"),
        ("forever", "duration", "E201", "wanted a duration"),
        ("1 day 3 hours", "duration", "E201", "wanted a duration"),
        ("3 million million", "people", "E201", "wanted a number of people"),
        ("40 per 100k people", "case_rate", "E201", "wanted a number of cases"),
        ("40 per 0 people per year", "case_rate", "E201", "wanted a number of cases"),
        ("40 per % people per year", "case_rate", "E201", "wanted a number of cases"),
        ("400 per day", "person_rate", "E201", "wanted a number per person"),
        ("400 per person day", "rate", "E201", "wanted a number per time"),
        ("", "share", "E201", "is ''; wanted a share"),
        ("٣ days", "duration", "E201", "wanted a duration"),
        ("1e9999 days", "duration", "E201", "wanted a duration"),
        ("0x10 days", "duration", "E201", "wanted a duration"),
        ("9" * 300 + " days", "duration", "E201", "wanted a duration"),
    ],
)
def test_anything_else_is_refused_in_clear_words(text, kind, code, message):
    with pytest.raises(MisreadError, match=message) as caught:
        read_quantity(text, kind)
    assert caught.value.code == code


def test_a_text_over_the_length_limit_is_not_looked_at():
    text = "1" + " " * LONGEST + "days"
    with pytest.raises(MisreadError, match="wanted a duration"):
        read_quantity(text, "duration")


def test_control_characters_of_a_text_do_not_reach_a_terminal():
    with pytest.raises(MisreadError, match=r"is '3 \\x1b\[31m'") as caught:
        read_quantity("3 \x1b[31m", "duration")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_is_one(kind):
    assert read_quantity(KINDS[kind].example, kind) > 0


@pytest.mark.parametrize(
    ("written", "end", "read"),
    [
        ("40 per 100k people per year", 30, "30 per 100k people per year"),
        ("70%", 50, "50 %"),
        ("2 % per visit", "1 %", "1 % per visit"),
        ("3", 2, 2),
        ("", 2, 2),
        ("5 days", "1 hour", "1 hour"),
        ("829 million", 700, "700 million"),
        ("2 thousand EUR per year", "1 million", "1 million EUR per year"),
        ("2 thousand EUR per year", "1 million USD per year", "1 million USD per year"),
    ],
)
def test_an_end_of_a_range_has_what_it_lacks_of_the_unit_of_its_value(written, end, read):
    assert with_unit_of(written, end) == read
