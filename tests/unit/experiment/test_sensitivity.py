"""Indices of designs whose answers are known, through a whole study: design, runs, folder, estimate, table."""

import numpy as np
import pytest

from analysis import figures, load_study
from analysis.loading import ResultsError
from analysis.papers import influences, ranks
from analysis.sensitivity import indices
from sim.experiment.drafts import draft_of_mapping
from sim.experiment.levels import AS_IT_IS
from sim.experiment.plans import Wish, planned
from sim.experiment.studies import prepared, run_study
from sim.ledger.outcome import Outcome
from sim.measures import Row
from tests.unit.experiment import worlds

KEEPS, NUMBER, WRITES = "operators.isp.keeps.session", "people.residents.number", "people.residents.writes.session"
VARY = {KEEPS: "0..1 days", NUMBER: "0..1000", WRITES: "0..1 per person day"}
NOISE = 50.0


def answer(loaded) -> tuple[float, float, float]:
    people = loaded.scenario.people["residents"]
    return loaded.scenario.operators["isp"].keeps["session"], people.number / 1000.0, people.writes["session"]


def simulate(loaded, *, seed, replication, journal=False, tick=None):
    """10 a + 4 b + 6 a b + nothing of c, with noise that all points share: chance must not reach the indices."""
    a, b, _ = answer(loaded)
    value = 100.0 + 10.0 * a + 4.0 * b + 6.0 * a * b + NOISE * np.random.default_rng(replication).normal()
    return Outcome(
        replication, seed, [Row("exposure.persons", "person", "", stage="obtained", value=value)], {}, {}, {}, 0.0
    )


def played(folder, design, points, replications=3, vary=VARY):
    loaded = worlds.load(folder, "")
    made = draft_of_mapping(vary, loaded, design=design, points=points, seed=1)
    plan = planned(loaded, [AS_IT_IS], made, Wish(replications, 1))
    with prepared(folder / design, plan) as there:
        assert run_study(plan, there, workers=0, simulate=simulate).complete
    return load_study(folder / design)


@pytest.fixture(scope="module")
def morris(tmp_path_factory):
    return played(tmp_path_factory.mktemp("m"), "morris", 20)


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory):
    return played(tmp_path_factory.mktemp("s"), "saltelli", 64, replications=1)


def told(study, effect):
    frame = indices(study)
    return frame[frame["effect"] == effect].set_index("path")


def test_elementary_effects_are_those_of_the_function(morris):
    star, mean, spread = (told(morris, effect) for effect in ("mu_star", "mu", "sigma"))
    for path, true in ((KEEPS, 10.0 + 6.0 / 2), (NUMBER, 4.0 + 6.0 / 2)):  # of a: 10 + 6 b, of b: 4 + 6 a, means 1/2
        assert mean.loc[path, "low"] <= true <= mean.loc[path, "high"]
        assert mean.loc[path, "high"] - mean.loc[path, "low"] < 4.0
        assert star.loc[path, "mean"] == pytest.approx(mean.loc[path, "mean"])
        # b lies on 0, 1/3, 2/3, 1 alike often; the standard error of a standard deviation of 20 is 16 %
        assert spread.loc[path, "mean"] == pytest.approx(6.0 * np.sqrt(5.0) / 6.0, rel=0.5)
    assert star.loc[WRITES, "mean"] == pytest.approx(0.0, abs=1e-9)


def test_chance_that_all_points_share_is_not_in_the_effects(morris):
    assert told(morris, "mu_star")["chance"].max() < 1e-6 * NOISE


def test_sobol_indices_of_a_saltelli_design_are_those_of_the_function(saltelli):
    a, b, ab = (10.0 + 3.0) ** 2 / 12.0, (4.0 + 3.0) ** 2 / 12.0, 6.0**2 / 144.0
    first, total = told(saltelli, "first"), told(saltelli, "total")
    whole = a + b + ab
    for path, alone, together in ((KEEPS, a, a + ab), (NUMBER, b, b + ab), (WRITES, 0.0, 0.0)):
        assert first.loc[path, "low"] - 0.01 <= alone / whole <= first.loc[path, "high"] + 0.01
        assert total.loc[path, "mean"] == pytest.approx(together / whole, abs=0.12)
    assert first.loc[KEEPS, "mean"] > 2 * first.loc[NUMBER, "mean"] > 0.2  # the control: they are told apart


def test_tables_and_figures_say_what_matters_most(morris, saltelli, tmp_path):
    table = influences(morris, "exposure.persons")
    assert [row[0] for row in table.rows] == [KEEPS, NUMBER, WRITES]
    assert table.head == ["factor", "mean size [person]", "mean [person]", "spread [person]"]
    assert influences(saltelli, "exposure.persons").head == ["factor", "first order [1]", "total [1]"]
    for kind, study in (("morris", morris), ("sobol", saltelli)):
        drawn = figures.draw(kind, study.path, tmp_path / f"{kind}.png")
        assert all(file.stat().st_size for file in drawn.files)


def test_what_cannot_be_told_says_why(morris, tmp_path):
    with pytest.raises(ResultsError, match="has a Morris design; wanted figure morris"):
        figures.draw("sobol", morris.path, tmp_path / "x.png")
    flat = played(tmp_path, "morris", 2, replications=1, vary={WRITES: "0..1 per person day"})
    with pytest.raises(ResultsError, match="wanted a measure that varies"):
        indices(flat)
    with pytest.raises(ResultsError, match="its unknowns were held fixed"):
        ranks(morris, "exposure.persons")


def test_a_grid_takes_the_sample_of_an_earlier_design_away(tmp_path):
    study = played(tmp_path, "morris", 2)
    assert (study.path / "design.parquet").exists()
    (tmp_path / "morris").rename(tmp_path / "grid")
    grid = played(tmp_path, "grid", None, vary={NUMBER: [1, 2]})
    assert not (grid.path / "design.parquet").exists()
