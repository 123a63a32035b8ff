import math
import pickle
from datetime import date
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter, ValidationError

from sim.scenario import fields
from sim.scenario.fields import Block, Deadline, Span, WorkingHours

READINGS: list[tuple[Any, Any, Any]] = [
    (fields.Days, "180 days", 180.0),
    (fields.Days, "0 days", 0.0),
    (fields.PositiveDays, "1 day", 1.0),
    (fields.Retention, "account life", math.inf),
    (fields.WorkingDays, "10 working days", 10.0),
    (fields.Share, "70 %", 0.7),
    (fields.SharePerVisit, "2 % per visit", 0.02),
    (fields.People, "829 million", 829_000_000),
    (fields.People, 64, 64),
    (fields.Number, 1.5, 1.5),
    (fields.Number, "1.93", 1.93),
    (fields.Number, 0, 0.0),
    (fields.PositiveNumber, "0.1", 0.1),
    (fields.Count, 31, 31),
    (fields.Count, "5.23 million", 5_230_000),
    (fields.WholeNumber, 0, 0),
    (fields.PersonRate, "400 per person day", 400.0),
    (fields.YearRate, "1 per day", 1.0),
    (fields.CaseRate, "3 per 1k people per day", 0.003),
    (fields.Bytes, "2 kB", 2000.0),
    (fields.Day, "2018-11-01", date(2018, 11, 1)),
    (fields.Span, "2018-05-01 to 2018-11-01", Span(date(2018, 5, 1), date(2018, 11, 1))),
    (fields.Deadline, "10 working days", Deadline(10.0, True)),
    (fields.Deadline, "5 days", Deadline(5.0, False)),
    (fields.Hours, "always", WorkingHours(always=True)),
    (fields.Hours, "09:00-18:00 Mon-Fri CN", WorkingHours(9.0, 18.0, (0, 1, 2, 3, 4), "CN")),
    (fields.Hours, "08:30-24:00 Mon,Wed", WorkingHours(8.5, 24.0, (0, 2))),
    (fields.Hours, "08:00-18:00 Sat-Mon", WorkingHours(8.0, 18.0, (0, 5, 6))),
    (fields.Name, "law-firm reading", "law-firm reading"),
    (fields.Name, 1, "1"),
    (fields.Name, "Xi'an", "Xi'an"),
    (fields.Text, "two\nlines", "two\nlines"),
]
REFUSALS: list[tuple[Any, Any, str, str]] = [
    (fields.Days, 180, "E202", "is 180, a number without a unit"),
    (fields.Days, "-3 days", "E204", "is -3 days; wanted 0 or more"),
    (fields.Days, True, "E201", "is true; wanted a duration"),
    (fields.Days, None, "E201", "is empty; wanted a duration"),
    (fields.Days, {}, "E201", "is a mapping; wanted a duration"),
    (fields.PositiveDays, "0 days", "E204", "is 0 days; wanted more than 0"),
    (fields.WorkingDays, "10 days", "E201", "wanted working days"),
    (fields.Share, 0.7, "E202", "is 0.7, a number without a unit; wanted a share"),
    (fields.Share, "140 %", "E204", "wanted 100 % or less"),
    (fields.People, "1.5 people", "E205", "is 1.5 people; wanted a whole number"),
    (fields.People, -3, "E204", "is -3; wanted 0 or more"),
    (fields.PositiveNumber, 0, "E204", "is 0; wanted more than 0"),
    (fields.Number, "3 days", "E201", "wanted a number without a unit"),
    (fields.Number, math.nan, "E201", "no finite number"),
    (fields.Count, 0, "E204", "wanted more than 0"),
    (fields.Count, 2.5, "E205", "wanted a whole number"),
    (fields.Day, "2018-02-30", "E206", "no day of the calendar"),
    (fields.Day, "1.11.2018", "E206", "wanted a date such as"),
    (fields.Day, 2018, "E206", "wanted a date such as"),
    (fields.Span, "2018-11-01 to 2018-05-01", "E206", "wanted a start before the end"),
    (fields.Span, "2018-11-01", "E206", "wanted two dates in order"),
    (fields.Span, 5, "E206", "wanted two dates in order"),
    (fields.Deadline, 10, "E202", "is 10, a number without a unit"),
    (fields.Deadline, "10 wörking days", "E201", "wanted a duration"),
    (fields.Hours, "9-17", "E206", "wanted 'always' or opening hours"),
    (fields.Hours, "18:00-09:00 Mon-Fri", "E206", "closing time after the opening time"),
    (fields.Hours, "09:00-25:00 Mon-Fri", "E206", "from 00:00 to 24:00"),
    (fields.Hours, "09:60-18:00 Mon-Fri", "E206", "from 00:00 to 24:00"),
    (fields.Hours, "09:00-18:00 Mo-Fr", "E206", "wanted weekdays such as"),
    (fields.Hours, "09:00-18:00 Mon-Fri China", "E206", "country code of two capitals"),
    (fields.Name, "", "E207", "1 to 64 characters"),
    (fields.Name, "a" * 65, "E207", "1 to 64 characters"),
    (fields.Name, "../etc", "E207", "letters, digits"),
    (fields.Name, ".hidden", "E207", "letters, digits"),
    (fields.Name, "a\\b", "E207", "letters, digits"),
    (fields.Name, "bell\x07", "E207", r"is 'bell\\x07'"),
    (fields.Name, True, "E207", "is true; wanted a name"),
    (fields.Text, "\x1b[31m", "E207", "without control characters"),
    (fields.Text, "a" * 2001, "E207", "at most 2,000 characters"),
    (fields.Text, 5, "E207", "wanted text"),
]


