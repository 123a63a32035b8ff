import math
import pickle
from typing import Any

import jsonschema
import numpy as np
import pytest
from pydantic import ValidationError

from sim.scenario.fields import Block
from sim.scenario.variates import DurationVariate, NumberVariate, Variate


def duration(written: Any) -> DurationVariate:
    return DurationVariate.model_validate(written)


VALID: list[tuple[Any, str, tuple[float, ...], float]] = [
    ({"lognormal": {"median": "2 days", "spread": math.e}}, "lognormal", (math.log(2), 1.0), 2 * math.exp(0.5)),
    ({"lognormal": {"mean": "2 days", "spread": math.e}}, "lognormal", (math.log(2) - 0.5, 1.0), 2.0),
    ({"exponential": {"mean": "3 hours"}}, "exponential", (0.125,), 0.125),
    ({"gamma": {"mean": "4 days", "cv": 0.5}}, "gamma", (4.0, 1.0), 4.0),
    ({"uniform": ["0 years", "8 years"]}, "uniform", (0.0, 2922.0), 1461.0),
    ({"fixed": "2 hours"}, "fixed", (1 / 12,), 1 / 12),
    ("2 hours", "fixed", (1 / 12,), 1 / 12),
    ({"table": [["1 day", "20 %"], ["3 days", "80 %"]]}, "table", (1.0, 0.2, 3.0, 0.8), 0.2 * 0.5 + 0.8 * 2),
]


@pytest.mark.parametrize(("written", "kind", "parameters", "mean"), VALID)
def test_a_variate_is_read_into_kind_and_parameters(written, kind, parameters, mean):
    variate = duration(written)
    assert variate.kind == kind
    # a few roundings of logarithms near 1
    assert variate.parameters == pytest.approx(parameters, rel=1e-14)
    assert variate.mean == pytest.approx(mean, rel=1e-14)


@pytest.mark.parametrize("cv", [0.1, 1.0, 3.0])
def test_cv_of_a_lognormal_is_its_coefficient_of_variation(cv):
    mu, sigma = duration({"lognormal": {"mean": "5 days", "cv": cv}}).parameters
    mean, second = math.exp(mu + sigma**2 / 2), math.exp(2 * mu + 2 * sigma**2)
    assert mean == pytest.approx(5.0, rel=1e-13)
    # the variance is a difference of numbers that may be a hundred times larger: two digits are lost
    assert math.sqrt(second - mean**2) / mean == pytest.approx(cv, rel=1e-12)


@pytest.mark.parametrize(("written", "kind", "parameters", "mean"), VALID)
def test_a_dump_is_the_variate_again(written, kind, parameters, mean):
    variate = duration(written)
    assert duration(variate.model_dump()) == variate
    assert DurationVariate.model_validate_json(variate.model_dump_json()) == variate


def test_a_dump_is_what_was_written():
    written = {"lognormal": {"mean": "36 minutes", "cv": 1.2}}
    assert duration(written).model_dump() == written
    table = {"table": [["1 day", "20 %"], ["3 months", "80 %"]]}
    assert duration(table).model_dump() == table


def test_numbers_without_unit_need_none():
    assert NumberVariate.model_validate(3).parameters == (3.0,)
    assert NumberVariate.model_validate({"lognormal": {"median": 3, "spread": 6}}).model_dump() == {
        "lognormal": {"median": 3.0, "spread": 6.0}
    }


def test_shares_of_a_table_may_be_rounded_and_are_made_whole():
    thirds = {"table": [["1 day", "33.33 %"], ["2 days", "33.33 %"], ["3 days", "33.33 %"]]}
    parameters = duration(thirds).parameters
    # three shares of a third: the sum is 1 but for its last bit
    assert math.fsum(parameters[1::2]) == pytest.approx(1.0, abs=2.3e-16)
    assert duration(thirds).model_dump() == thirds


