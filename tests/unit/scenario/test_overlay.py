from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.scenario.document import Document, read_text
from sim.scenario.faults import Mark
from sim.scenario.overlay import changed, merge, option, overlay

BASE = """\
laws:
  csl:
    retention:
      session: {at_least: 90 days, then: delete}
      post: {at_least: 30 days}
    source: csl-2017
agencies:
  police:
    verified: {value: 70 %, range: [50 %, 95 %], source: europol-2017, status: assumption}
    lag: {lognormal: {median: 30 days, spread: 4}, range: {median: [3 days, 90 days]}, status: assumption}
    home: {table: people.csv, column: residents}
    grades: [1, 2]
study:
  policies:
    short: {laws.csl.retention.*.at_least: 14 days}
"""


def base() -> Document:
    document = read_text(BASE, "base.yaml")
    assert document.faults == []
    return document


def over(text: str) -> Document:
    return read_text(text, "over.yaml")


def police(document: Document) -> Any:
    return document.data["agencies"]["police"]


def test_mappings_merge_by_name_and_marks_follow():
    merged = merge(base(), over("laws: {csl: {retention: {session: {at_least: 180 days}}, off: true}}"))
    session = ("laws", "csl", "retention", "session")
    assert merged.data["laws"]["csl"]["retention"]["session"] == {"at_least": "180 days", "then": "delete"}
    assert merged.data["laws"]["csl"]["off"] is True
    assert merged.mark((*session, "at_least")) == Mark("over.yaml", 1, 46)
    assert merged.key_mark((*session, "at_least")) == Mark("over.yaml", 1, 36)
    assert merged.mark((*session, "then")) == Mark("base.yaml", 4, 42)
    assert merged.mark(("laws", "csl", "off")).file == "over.yaml"


def test_neither_document_changes():
    below, above = base(), over("agencies: {police: null}\nlaws: {csl: {retention: {post: {at_least: 1 day}}}}")
    merge(below, above)
    assert below == base()
    assert above.data["agencies"] == {"police": None}


def test_lists_and_plain_values_replace():
    merged = police(merge(base(), over("agencies: {police: {grades: [3], home: town}}")))
    assert merged["grades"] == [3]
    assert merged["home"] == "town"


def test_null_removes_with_marks_and_sources():
    merged = merge(base(), over("agencies: {police: {verified: null, absent: null}}"))
    assert "verified" not in police(merged)
    assert "absent" not in police(merged)
    assert not [path for table in (merged.marks, merged.keys, merged.sources) for path in table if "verified" in path]


def test_null_in_something_new_is_nothing():
    merged = merge(base(), over("agencies: {fire: {a: null, b: {c: null, d: 1}}}"))
    assert merged.data["agencies"]["fire"] == {"b": {"d": 1}}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("study: {policies: {none: {laws.csl: null}}}", ("study", "policies", "none", "laws.csl")),
        ("study: {policies: {none: {laws: {csl: {off: null}}}}}", ("study", "policies", "none", "laws", "csl", "off")),
        ("changes: {a: {set: {x.y: null}}}", ("changes", "a", "set", "x", "y")),
    ],
)
def test_null_in_changes_that_are_laid_over_later_is_kept(text, place):
    once = merge(base(), over(text))
    for merged in (once, merge(once, over("agencies: {police: {grades: [3]}}")), merge(base(), once)):
        value = merged.data
        for key in place:
            value = value[key]
        assert value is None
        assert merged.mark(place).file == "over.yaml"


def test_null_for_a_whole_policy_or_change_removes_it():
    below = merge(base(), over("changes: {a: {on: 2020-01-01, set: {x: 1}}, b: {on: 2020-01-01}}"))
    merged = merge(below, over("study: {policies: {short: null}}\nchanges: {a: {set: null}, b: null}"))
    assert merged.data["study"]["policies"] == {}
    assert merged.data["changes"] == {"a": {"on": "2020-01-01"}}


def test_a_variate_replaces_a_variate_as_a_whole():
    merged = police(merge(base(), over("agencies: {police: {lag: {fixed: 3 days}}}")))
    assert merged["lag"] == {"fixed": "3 days"}
    merged = police(merge(base(), over("agencies: {police: {lag: {lognormal: {mean: 3 days, cv: 1}}}}")))
    assert merged["lag"] == {"lognormal": {"mean": "3 days", "cv": 1}}


