"""Whatever is written at a place of a good scenario: it is a scenario, or faults in plain words at that place."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.document import Document, dotted, read_file
from sim.scenario.faults import CODES
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated

FILE = Path(__file__).parents[2] / "scenarios" / "two-isps.yaml"
SLIPS: list[Any] = [
    None, True, 0, -3, 7, 0.5, 1e300, "", "x", "3 days", "-1 %", "101 %", "all", "always", "x" * 3000, "\u202e",
    [], [None], [1, 2], ["x", "x"], [[]], {}, {"x": 1}, {"": {}}, {"fixed": 1}, {"table": [["1 day", "50 %"]]},
    {"lognormal": {"mean": "1 day", "cv": []}}, {"uniform": {"a": 1}}, [{"a": []}],
]  # fmt: skip
WORDS_OF_PYDANTIC = ("Input should", "Value error", "pydantic", "Traceback", "object at 0x", "NoneType")


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inside for place in places(part, (*path, key)))]


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    data = copy.copy(data)
    data[path[0]] = put(data[path[0]], path[1:], value)
    return data


@pytest.fixture(scope="module")
def good() -> Document:
    document = read_file(FILE)
    assert document.faults == []
    scenario, faults = validated(Scenario, document)
    assert scenario is not None, faults
    return document


@settings(deadline=None, derandomize=True, max_examples=400)
@given(seed=st.integers(0, 2**32))
def test_any_value_at_any_place_is_a_scenario_or_faults_in_plain_words(good, seed):
    rng = random.Random(seed)
    path, slip = rng.choice(places(good.data)[1:]), rng.choice(SLIPS)
    document = Document(put(good.data, path, slip), good.marks, good.sources, [], good.keys)
    scenario, faults = validated(Scenario, document)
    assert (scenario is None) == bool(faults)
    for fault in faults:
        assert fault.code in CODES
        assert fault.text.isprintable()
        assert not any(word in fault.text for word in WORDS_OF_PYDANTIC), (dotted(path), slip, fault)
        assert fault.mark.file == str(FILE)


def test_every_place_refuses_something(good):
    """Control: a fault is seen wherever it is made, so the test above looks at something."""
    missed = [
        dotted(path)
        for path in places(good.data)[1:]
        if not validated(Scenario, Document(put(good.data, path, {"": {}}), good.marks))[1]
    ]
    assert missed == []