@pytest.mark.parametrize(("kind", "written", "value"), READINGS)
def test_a_field_reads_what_a_file_holds(kind, written, value):
    read = TypeAdapter(kind).validate_python(written)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(("kind", "written", "value"), READINGS)
def test_what_is_dumped_reads_as_the_same(kind, written, value):
    adapter = TypeAdapter(kind)
    assert adapter.validate_python(adapter.dump_python(value)) == value
    assert adapter.validate_json(adapter.dump_json(value)) == value


@pytest.mark.parametrize(("kind", "written", "code", "message"), REFUSALS)
def test_a_field_refuses_in_clear_words(kind, written, code, message):
    with pytest.raises(ValidationError, match=message) as caught:
        TypeAdapter(kind).validate_python(written)
    (error,) = caught.value.errors()
    assert error["ctx"]["error"].code == code


@pytest.mark.parametrize(("kind", "written", "value"), [row for row in READINGS if isinstance(row[1], str)])
def test_the_schema_for_editors_allows_what_a_field_reads(kind, written, value):
    schema = TypeAdapter(kind).json_schema()
    jsonschema.validate(written, schema)
    with pytest.raises(jsonschema.ValidationError, match="is not of type"):
        jsonschema.validate([], schema)


class Shop(Block):
    kept: fields.Retention = math.inf
    opening: fields.Hours = WorkingHours(9.0, 17.0, (0, 1, 2, 3, 4))
    answers_by: fields.Deadline | None = None


def test_a_block_with_its_defaults_dumps_to_a_block_of_the_same_values():
    shop = Shop(answers_by="10 working days")
    dump = shop.model_dump()
    assert dump == {"kept": "forever", "opening": "09:00-17:00 Mon-Fri", "answers_by": "10 working days"}
    assert Shop.model_validate(dump) == shop
    assert pickle.loads(pickle.dumps(shop)) == shop


def test_a_block_refuses_unknown_keys_and_change():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Shop.model_validate({"keeps": "3 days"})
    with pytest.raises(ValidationError, match="frozen"):
        Shop().kept = 3.0