def test_a_dotted_path_leads_into_a_variate():
    merged = merge(base(), option("agencies.police.lag.lognormal.median=10 days"))
    assert police(merged)["lag"] == {"lognormal": {"median": "10 days", "spread": 4}}


def test_a_table_that_names_a_file_is_no_variate():
    merged = police(merge(base(), over("agencies: {police: {home: {table: other.csv}}}")))
    assert merged["home"] == {"table": "other.csv", "column": "residents"}


def test_an_overridden_value_loses_its_source():
    verified = ("agencies", "police", "verified")
    merged = merge(base(), option("agencies.police.verified=80 %"))
    assert police(merged)["verified"] == "80 %"
    assert merged.source(verified) == {}
    assert base().source(verified)["source"] == "europol-2017"
    merged = merge(base(), over("agencies: {police: {verified: {value: 80 %, status: verified}}}"))
    assert merged.source(verified) == {"status": "verified"}


def test_a_value_inside_a_mapping_with_a_source_loses_it_alone():
    merged = merge(base(), option("laws.csl.retention.session.at_least=180 days"))
    retention = ("laws", "csl", "retention")
    assert merged.source((*retention, "session", "at_least")) == {}
    assert merged.source((*retention, "session", "then")) == {"source": "csl-2017", "beside": True}
    merged = merge(base(), over("laws: {csl: {retention: {post: {at_least: 1 day}}, source: mine}}"))
    assert merged.source((*retention, "post", "at_least"))["source"] == "mine"
    assert merged.mark(("laws", "csl", "source")).file == "over.yaml"


def test_a_path_may_lead_to_a_range_or_status_alone():
    merged = merge(base(), option("agencies.police.verified.status=derived"))
    assert police(merged)["verified"] == "70 %"
    assert merged.sources["agencies", "police", "verified"]["status"] == "derived"


def test_a_star_means_each_key():
    merged = merge(base(), option("laws.csl.retention.*.at_least=14 days"))
    assert merged.data["laws"]["csl"]["retention"] == {
        "session": {"at_least": "14 days", "then": "delete"},
        "post": {"at_least": "14 days"},
    }
    assert merged.mark(("laws", "csl", "retention", "post", "at_least")) == Mark("--set laws.csl.retention.*.at_least")


def test_a_name_beside_a_star_has_the_last_word():
    merged = changed(base(), {"laws.csl.retention.session.at_least": "7 days", "laws.*.retention.*.at_least": "1 day"})
    retention = merged.data["laws"]["csl"]["retention"]
    assert [retention[name]["at_least"] for name in ("session", "post")] == ["7 days", "1 day"]


@pytest.mark.parametrize("path", ["intruders.*.rate", "laws.csl.nothing.*", "agencies.police.verified.*.x"])
def test_a_star_that_meets_nothing_is_a_fault(path):
    (fault,) = merge(base(), option(f"{path}=1")).faults
    assert (fault.mark.file, fault.code) == (f"--set {path}", "E016")
    assert "there is none" in fault.text


def test_a_path_into_a_list_is_a_fault():
    merged = merge(base(), option("agencies.police.grades.0=3"))
    assert [fault.code for fault in merged.faults] == ["E016"]
    assert police(merged)["grades"] == [1, 2]


def test_names_in_paths_may_have_spaces_and_signs():
    assert option("agencies.law-firm reading.x=1").data == {"agencies": {"law-firm reading": {"x": 1}}}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a.b=180 days", {"a": {"b": "180 days"}}),
        ("a.b = 3", {"a": {"b": 3}}),
        ("a=[0 %, 1 %]", {"a": ["0 %", "1 %"]}),
        ("a={fixed: 2 hours}", {"a": {"fixed": "2 hours"}}),
        ("a=null", {"a": None}),
        ("a=x=y", {"a": "x=y"}),
        ("study.replications=10", {"study": {"replications": 10}}),
    ],
)
def test_an_option_is_a_path_and_a_yaml_value(text, data):
    document = option(text)
    assert document.faults == []
    assert document.data == data


