import pytest

from sim.entry import load_scenario
from sim.scenario.blocks.errors import Errors
from sim.scenario.document import Document, read_text
from sim.scenario.faults import ScenarioError
from sim.scenario.leaves import BLOCKS, leaves
from sim.scenario.parameters import Parameter, Ranges, parameters
from sim.scenario.resolved import resolved_text
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated
from tests.cli.command import TINY

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


def read(desk: str = "staff: 2", law: str = "retention: {}", more: str = "") -> tuple[Scenario, Document]:
    document = read_text(SMALL.replace("DESK", desk).replace("LAW", law) + more, "small.yaml")
    scenario, faults = validated(Scenario, document)
    assert scenario is not None, faults
    return scenario, document


def row(path: str, *blocks: str) -> Parameter:
    return next(row for row in parameters(*read(*blocks)) if row.path == path)


def with_errors(errors: str) -> tuple[Scenario, Document]:
    return read(more=f"errors: {{{errors}}}\n")


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


NO_NUMBERS = {
    "exposim", "extends", "title", "about", "review", "start", "end", "history", "warmup", "periods", "panel", "places",
    "changes",  # have leaves of their own
    "study", "figures",
}  # fmt: skip


def test_every_block_of_a_scenario_is_in_the_table_or_is_said_to_hold_no_assumption():
    assert set(Scenario.model_fields) == {*BLOCKS, *NO_NUMBERS}


def test_every_value_of_errors_is_in_the_table():
    paths = {".".join(leaf.path) for leaf in leaves(with_errors("rate: 1 %, found: 50 %")[0])}
    fields = {path.split(".")[1] for path in paths if path.startswith("errors.")}
    assert fields == set(Errors.model_fields)
    assert {"errors.by.other", "errors.kind.wrong_identifier", "errors.found.value"} <= paths


def test_a_short_form_is_the_value_that_it_stands_for_and_no_other():
    one = {row.path: row for row in parameters(*with_errors("rate: 1 %, found: {value: 50 %, source: a-report}"))}
    assert (one["errors.found.value"].written, one["errors.found.value"].source) == ("50 %", "a-report")
    assert one["errors.found.after.fixed"].status == "assumption (default)"


def test_ranges_of_errors_are_read_and_checked():
    one = {row.path: row for row in parameters(*with_errors("rate: {value: 1 %, range: [0.5 %, 2 %]}"))}
    assert (one["errors.rate"].low, one["errors.rate"].high) == pytest.approx((0.005, 0.02))
    ((path, said),) = Ranges(*with_errors("rate: {value: 1 %, range: [2 %, 3 %]}")).wrong
    assert path == ("errors", "rate")
    assert "wanted a low and a high end with the value between them" in said


def test_who_orders_a_freeze_is_in_the_table_with_delay_and_share():
    law = "freeze: {by: {by: court, delay: {fixed: 2 days}, rejected: 5 %}, for: 9 days, release_by: judge}"
    one = {row.path.removeprefix("laws.act.freeze."): row for row in parameters(*read("staff: 2", law))}
    told = {path: (one[path].written, one[path].read) for path in one if "by." in path}
    assert told == {
        "by.by": ("court", "court"),
        "by.delay.fixed": ("2 days", "2 days"),
        "by.rejected": ("5 %", "5 %"),
        "release_by.by": ("judge", "judge"),
        "release_by.delay.fixed": ("", "0 days"),
        "release_by.rejected": ("", "0 %"),
    }


FOCUS = """\
agencies:
  police:
    inspectors: {staff: 2}
    inspections:
      targets:
        focus:
          - {opened_within: {value: 1 year, source: a-report, status: verified}, weight: 3}
          - {incident_within: 60 days, weight: {value: 2, status: assumption, FURTHER}}
"""
AT = "agencies.police.inspections.targets.focus"


def test_numbers_in_lists_have_the_number_of_their_item_in_the_path():
    rows = {one.path: one for one in parameters(*read(more=FOCUS.replace(", FURTHER", "")))}
    told = {path.removeprefix(f"{AT}."): (one.read, one.written, one.source, one.status) for path, one in rows.items()
            if path.startswith(AT)}  # fmt: skip
    assert told == {
        "0.opened_within": ("1 year", "1 year", "a-report", "verified"),
        "0.weight": ("3", "3", "", "assumption"),
        "1.incident_within": ("60 days", "60 days", "", "assumption"),
        "1.weight": ("2", "2", "", "assumption"),
    }
    assert rows[f"{AT}.0.opened_within"].value == pytest.approx(365.25)


def test_what_is_said_of_numbers_in_lists_is_kept_in_the_resolved_file():
    scenario, document = read(more=FOCUS.replace(", FURTHER", ""))
    again = read_text(resolved_text(scenario, document), "again.yaml")
    resolved, faults = validated(Scenario, again)
    assert not faults
    assert resolved is not None
    before, after = ({one.path: one for one in parameters(*both)} for both in ((scenario, document), (resolved, again)))
    for path in (f"{AT}.0.opened_within", f"{AT}.0.weight", f"{AT}.1.weight"):
        assert (after[path].value, after[path].source, after[path].status) == (
            before[path].value, before[path].source, before[path].status,
        )  # fmt: skip


def test_a_range_of_a_number_in_a_list_is_refused_with_the_reason():
    ranges = Ranges(*read(more=FOCUS.replace("FURTHER", "range: [1, 4]")))
    ((path, text),) = ranges.wrong
    assert path == ("agencies", "police", "inspections", "targets", "focus", "1", "weight")
    assert text == "is a range of a number in a list, and lists are drawn and replaced as a whole only; wanted no range"


@pytest.mark.parametrize(
    ("setting", "others"),
    [
        ("operators.isp.desk.handling.lognormal.mean=50 minutes", {"operators.isp.desk.handling.lognormal.cv": "1"}),
        ("operators.isp.desk.handling.lognormal.cv=2", {"operators.isp.desk.handling.lognormal.mean": "36 minutes"}),
        ("people.residents.contacts.tail=3", {"people.residents.contacts.mean": "75"}),
        ("effects.notice.damage.takes.lognormal.mean=2 hours", {"effects.notice.damage.takes.lognormal.cv": "1"}),
    ],
)
def test_a_path_into_a_default_changes_one_number_and_leaves_the_others(tmp_path, setting, others):
    (tmp_path / "world.yaml").write_text(TINY)
    before, after = (load_scenario(tmp_path / "world.yaml", some) for some in ([], [setting]))
    was, told = ({p.path: p.read for p in parameters(one.scenario, one.document)} for one in (before, after))
    path, _, value = setting.partition("=")
    assert told == was | {path: value}
    assert others.items() <= told.items()


def test_a_path_into_a_default_of_another_kind_or_with_other_words_is_alone(tmp_path):
    (tmp_path / "world.yaml").write_text(TINY)
    handling = "operators.isp.desk.handling"
    fixed = load_scenario(tmp_path / "world.yaml", [f"{handling}.fixed=2 hours"])
    assert fixed.scenario.operators["isp"].desk.handling.kind == "fixed"
    with pytest.raises(ScenarioError, match="E208"):
        load_scenario(tmp_path / "world.yaml", [f"{handling}.lognormal.median=1 hour"])
    (tmp_path / "world.yaml").write_text(
        TINY.replace("market", "desk: {handling: {lognormal: {mean: 1 hour}}}, market")
    )
    with pytest.raises(ScenarioError, match="E208"):
        load_scenario(tmp_path / "world.yaml")  # a file that begins a variate has to end it
