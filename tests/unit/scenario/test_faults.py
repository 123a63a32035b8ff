import pickle

import pytest

from sim.scenario.faults import CODES, Fault, Mark, MisreadError, ScenarioError, nearest, quoted, told


def test_faults_are_told_aligned_and_in_order():
    error = ScenarioError(
        [
            Fault(Mark("mine.yaml", 21, 5), "operators.telecom.dsk", "E101", "unknown key; did you mean 'desk'?"),
            Fault(Mark("mine.yaml", 14, 16), "operators.telecom.desk.staff", "E204", "is -3; wanted a number over 0"),
        ]
    )
    assert str(error) == (
        "mine.yaml: 2 faults\n"
        "  14:16  operators.telecom.desk.staff  E204  is -3; wanted a number over 0\n"
        "  21:5   operators.telecom.dsk         E101  unknown key; did you mean 'desk'?"
    )


def test_each_file_and_setting_has_its_own_head():
    text = told(
        [
            Fault(Mark("--set a.b"), "a.b", "E201", "is x; wanted y"),
            Fault(Mark("mine.yaml", 1, 1), "", "E004", "is empty; wanted a scenario"),
            Fault(Mark("mine.yaml", 2, 1), "c", "W401", "is never in force; wanted an earlier date"),
        ]
    )
    assert text == (
        "--set a.b: 1 fault\n"
        "  a.b  E201  is x; wanted y\n"
        "mine.yaml: 1 fault, 1 warning\n"
        "  1:1     E004  is empty; wanted a scenario\n"
        "  2:1  c  W401  is never in force; wanted an earlier date"
    )


def test_a_garbled_file_does_not_flood_the_screen():
    text = told(Fault(Mark("mine.yaml", line, 1), "a", "E009", "stands twice") for line in range(1, 1000))
    assert text.splitlines()[0] == "mine.yaml: 999 faults"
    assert text.splitlines()[-1] == "  and 799 more"
    assert len(text.splitlines()) == 202


def test_the_same_fault_is_told_once():
    fault = Fault(Mark("a", 1, 1), "", "E004", "is empty")
    assert ScenarioError([fault, fault]).faults == (fault,)


def test_errors_travel_between_processes():
    error = pickle.loads(pickle.dumps(ScenarioError([Fault(Mark("a", 1, 1), "b", "E204", "is 3")])))
    assert str(error) == "a: 1 fault\n  1:1  b  E204  is 3"
    assert pickle.loads(pickle.dumps(MisreadError("is 3", "E204"))).code == "E204"


def test_nothing_that_a_terminal_acts_on_is_told():
    fault = Fault(Mark("a\x1b[2J.yaml", 1, 1), "b\x07", "E101", "unknown key; wanted none here")
    assert all(line.isprintable() for line in told([fault]).splitlines())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\x1b[31m\u202e", r"'a\x1b[31m\u202e'"),
        ("x" * 100, "'" + "x" * 60 + "...'"),
        (True, "true"),
        (None, "empty"),
        ({}, "a mapping"),
        ([1], "a list"),
        (1.5, "1.5"),
        ("\ud800", r"'\ud800'"),
    ],
)
def test_quoted_values_are_short_and_escaped(value, text):
    assert quoted(value) == text


def test_the_nearest_name_is_one_that_was_likely_meant():
    assert nearest("dsk", ["desk", "staff"]) == "desk"
    assert nearest("zzz", ["desk", "staff"]) is None


def test_codes_are_of_a_fault_or_a_warning():
    assert all(len(code) == 4 and code[0] == ("W" if code[1] == "4" else "E") for code in CODES)
