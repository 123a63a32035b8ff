import os
import stat
from pathlib import Path

import pytest

from sim.scenario.document import LARGEST_FILE, Document, read_file, read_text
from sim.scenario.faults import CODES, Mark
from sim.scenario.nodes import DEEPEST, MOST_NODES

STUDY = """\
exposim: 1
title: A study
laws:
  csl: {in: CN, retention: {session: {at_least: 180 days}}, source: csl-2017}
  on: yes
people:
  share: {value: 70 %, range: [50 %, 95 %], source: europol-2017, status: assumption, note: a guess}
  lag: {lognormal: {median: 30 days, spread: 4}, range: {median: [3 days, 90 days]}, status: derived}
  found: {value: 90 %, after: {fixed: 1 day}, status: secondary}
study:
  policies: {a: {x: {value: 3 %, status: assumption}}}
"""


def read(text: str) -> Document:
    return read_text(text, "mine.yaml")


def places(document: Document) -> list[tuple[int, int, str, str]]:
    return [(f.mark.line, f.mark.column, f.path, f.code) for f in document.faults]


def test_values_stand_where_they_were_written():
    document = read(STUDY)
    assert document.faults == []
    at_least = ("laws", "csl", "retention", "session", "at_least")
    assert document.mark(at_least) == Mark("mine.yaml", 4, 49)
    assert document.key_mark(at_least) == Mark("mine.yaml", 4, 39)
    assert document.mark((*at_least, "days", 3)) == document.mark(at_least)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("007", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("on", "on"),
        ("yes", "yes"),
        ("no", "no"),
        ("null", None),
        ("~", None),
        ("", None),
        ("2018-11-01", "2018-11-01"),
        ("12:30", "12:30"),
        ("09:00-18:00 Mon-Fri CN", "09:00-18:00 Mon-Fri CN"),
        ("0.146 %", "0.146 %"),
        ("=", "="),
        ("'3'", "3"),
        ('"<<"', "<<"),
        ("[1, a, {b: 2}]", [1, "a", {"b": 2}]),
    ],
)
@pytest.mark.parametrize("head", ["", "%YAML 1.1\n---\n"])
def test_plain_words_follow_yaml_1_2_whatever_a_file_claims(head, written, value):
    document = read(f"{head}a: {written}\n")
    assert document.faults == []
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


def test_whole_numbers_become_text_keys():
    assert read("grades: {1: 5 %, 2: 5 %}").data == {"grades": {"1": "5 %", "2": "5 %"}}


def test_sources_are_peeled_off():
    document = read(STUDY)
    people = document.data["people"]
    assert people["share"] == "70 %"
    assert people["lag"] == {"lognormal": {"median": "30 days", "spread": 4}}
    assert people["found"] == {"value": "90 %", "after": {"fixed": "1 day"}}
    assert document.data["laws"]["csl"] == {"in": "CN", "retention": {"session": {"at_least": "180 days"}}}
    assert document.sources == {
        ("laws", "csl"): {"source": "csl-2017", "beside": True},
        ("people", "share"): {
            "range": ("50 %", "95 %"),
            "source": "europol-2017",
            "status": "assumption",
            "note": "a guess",
        },
        ("people", "lag"): {"range": {"median": ("3 days", "90 days")}, "status": "derived", "beside": True},
        ("people", "found"): {"status": "secondary", "beside": True},
    }
    assert document.mark(("people", "share")) == Mark("mine.yaml", 7, 18)
    assert document.mark(("people", "share", "source")) == Mark("mine.yaml", 7, 53)


def test_a_value_has_the_source_of_the_nearest_mapping():
    document = read(STUDY)
    assert document.source(("people", "lag", "lognormal", "median"))["status"] == "derived"
    assert document.source(("exposim",)) == {}


def test_study_and_figures_are_left_alone():
    assert read(STUDY).data["study"] == {"policies": {"a": {"x": {"value": "3 %", "status": "assumption"}}}}


def test_things_called_source_or_status_are_no_annotations():
    document = read("operators: {source: {staff: 3}, status: [a], isp: {staff: 4, status: assumption}}")
    assert document.faults == []
    assert document.data["operators"] == {"source": {"staff": 3}, "status": ["a"], "isp": {"staff": 4}}


def test_dotted_keys_of_changes_are_nested_mappings():
    document = read("changes: {move: {on: 2018-02-28, set: {a.b.c: 1, a.b.d: {value: 2 %, status: assumption}}}}")
    assert document.data["changes"]["move"]["set"] == {"a": {"b": {"c": 1, "d": "2 %"}}}
    assert document.sources == {("changes", "move", "set", "a", "b", "d"): {"status": "assumption"}}
    assert places(read("changes: {move: {set: {a.b: 1, a: 2}}}")) == [(1, 32, "changes.move.set.a", "E009")]


