import pytest

from sim.experiment.designs import combined
from sim.experiment.variations import from_mapping, from_options
from sim.scenario.faults import ScenarioError


def told(variations, design="grid", points=None, seed=1):
    return [
        {**a.texts, **b.texts} if b else dict(a.texts)
        for a, b in pairs(combined(variations, design, points, seed).combinations)
    ]


def pairs(combinations):
    return [(one[0], one[1] if len(one) > 1 else None) for one in combinations]


def test_a_grid_has_every_value_with_every_other():
    varied = from_options(["a.b=90 days,180 days", "c={fixed: 2 hours},null"])
    assert told(varied) == [
        {"a.b": "90 days", "c": "{fixed: 2 hours}"},
        {"a.b": "90 days", "c": "null"},
        {"a.b": "180 days", "c": "{fixed: 2 hours}"},
        {"a.b": "180 days", "c": "null"},
    ]
    assert varied[0].settings == (("90 days",), ("180 days",))


def test_values_are_read_as_yaml():
    assert from_options(["a=[1, 2],true,0.5"])[0].settings == (([1, 2],), (True,), (0.5,))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=1..10:4", ["1", "4", "7", "10"]),
        ("a=30..90 days:3", ["30 days", "60 days", "90 days"]),
        ("a=30 days..90 days:3", ["30 days", "60 days", "90 days"]),
        ("a=1..100:3 log", ["1", "10", "100"]),
        ("a=10 %..20 %:2", ["10 %", "20 %"]),
    ],
)
def test_a_range_has_evenly_spaced_values(text, values):
    assert [row["a"] for row in told(from_options([text]))] == values


def test_paths_joined_by_a_semicolon_vary_together():
    assert told(from_options(["a=1,2;b=3..4:2"])) == [{"a": "1", "b": "3"}, {"a": "2", "b": "4"}]
    assert told(from_mapping({("a", "b"): [(1, 3), (2, 4)]})) == [{"a": "1", "b": "3"}, {"a": "2", "b": "4"}]


def test_python_takes_lists_and_ranges():
    assert told(from_mapping({"a": ["x", None], "b": "1..2:2"}))[1] == {"a": "x", "b": "2"}
    named = from_mapping({"laws.new": {"without": None, "strict": {"in": "CN"}}})
    assert told(named) == [{"laws.new": "without"}, {"laws.new": "strict"}]
    assert [level.changes["laws.new"] for level in named[0].levels()] == [None, {"in": "CN"}]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["a"], "wanted path=a,b,c"),
        (["=1"], "wanted path=a,b,c"),
        (["a=1 day..3 hours:2"], "two numbers of one unit"),
        (["a=5..1:3"], "a low end"),
        (["a=0..1:3 log"], "a low end"),
        (["a=1..2:1"], "wanted 2 to"),
        (["a=1,2;b=3"], "has 2, 1 values"),
        (["a=[1"], "cannot be read"),
        (["a=1..2"], "does not fit grid"),
        (["a=1 day,2 days,1 day"], "has the value '1 day' twice"),
        (["a=1,1;b=x,x"], "has the value '1, x' twice"),
    ],
)
def test_what_cannot_be_read_is_a_fault(texts, wanted):
    with pytest.raises(ScenarioError, match=f"E375  .*{wanted}"):
        combined(from_options(texts), "grid", None, 1)


def test_all_faults_are_told_at_once():
    with pytest.raises(ScenarioError) as error:
        from_options(["a", "b"])
    assert len(error.value.faults) == 2


def test_python_is_told_what_a_value_must_be():
    with pytest.raises(ScenarioError, match="E375  is 5; wanted a list of values"):
        from_mapping({"a": 5})


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_a_sample_fills_the_ranges(design):
    rows = told(from_options(["a=0..8 days", "b=10..18"]), design, points=8)
    assert sorted(int(float(row["a"].split()[0])) for row in rows) == list(range(8))  # one in each eighth
    assert sorted(int(float(row["b"])) for row in rows) == list(range(10, 18))
    assert rows == told(from_options(["a=0..8 days", "b=10..18"]), design, points=8)
    assert rows != told(from_options(["a=0..8 days", "b=10..18"]), design, points=8, seed=2)


def test_a_sobol_sequence_goes_on():
    varied = from_options(["a=0..8", "b=10..18"])
    assert told(varied, "sobol", 16)[:5] == told(varied, "sobol", 5)


def test_a_sample_needs_a_number_of_points():
    with pytest.raises(ScenarioError, match="E375  the design sobol has no number of points"):
        combined(from_options(["a=1..2"]), "sobol", None, 1)
