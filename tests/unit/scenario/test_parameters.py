import pytest

from sim.scenario.document import Document, read_text
from sim.scenario.leaves import leaves
from sim.scenario.parameters import Parameter, Ranges, parameters
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated

SMALL = """\
exposim: 1
start: 2020-01-01
end: 2020-03-01
people:
  residents: {number: 829 million, status: secondary}
operators:
  isp:
    market: 100 %
    source: a-report
    desk: {DESK}
laws: {act: {LAW}}
"""


def read(desk: str = "staff: 2", law: str = "retention: {}") -> tuple[Scenario, Document]:
    document = read_text(SMALL.replace("DESK", desk).replace("LAW", law), "small.yaml")
    scenario, faults = validated(Scenario, document)
    assert scenario is not None, faults
    return scenario, document


def row(path: str, *blocks: str) -> Parameter:
    return next(row for row in parameters(*read(*blocks)) if row.path == path)


HANDLING = "operators.isp.desk.handling.lognormal.mean"
FIXED = "operators.isp.desk.handling.fixed"
HALF_TO_TWO_HOURS = (1 / 48, 1 / 12)


@pytest.mark.parametrize(
    ("desk", "path", "bounds"),
    [
        ("staff: {value: 2, range: [1, 4]}", "operators.isp.desk.staff", (1, 4)),
        ("staff: 2, range: [1, 4]", "operators.isp.desk.staff", (1, 4)),
        (
            "handling: {lognormal: {mean: {value: 1 hour, range: [30 minutes, 2 hours]}, cv: 1}}",
            HANDLING,
            HALF_TO_TWO_HOURS,
        ),
        (
            "handling: {lognormal: {mean: 1 hour, cv: 1, range: {mean: [30 minutes, 2 hours]}}}",
            HANDLING,
            HALF_TO_TWO_HOURS,
        ),
        ("handling: {lognormal: {mean: 1 hour, cv: 1}, range: [30 minutes, 2 hours]}", HANDLING, HALF_TO_TWO_HOURS),
        ("handling: {lognormal: {mean: 1 hour, cv: 1}, range: {mean: [0.5, 2]}}", HANDLING, HALF_TO_TWO_HOURS),
        (
            "handling: {lognormal: {mean: 1 hour, cv: 1}}, range: {handling.lognormal.mean: [0.5, 2]}",
            HANDLING,
            HALF_TO_TWO_HOURS,
        ),
        ("handling: {value: 1 hour, range: [0.5, 2]}", "operators.isp.desk.handling.fixed", HALF_TO_TWO_HOURS),
        ("deadline: {value: 10 working days, range: [5, 20]}", "operators.isp.desk.deadline", (5, 20)),
        ("handling: {value: 1 thousand minutes, range: [0.5, 2]}", FIXED, (500 / 1440, 2000 / 1440)),
        ("handling: {value: 2 thousand minutes, range: [1, 1 million]}", FIXED, (1000 / 1440, 1e6 / 1440)),
        ("handling: {value: 2 thousand minutes, range: [1 hours, 5 thousand]}", FIXED, (1 / 24, 5000 / 1440)),
    ],
)
def test_a_range_is_found_for_its_number_wherever_it_stands(desk, path, bounds):
    found = row(path, desk)
    assert (found.low, found.high) == pytest.approx(bounds, rel=1e-12)


@pytest.mark.parametrize(
    ("desk", "text"),
    [
        ("staff: 2, deadline: 5 days, range: [1, 4]", "is a range of no one number; wanted its path, of "),
        ("staff: 2, range: {stuff: [1, 4]}", "is a range of no one number; wanted a number beside it"),
        ("staff: 2, range: {staff: [3, 4]}", "wanted a low and a high end with the value between them"),
        ("staff: {value: 2, range: [4, 1]}", "wanted a low and a high end with the value between them"),
        ("handling: {value: 1 hour, range: [1 byte, 2 bytes]}", "is a range whose end is '1 byte'; wanted a duration"),
        (
            "hours: {value: always, range: [1, 2]}",
            "is a range whose end is 1, of a value that is no number; wanted no range",
        ),
    ],
)
def test_a_range_that_is_wrong_is_told(desk, text):
    ((_, said),) = Ranges(*read(desk)).wrong
    assert text in said


def test_a_bare_end_of_a_range_has_the_unit_that_was_written():
    text = SMALL.replace("829 million", "{value: 829 million, range: [700, 900]}").replace("{act: {LAW}}", "{}")
    document = read_text(text.replace("{DESK}", "{}"), "small.yaml")
    scenario, _ = validated(Scenario, document)
    assert scenario is not None
    number = next(row for row in parameters(scenario, document) if row.path == "people.residents.number")
    assert (number.low, number.high) == (7e8, 9e8)


def test_the_nearest_source_and_status_are_a_values_own():
    assert (row("operators.isp.market").source, row("operators.isp.market").status) == ("a-report", "unverified")
    own = row("operators.isp.desk.staff", "staff: {value: 2, status: assumption}")
    assert (own.source, own.status) == ("", "assumption")
    beside = row("operators.isp.desk.staff", "staff: 2, source: another, status: verified")
    assert (beside.source, beside.status) == ("another", "verified")
    assert row("people.residents.number").status == "secondary"


def test_a_range_alone_does_not_hide_the_source_above():
    assert row("operators.isp.desk.staff", "staff: {value: 2, range: [1, 3]}").source == "a-report"


def test_a_default_inherits_no_source():
    assert row("operators.isp.purge_every").status == "assumption (default)"
    assert row("operators.isp.purge_every").source == ""


def test_what_is_kept_forever_is_told_without_a_number():
    found = row(
        "laws.act.retention.subscriber.at_least", "staff: 2", "retention: {subscriber: {at_least: account life}}"
    )
    assert (found.written, found.read, found.value) == ("account life", "forever", None)


def test_choices_are_values_and_structure_is_not():
    paths = {".".join(leaf.path) for leaf in leaves(read()[0])}
    assert {"operators.isp.logs_ports", "people.residents.profile.day"} <= paths
    assert not {"operators.isp.kind", "operators.isp.count", "operators.isp.place", "laws.act.off"} & paths
