"""The gate for changes that move draws on purpose: its level, what it sees, and its exit status."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from analysis import gate
from analysis.gate import LEVEL, compared, told
from analysis.loading import ResultsError

ROWS, PAIRS = 40, 30


class Stand(NamedTuple):
    """What the gate needs of results."""

    path: Path
    provenance: dict
    measures: pd.DataFrame


def results(seed, *, shift=1.0, pairs=PAIRS, scenario="a", heavy=False):
    """Results of 40 measures, of which the first is `shift` times as large."""
    rng = np.random.default_rng(seed)
    values = rng.lognormal(3, 2, (ROWS, pairs)) if heavy else rng.normal(100, 5, (ROWS, pairs))
    values[0] *= shift
    frame = pd.DataFrame(
        [
            {"measure": f"m{row}", "period": "", "stage": "", "operator": "", "replication": k, "value": values[row, k]}
            for row in range(ROWS)
            for k in range(pairs)
        ]
    )
    return Stand(Path(f"results/{seed}"), {"key": {"scenario": scenario}}, frame)


@pytest.mark.parametrize("heavy", [False, True])
def test_results_of_one_law_move_no_row_more_often_than_the_level(heavy):
    false = sum(
        compared(results(2 * k, heavy=heavy), results(2 * k + 1, heavy=heavy))[0].adjusted < LEVEL for k in range(40)
    )
    assert false <= 3  # Binomial of 40 at 1 %: more has a chance of 0.0005


def test_a_row_that_moved_is_named_and_the_others_are_not():
    found = compared(results(1), results(2, shift=1.08))
    assert [one.row for one in found if one.adjusted < LEVEL] == ["m0"]
    assert "MOVED  m0: 99" in told(found)
    assert "1 of 40 rows moved" in told(found)


def test_the_shift_that_it_says_it_sees_is_seen_in_nine_of_ten():
    seen = compared(results(1), results(2))[0].seen / 100
    hits = sum(compared(results(2 * k), results(2 * k + 1, shift=1 + seen))[0].adjusted < LEVEL for k in range(20))
    assert hits >= 13  # Binomial of 20 at 90 %, with an error of a seventh in what is seen


@pytest.mark.parametrize(("pairs", "rows"), [(30, 0), (120, 40)])
def test_it_says_in_how_many_rows_a_small_shift_would_be_seen(pairs, rows):
    """The difference of two values spreads by 7 %: 30 pairs see a shift of 6.6 %, and 120 one of half that."""
    found = compared(results(1, pairs=pairs), results(2, pairs=pairs))
    assert f"A shift of 5 % would be seen in {rows} of the 40 rows that are not 0." in told(found)


def test_equal_results_move_nothing():
    assert {one.adjusted for one in compared(results(1), results(1))} == {1.0}


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ResultsError, match="of another scenario"):
        compared(results(1), results(2, scenario="b"))
    with pytest.raises(ResultsError, match="have 12 replications in common; wanted 30 or more"):
        compared(results(1), results(2, pairs=12))


def test_the_command_tells_by_its_exit_status(monkeypatch, capsys):
    made = {"before": results(1), "same": results(2), "moved": results(2, shift=1.2)}
    monkeypatch.setattr(gate, "load_results", lambda path: made[str(path)])
    assert gate.main(["before", "same"]) == 0
    assert "0 of 40 rows moved" in capsys.readouterr().out
    assert gate.main(["before", "moved"]) == 1
    assert gate.main(["before", "same", "--least", "31"]) == 2
    assert "wanted 31 or more" in capsys.readouterr().err