@pytest.mark.parametrize(
    ("text", "file", "code"),
    [
        ("", "--set number 2", "E016"),
        ("laws.csl.off", "--set number 2", "E016"),
        ("=3", "--set number 2", "E016"),
        ("a..b=3", "--set number 2", "E016"),
        ("a=", "--set a", "E016"),
        ("a=[1", "--set a", "E005"),
        ("a=!x 1", "--set a", "E007"),
        ("a=\x00", "--set a", "E005"),
        ("a={b: 1, b: 2}", "--set a", "E009"),
        (".".join("a" * 50) + "=1", "--set number 2", "E016"),
    ],
)
def test_a_malformed_option_is_a_fault_that_names_it(text, file, code):
    (fault,) = option(text, nth=2).faults
    assert (fault.mark, fault.code) == (Mark(file), code)
    assert fault.text.isprintable()


def test_python_changes_are_dotted_or_nested():
    dotted = changed(base(), {"agencies.police.grades": [3]})
    nested = changed(base(), {"agencies": {"police": {"grades": (3,)}}})
    assert dotted.data == nested.data
    assert dotted.mark(("agencies", "police", "grades")) == Mark("with_")


def test_python_values_of_numpy_and_dates_are_plain():
    changes = {
        "a": np.float64(1.5),
        "b": np.int64(3),
        "c": np.array([1, 2]),
        "d": date(2018, 11, 1),
        "e": np.bool_(True),
    }
    assert overlay(changes).data == {"a": 1.5, "b": 3, "c": [1, 2], "d": "2018-11-01", "e": True}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"a": object()}, "a", "E103"),
        ({"a": float("nan")}, "a", "E013"),
        ({"a": {None: 1}}, "a", "E008"),
        ({"a": 1, "a.b": 2}, "a", "E009"),
        ({"a": {"value": 3, "status": "sure"}}, "a.status", "E015"),
    ],
)
def test_python_values_that_no_file_could_hold_are_faults(changes, path, code):
    (fault,) = overlay(changes).faults
    assert (fault.mark, fault.path, fault.code) == (Mark("with_"), path, code)


def test_data_that_contains_itself_is_a_fault():
    loop: dict[str, Any] = {}
    loop["a"] = loop
    assert [fault.code for fault in overlay(loop).faults] == ["E012"]


def test_a_policy_has_the_marks_of_its_study():
    document = base()
    at = ("study", "policies", "short")
    merged = changed(document, document.data["study"]["policies"]["short"], at)
    assert merged.data["laws"]["csl"]["retention"]["post"] == {"at_least": "14 days"}
    assert merged.mark(("laws", "csl", "retention", "post", "at_least")) == Mark("base.yaml", 15, 44)


def test_a_policy_may_carry_sources():
    merged = changed(base(), {"agencies.police.verified": {"value": "10 %", "status": "derived"}})
    assert police(merged)["verified"] == "10 %"
    assert merged.sources["agencies", "police", "verified"] == {"status": "derived"}


def test_policies_keep_their_dotted_keys():
    study = {"policies": {"v1.5": {"laws.csl.off": True}}}
    assert overlay({"study": study}).data == {"study": study}
    assert overlay({"study.policies": study["policies"], "study.draws": 3}).data == {"study": {**study, "draws": 3}}


def test_faults_of_both_are_handed_on():
    merged = merge(over("a: !x 1"), option("b=!y 2"))
    assert [fault.path for fault in merged.faults] == ["a", "b"]


@pytest.mark.parametrize("written", ["{value: 50 %, after: {fixed: 10 days}}", "50 %"])
@pytest.mark.parametrize(
    ("setting", "value", "after"),
    [
        ("errors.found.value=40 %", "40 %", None),
        ("errors.found=40 %", "40 %", None),
        ("errors.found={value: 40 %}", "40 %", None),
        ("errors.found.after=3 days", "50 %", "3 days"),
    ],
)
def test_a_path_changes_one_of_two_values_where_one_may_stand_alone(written, setting, value, after):
    document = merge(read_text(f"errors: {{found: {written}}}\n", "base.yaml"), option(setting))
    kept = {"fixed": "10 days"} if "after" in written else None
    assert document.faults == []
    assert document.data["errors"]["found"] == {
        "value": value, **({"after": after or kept} if after or kept else {})
    }  # fmt: skip
    place = ("errors", "found", "after" if after else "value")
    assert document.mark(place).file == f"--set {setting.partition('=')[0]}"