def test_aliases_are_copies():
    document = read("a: &x {b: 1}\nc: *x\n")
    assert document.data == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(1, 1, "", "E004")]),
        ("# nothing\n", [(1, 1, "", "E004")]),
        ("null", [(1, 1, "", "E004")]),
        ("just words", [(1, 1, "", "E006")]),
        ("- a\n- b", [(1, 1, "", "E006")]),
        ("!x {a: 1}", [(1, 1, "", "E007")]),
        ("a: [1", [(1, 6, "", "E005")]),
        ("a: b: c", [(1, 5, "", "E005")]),
        ("a: 1\n---\nb: 2", [(2, 1, "", "E005")]),
        ('a: "\\UFFFFFFFF"', [(1, 1, "", "E005")]),
        ("%YAML x\n---\na: 1", [(1, 7, "", "E005")]),
        ("a: !!python/object/apply:os.system [x]\nb: !y 1", [(1, 4, "a", "E007"), (2, 4, "b", "E007")]),
        ("a: !!int 3", [(1, 4, "a", "E007")]),
        ("a: 1\n<<: {b: 2}", [(2, 1, "", "E007")]),
        ("true: 1", [(1, 1, "", "E008")]),
        ("1.5: 1", [(1, 1, "", "E008")]),
        ("? [a]\n: 1", [(1, 3, "", "E008")]),
        ("null: 1", [(1, 1, "", "E008")]),
        ("a: 1\nb: 2\na: 3", [(3, 1, "a", "E009")]),
        ("a: {1: x, '1': y}", [(1, 11, "a.1", "E009")]),
        ("a: &a [*a]", [(1, 8, "", "E011")]),
        ("a: *b", [(1, 4, "", "E011")]),
        ("a: &a 1\nb: &a [*a]", [(2, 8, "", "E011")]),
        ("a: " + "[" * (DEEPEST + 1), [(1, 44, "", "E012")]),
        ("[" * 5000, [(1, 42, "", "E012")]),
        ("a: .inf\nb: -.INF\nc: .nan", [(1, 4, "a", "E013"), (2, 4, "b", "E013"), (3, 4, "c", "E013")]),
        ("a: 1e999\nb: " + "1" * 5000, [(1, 4, "a", "E013"), (2, 4, "b", "E013")]),
        ('a: "\\e[31m"', [(1, 4, "a", "E014")]),
        ('"\\a": 1', [(1, 1, "", "E014")]),
        ("a: {value: 3 %, status: sure}", [(1, 25, "a.status", "E015")]),
        ("a: {b: 3 %, source: 3}", [(1, 21, "a.source", "E015")]),
        ("a: {value: 3 %, range: [1 %]}", [(1, 24, "a.range", "E015")]),
        ("a: {b: 3 %, range: {b: 4}}", [(1, 24, "a.range.b", "E015")]),
        ("a: {value: 3 %, range: [[1], 2]}", [(1, 24, "a.range", "E015")]),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_its_place(text, faults):
    document = read(text)
    assert places(document) == faults
    for fault in document.faults:
        assert fault.code in CODES
        assert fault.text.isprintable()
        assert "; wanted" in fault.text


def test_faults_do_not_hide_what_else_is_written():
    document = read("a: !x 1\nb: 3\na: 4\n")
    assert document.data == {"a": None, "b": 3}
    assert len(document.faults) == 2


@pytest.mark.parametrize("width", [9, 2])
def test_an_alias_bomb_is_stopped(width):
    lines = ["a0: &a0 [1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, 30)]
    assert [fault.code for fault in read("\n".join(lines)).faults] == ["E010"]


def test_an_alias_bomb_in_changes_is_stopped():
    pairs = ["a0: &a0 {x: 1}"] + [f"a{i}: &a{i} {{b: *a{i - 1}, c: *a{i - 1}}}" for i in range(1, 36)]
    assert [fault.code for fault in read(f"changes: {{m: {{set: {{{', '.join(pairs)}}}}}}}").faults] == ["E010"]
    assert read(f"changes: {{m: {{set: {{{', '.join(pairs[:4])}}}}}}}").faults == []


def test_a_chain_of_aliases_is_no_way_around_the_depth():
    lines = ["a0: &a0 [1]", *(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, DEEPEST + 2))]
    assert [fault.code for fault in read("\n".join(lines)).faults] == ["E012"]


def test_values_up_to_the_limit_are_read():
    lines = ["a: &a [" + "1, " * 997 + "1]", *(f"b{i}: *a" for i in range(199))]
    assert read("\n".join(lines)).faults == []
    assert 200 * 999 < MOST_NODES < 202 * 999
    lines += ["c: *a", "d: *a"]
    assert [fault.code for fault in read("\n".join(lines)).faults] == ["E010"]


def test_a_file_is_read_with_its_name(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 3 \xe2\x82\xac\r\nb: 1\r\n")
    document = read_file(path)
    assert document.data == {"a": "3 €", "b": 1}
    assert document.mark(("b",)) == Mark(str(path), 2, 4)


@pytest.mark.parametrize(
    ("content", "place", "code", "message"),
    [
        (b"a: 1\nb: \xff\xfe", (2, 4), "E002", "is not UTF-8 text"),
        (b"a: 1\n\x00", (2, 1), "E002", r"has the control character '\x00'"),
        (b"a: \x1b[31m", (1, 4), "E002", r"has the control character '\x1b'"),
        (b"\x7fELF\x02\x01\x01\x00", (1, 1), "E002", "control character"),
        (b"a: 1\n" + b"#" * LARGEST_FILE, (1, 1), "E003", "is larger than 1,000,000 bytes"),
        (b"", (1, 1), "E004", "is empty"),
    ],
)
def test_files_that_are_no_text_are_refused(tmp_path, content, place, code, message):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    (fault,) = read_file(path).faults
    assert (fault.mark, fault.code) == (Mark(str(path), *place), code)
    assert message in fault.text


def test_a_file_of_the_largest_size_is_read(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: 1\n" + b"#" * (LARGEST_FILE - 5))
    assert read_file(path).data == {"a": 1}


@pytest.mark.parametrize(
    ("name", "message"), [("absent.yaml", "no such file"), (".", "is a directory"), ("a\0b", "null")]
)
def test_what_is_no_file_is_refused(tmp_path, name, message):
    (fault,) = read_file(f"{tmp_path}/{name}").faults
    assert fault.code == "E001"
    assert message in fault.text


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_permission_is_refused(tmp_path):
    path = Path(tmp_path) / "closed.yaml"
    path.touch(mode=stat.S_IWUSR)
    (fault,) = read_file(path).faults
    assert fault.code == "E001"
