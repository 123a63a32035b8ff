"""What a scenario takes from its sources is what somebody else took from them.

README.md of this folder says how the second transcriptions came about and how they are read.
"""

from functools import cache

import pytest

from sim.entry import load_scenario
from sim.scenario import catalogue
from sim.scenario.document import STATUSES, Document
from tests.transcription.second import NAMES, differences, malformed, same, taken, transcription, uncovered

AU, RETENTION = "au-2015-retention", "laws.part-5-1a.retention.session.at_least"


@cache
def document(name: str) -> Document:
    return load_scenario(name).document


def test_every_scenario_with_sources_has_a_second_transcription_and_no_other():
    assert sorted(entry.name for entry in catalogue.entries() if entry.review != "invented") == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_transcription_says_of_each_value_what_it_is_and_whence(name):
    second = transcription(name)
    assert [path for path, entry in second.values.items() if malformed(entry)] == []
    assert {entry["status"] for entry in (*second.values.values(), *second.besides.values())} <= set(STATUSES)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_has_the_values_statuses_and_sources_of_its_second_transcription(name):
    assert differences(transcription(name), document(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_scenario_takes_from_a_source_was_transcribed_twice(name):
    assert uncovered(transcription(name).values, document(name)) == []


CHANGES = {
    "another value": ({"value": "2.5 years"}, "2 years; the transcription has 2.5 years"),
    "a stronger status in the scenario": ({"status": "unverified"}, "('aph-retention', 'unverified')"),
    "another source": ({"source": "zdnet-au"}, "('zdnet-au', 'verified')"),
    "an assumption made of a figure": ({"taken_as": "assumption"}, "('aph-retention', 'assumption')"),
    "a tolerance too small": ({"value": "2.5 years", "within": "100 days"}, "has 2.5 years"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_entry_changed_is_found(change):
    second, (other, told) = transcription(AU), CHANGES[change]
    second.values[RETENTION] = second.values[RETENTION] | other
    found = differences(second, document(AU))
    assert len(found) == 1
    assert found[0].startswith(RETENTION)
    assert told in found[0]


def test_one_value_of_the_scenario_changed_is_found():
    changed = load_scenario(AU, [f"{RETENTION}=18 months"]).document
    assert any(line.startswith(f"{RETENTION}: 18 months") for line in differences(transcription(AU), changed))


def test_a_value_that_went_and_one_that_came_are_found():
    second = transcription(AU)
    second.values["laws.none.from"] = second.values.pop(RETENTION)
    assert differences(second, document(AU)) == ["laws.none.from: is no value of the scenario"]
    assert uncovered(second.values, document(AU)) == [RETENTION]


def test_items_are_counted_and_cover_what_is_inside():
    path, name = "laws.order-151.inspection.checklist", "cn-2018-order-151"
    second = transcription(name)
    second.values[path] = second.values[path] | {"items": 6}
    assert differences(second, document(name)) == [f"{path}: 7; the transcription has 6"]
    del second.values[path]
    assert len(uncovered(second.values, document(name))) == 7


def test_what_is_said_to_be_gone_is_gone():
    second = transcription("cn-2026-order-176")
    assert second.gone
    there = second._replace(gone=[*second.gone, "laws.order-176.from"])
    assert "laws.order-176.from: is gone in the transcription only" in differences(there, document("cn-2026-order-176"))


@pytest.mark.parametrize(
    ("mine", "theirs", "within", "wanted"),
    [
        ("6 months", "0.5 years", None, True),
        ("6 months", "180 days", None, False),
        ("6 months", "180 days", "3 days", True),
        ("6 months", "179 days", "3 days", False),
        ("10 days", "10 working days", None, False),
        ("5 EUR per year", "5 AUD per year", None, False),
        ("829 million", "829000000", None, True),
        ("9.0 %", "9 %", None, True),
        ("0.146 %", "0.147 %", None, False),
        ([["1 day", "20 %"]], [["24 hours", "20 %"]], None, True),
        ([["1 day", "20 %"]], [["1 day", "20 %"], ["2 days", "80 %"]], None, False),
        ("announce", "announce", None, True),
        ("announce", "publish", None, False),
    ],
)
def test_values_are_compared_as_quantities(mine, theirs, within, wanted):
    assert same(mine, theirs, within) is wanted


def test_a_derived_value_is_worked_out_and_rounded():
    assert taken({"derived": "128 / 176.2 * 100", "digits": 2, "unit": "%"}) == "73 %"
    assert taken({"derived": "(60e9 + 45e9) / 2", "unit": "RUB per year"}) == "52500000000 RUB per year"
    with pytest.raises(AssertionError, match="is no arithmetic"):
        taken({"derived": "__import__('os')"})


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, False),
        ({"within": "3 days"}, True),
        ({"within": "3 days", "because": "rounded"}, False),
        ({"items": 2}, True),
        ({"colour": "red"}, True),
    ],
)
def test_an_entry_without_what_it_needs_is_malformed(change, wanted):
    entry = {"what": "retention", "value": "6 months", "status": "verified", "source": "act"}
    assert malformed(entry | change) is wanted