@pytest.mark.parametrize(
    ("written", "place", "code", "message"),
    [
        (3, ("fixed",), "E202", "is 3, a number without a unit"),
        ("3 fonts", ("fixed",), "E201", "wanted a duration"),
        ({"fixed": "-3 days"}, ("fixed",), "E204", "wanted 0 or more"),
        ([], (), "E208", "is a list; wanted a variate"),
        (True, ("fixed",), "E201", "is true; wanted a duration"),
        (None, (), "E208", "is empty; wanted a variate"),
        ({}, (), "E208", "has no keys"),
        ({"fixed": "1 day", "uniform": []}, (), "E208", "has 2 keys"),
        ({"lognormol": {}}, ("lognormol",), "E208", "did you mean 'lognormal'"),
        ({"kind": "fixed", "parameters": [1]}, (), "E208", "has 2 keys"),
        ({"lognormal": "3 days"}, ("lognormal",), "E208", "wanted a mapping of mean or median and cv or spread"),
        ({"lognormal": {"mean": "3 days"}}, ("lognormal",), "E208", "has 'mean'; wanted mean or median and cv or"),
        ({"lognormal": {"mean": "3 days", "median": "3 days", "cv": 1}}, ("lognormal",), "E208", "wanted mean or"),
        ({"lognormal": {"mean": "3 days", "cv": "x"}}, ("lognormal", "cv"), "E201", "wanted a number"),
        ({"lognormal": {"mean": "3 days", "cvv": 1}}, ("lognormal", "cvv"), "E101", "did you mean 'cv'"),
        ({"lognormal": {"mean": "0 days", "cv": 1}}, ("lognormal", "mean"), "E204", "wanted more than 0"),
        ({"lognormal": {"mean": "1 day", "cv": 0}}, ("lognormal", "cv"), "E204", "wanted more than 0"),
        ({"lognormal": {"mean": "1 day", "cv": 1e9}}, ("lognormal", "cv"), "E204", "up to 1000"),
        ({"lognormal": {"mean": "1 day", "spread": 1}}, ("lognormal", "spread"), "E204", "wanted more than 1"),
        ({"gamma": {"mean": "1 day", "cv": 1e-200}}, ("gamma", "cv"), "E204", "more than 1e-06"),
        ({"exponential": {"mean": 3}}, ("exponential", "mean"), "E202", "number without a unit"),
        ({"uniform": ["3 days"]}, ("uniform",), "E208", "wanted a list of two values"),
        ({"uniform": ["3 days", "2 days"]}, ("uniform",), "E204", "low end that is not under its high end"),
        ({"uniform": ["3 days", "x"]}, ("uniform", 1), "E201", "wanted a duration"),
        ({"table": []}, ("table",), "E208", "wanted a list of bands"),
        ({"table": [["1 day"]]}, ("table", 0), "E208", r"wanted \[upper edge, share\]"),
        ({"table": [["1 day", "50 %"], ["2 days", 0.5]]}, ("table", 1, 1), "E202", "wanted a share"),
        ({"table": [["2 days", "50 %"], ["1 day", "50 %"]]}, ("table", 1, 0), "E204", "wanted rising edges"),
        ({"table": [["1 day", "50 %"], ["2 days", "49.98 %"]]}, ("table",), "E303", "has shares of 0.9998 in all"),
    ],
)
def test_a_fault_points_at_the_key_and_says_what_is_wanted(written, place, code, message):
    class Desk(Block):
        handling: DurationVariate

    with pytest.raises(ValidationError, match=message) as caught:
        Desk.model_validate({"handling": written})
    (error,) = caught.value.errors()
    assert error["loc"] == ("handling", *place)
    assert error["ctx"]["code"] == code


@pytest.mark.parametrize("cv", [1e-5, 1e3])
@pytest.mark.parametrize("mean", ["1e-5 seconds", "1000000 years"])
@pytest.mark.parametrize("kind", ["lognormal", "gamma"])
def test_the_widest_variates_have_finite_numbers(kind, mean, cv):
    variate = duration({kind: {"mean": mean, "cv": cv}})
    assert np.isfinite([*variate.parameters, variate.mean]).all()


def test_a_variate_is_plain_data_for_workers():
    variate = duration("2 hours")
    assert pickle.loads(pickle.dumps(variate)) == variate
    assert hash(variate) == hash(duration("2 hours"))


@pytest.mark.parametrize(("written", "kind", "parameters", "mean"), VALID)
def test_the_schema_for_editors_allows_every_form(written, kind, parameters, mean):
    jsonschema.validate(written, DurationVariate.model_json_schema())


@pytest.mark.parametrize("written", [{"fixed": 3}, {"lognormal": {"cvv": 1}}, {"fixed": "1 day", "uniform": []}, {}, 3])
def test_the_schema_for_editors_refuses_others(written):
    assert not jsonschema.Draft202012Validator(DurationVariate.model_json_schema()).is_valid(written)


def test_a_variate_of_another_unit_is_no_duration():
    with pytest.raises(ValidationError, match="wanted a variate"):
        duration(NumberVariate.model_validate(3))
    assert isinstance(duration(duration("3 days")), Variate)
