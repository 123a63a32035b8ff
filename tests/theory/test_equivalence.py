"""The tests of equivalence themselves: their level at the margin, their power, and that too few draws fail."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.verify import evidence
from sim.verify.equivalence import LEVEL, POWER, compared, plays_needed, power
from sim.verify.evidence import PValue, of_mean, of_share

MARGIN, ERROR, TRIALS = 1.0, 0.25, 10_000


def passes(shift: float, error: float = ERROR) -> float:
    """The share of normal estimates off by `shift` that pass."""
    found = shift + error * np.random.default_rng(7).standard_normal(TRIALS)
    return np.mean([compared([PValue(0.5, one, 0.0, error)], MARGIN).equivalent for one in found])


@pytest.mark.parametrize("shift", [MARGIN, -MARGIN])
def test_a_bias_of_a_whole_margin_passes_as_often_as_the_level_says(shift):
    assert passes(shift) == pytest.approx(LEVEL, abs=4 * np.sqrt(LEVEL / TRIALS))


def test_a_program_that_is_right_passes_as_often_as_the_power_says():
    expected = power(MARGIN, ERROR)
    assert 0.9 < expected < 0.999
    assert passes(0.0) == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / TRIALS))


def test_so_many_plays_as_are_needed_make_the_power_that_is_aimed_at():
    plays = plays_needed(MARGIN, 1.3)
    assert power(MARGIN, 1.3 / np.sqrt(plays)) >= POWER > power(MARGIN, 1.3 / np.sqrt(plays - 1))


def test_too_few_draws_fail_where_a_test_of_no_difference_would_pass():
    few = of_share(5, 16, 0.3)
    assert few > 0.5
    assert not compared([few], 0.006).equivalent


def test_plays_are_pooled_with_their_errors():
    plays = [of_mean([1.0, 2.0, 3.0], 2.0), of_mean([2.0, 3.0, 7.0], 4.0)]
    said = compared(plays, 0.5)
    assert (said.found, said.expected, said.freedom) == (3.0, 3.0, 4)
    assert said.margin == 0.75  # half a unit of a closed form of 2, of 3 on average
    assert said.error == pytest.approx(np.hypot(*(one.error for one in plays)) / 2)


def test_the_command_has_checks_of_every_module_of_closed_forms():
    """But for one: intervals are of statistics, and no draw of the model has a part in them."""
    verify = Path(evidence.__file__).parent
    text = "".join((verify / name).read_text(encoding="utf-8") for name in ("suite.py", "mechanisms.py"))
    modules = {path.stem for path in (verify / "checks").glob("[a-z]*.py")}
    assert {module for module in modules if not re.search(rf"\b{module}[.(]", text)} == {"covered"}
