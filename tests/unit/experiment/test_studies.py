import re

import numpy as np
import pytest

from analysis import load_study
from analysis.loading import ResultsError
from sim.experiment.failures import read_failures, write_failures
from sim.experiment.merging import merged
from sim.experiment.plans import block_wish, of_block, planned
from sim.experiment.playing import KILLED
from sim.experiment.studies import forecast, prepared, run_study
from sim.results.folder import FolderError
from sim.results.locking import Lock
from sim.scenario.checks.workload import SECONDS_TO_START
from tests.unit.experiment import worlds
from tests.unit.experiment.worlds import Counted


def play(tmp_path, stand_in, name="out", study=worlds.STUDY, wish=(), **more):
    loaded = worlds.load(tmp_path, study)
    asked = block_wish(loaded, replications=None, seed=1, draws=None, most_runs=None)._replace(**dict(wish))
    plan = planned(loaded, *of_block(loaded), asked)
    with prepared(tmp_path / name, plan) as folder:
        return run_study(plan, folder, workers=0, simulate=stand_in, **more)


def table(path):
    rows = load_study(path).measures
    return rows.sort_values(list(rows.columns)).reset_index(drop=True).to_csv()


def test_every_run_is_played_once_and_found_again(tmp_path):
    first, second = Counted(), Counted()
    report = play(tmp_path, first)
    assert (report.status, report.played, report.kept, report.wanted) == (0, 6, 6, 6)
    assert sorted(first.played) == [(days, replication) for days in (10.0, 20.0) for replication in range(3)]
    assert play(tmp_path, second).played == 0
    assert second.played == []


def test_more_points_and_replications_cost_only_themselves(tmp_path):
    play(tmp_path, Counted())
    longer = worlds.STUDY.replace("short:", "long: {operators.isp.keeps.session: 30 days}, short:")
    points, replications = Counted(), Counted()
    play(tmp_path, points, study=longer)
    assert sorted(points.played) == [(30.0, 0), (30.0, 1), (30.0, 2)]
    play(tmp_path, replications, study=longer, wish={"replications": 4})
    assert sorted(replications.played) == [(10.0, 3), (20.0, 3), (30.0, 3)]


def test_a_run_that_fails_is_kept_apart_and_retried_only_if_asked(tmp_path):
    report = play(tmp_path, Counted((10.0, 1)))
    assert (report.status, report.kept) == (1, 5)
    (failure,) = report.failures
    assert (failure.replication, failure.seed, failure.error) == (1, 1, "ZeroDivisionError: desk has no staff")
    assert failure.point in set(load_study(tmp_path / "out").points["key"])
    again = Counted()
    assert play(tmp_path, again).status == 1
    assert again.played == []
    retried = Counted()
    assert play(tmp_path, retried, retry_failed=True).status == 0
    assert retried.played == [(10.0, 1)]
    assert not (tmp_path / "out" / "failures.json").exists()


def test_a_run_whose_worker_was_killed_is_missing_and_played_by_the_next_call(tmp_path):
    play(tmp_path, Counted((10.0, 1), (20.0, 2)))
    killed, failed = read_failures(tmp_path / "out")
    write_failures(tmp_path / "out", [killed._replace(error=KILLED), failed])
    again = Counted()
    report = play(tmp_path, again)
    assert len(again.played) == 1
    assert [one.error for one in report.failures] == ["ZeroDivisionError: desk has no staff"]


def test_failures_are_listed_while_a_study_goes_on(tmp_path):
    seen = []

    def look(progress):
        seen.append((progress.failed, len(read_failures(tmp_path / "out"))))

    play(tmp_path, Counted((20.0, 0)), progress=look)
    assert max(failed for failed, _ in seen) == 1
    assert all(failed == listed for failed, listed in seen)


def test_a_failure_names_its_point(tmp_path):
    (failure,) = play(tmp_path, Counted((10.0, 1))).failures
    assert failure.name == "short"
    assert "ZeroDivisionError" in failure.traceback


def test_a_list_of_failures_that_cannot_be_read_is_made_again(tmp_path):
    play(tmp_path, Counted((10.0, 1)))
    (tmp_path / "out" / "failures.json").write_bytes(b"\xff{")
    assert len(play(tmp_path, Counted((10.0, 1))).failures) == 1


@pytest.mark.parametrize("at", [0, 3, 5, 9])
def test_a_corrupt_file_is_set_aside_and_its_runs_are_played_again(tmp_path, at):
    play(tmp_path, Counted())
    whole = table(tmp_path / "out")
    (pack,) = (tmp_path / "out" / "runs").iterdir()
    content = bytearray(pack.read_bytes())
    content[at * len(content) // 10] ^= 0xFF
    pack.write_bytes(content)
    report = play(tmp_path, Counted())
    assert report.corrupt == (pack,)
    assert report.played == 6
    assert [path.name for path in (tmp_path / "out" / "set-aside").iterdir()] == [f"runs-{pack.name}"]
    assert table(tmp_path / "out") == whole


def test_shares_are_disjoint_and_merge_to_the_whole(tmp_path):
    play(tmp_path, Counted(), "whole")
    parts = [Counted(), Counted()]
    for nth, part in enumerate(parts, start=1):
        assert play(tmp_path, part, f"part{nth}", share=(nth, 2)).status == 0
    assert sorted(parts[0].played + parts[1].played) == [(d, r) for d in (10.0, 20.0) for r in range(3)]
    said = merged([tmp_path / "part1", tmp_path / "part2", tmp_path / "part1"], tmp_path / "joined")
    assert "6 runs taken over, 6 of 6 are there" in str(said)
    assert table(tmp_path / "joined") == table(tmp_path / "whole")


def test_a_merge_names_what_it_cannot_read_and_goes_on_when_it_can(tmp_path):
    play(tmp_path, Counted(), "whole")
    for nth in (1, 2):
        play(tmp_path, Counted(), f"part{nth}", share=(nth, 2))
    (pack,) = (tmp_path / "part2" / "runs").iterdir()
    content = pack.read_bytes()
    pack.write_bytes(content[:-9])
    first = merged([tmp_path / "part1", tmp_path / "part2"], tmp_path / "joined")
    assert (first.runs, first.there, first.corrupt) == (3, 3, (pack,))
    assert f"{pack}: cannot be read and is left out" in str(first)
    pack.write_bytes(content)
    second = merged([tmp_path / "joined", tmp_path / "part2"], tmp_path / "joined")
    assert (second.runs, second.there, second.corrupt) == (3, 6, ())
    assert table(tmp_path / "joined") == table(tmp_path / "whole")


def test_a_folder_that_is_being_written_is_not_merged(tmp_path):
    play(tmp_path, Counted(), "one")
    with Lock(tmp_path / "one"), pytest.raises(FolderError, match="writes to it now; wanted it to end first"):
        merged([tmp_path / "one"], tmp_path / "joined")


@pytest.mark.parametrize("model", ["0.1.1", "0.2.0.dev1+g0", "1.0a1", "10.0"])
def test_a_study_of_a_newer_version_is_refused_with_words(tmp_path, model):
    play(tmp_path, Counted())
    path = tmp_path / "out" / "provenance.json"
    path.write_text(path.read_text().replace('"model": "0.1.0"', f'"model": "{model}"'))
    with pytest.raises(ResultsError, match=f"was written by exposim {re.escape(model)}; this is 0.1.0; wanted that"):
        load_study(tmp_path / "out")


def test_studies_of_different_seeds_are_not_merged(tmp_path):
    play(tmp_path, Counted(), "one")
    play(tmp_path, Counted(), "two", wish={"seed": 2})
    with pytest.raises(ResultsError, match="another scenario, seed or model version"):
        merged([tmp_path / "one", tmp_path / "two"], tmp_path / "joined")
    assert not (tmp_path / "joined").exists()


def test_another_study_or_version_has_another_folder(tmp_path, monkeypatch):
    play(tmp_path, Counted())
    with pytest.raises(FolderError, match="another scenario or seed"):
        play(tmp_path, Counted(), wish={"seed": 2})
    monkeypatch.setattr("sim.experiment.plans.model_version", lambda: "9.9")
    with pytest.raises(FolderError, match=r"holds numbers of exposim 0\.1\.0; this is 9\.9"):
        play(tmp_path, Counted())


def test_a_forecast_counts_what_is_missing(tmp_path):
    play(tmp_path, Counted(), share=(1, 3))
    loaded = worlds.load(tmp_path)
    plan = planned(loaded, *of_block(loaded), block_wish(loaded, replications=None, seed=1, draws=None, most_runs=None))
    with prepared(tmp_path / "out", plan) as folder:
        cost = forecast(plan, folder.runs.done(), workers=2)
    assert (cost.points, cost.runs, cost.there) == (2, 6, 2)
    assert cost.requests == pytest.approx(4 * loaded.expected.requests)
    start, least = SECONDS_TO_START, 0.02  # of a process, once; of a run
    assert cost.seconds == pytest.approx(start + 2 * (loaded.expected.seconds - start + least))
    assert forecast(plan, {run for run, _ in plan.runs}, workers=2).seconds == 0.0


def test_a_frame_is_tidy_and_right(tmp_path):
    play(tmp_path, Counted(), study=worlds.STUDY + "  cross: {people.residents.number: [1000, 2 thousand]}\n")
    study = load_study(tmp_path / "out")
    frame = study.frame(["exposure.persons"])
    assert frame["number"].tolist() == [1000.0, 2000.0] * 2
    assert frame["mean"].tolist() == pytest.approx([20 + 2 / 3] * 2 + [10 + 2 / 3] * 2)  # the noise of 3 is 0, 3, -1
    assert set(frame["n"]) == {3}
    assert study.factors.to_dict("records") == [{"path": "people.residents.number", "name": "number", "unit": "person"}]


def test_differences_on_the_same_draws_have_no_noise(tmp_path):
    play(tmp_path, Counted())
    (row,) = load_study(tmp_path / "out").compare(measures=["exposure.persons"]).to_dict("records")
    assert row["point"] == "short"
    assert [row["difference"], row["low"], row["high"]] == pytest.approx([-10.0] * 3)
    assert row["variance_ratio"] == np.inf
    assert row["more"] == 0


def test_unknowns_are_a_spread_of_their_own(tmp_path):
    play(tmp_path, Counted(), wish={"draws": 5})
    study = load_study(tmp_path / "out")
    frame = study.frame(["need.met_share"]).set_index("policy")
    days = study.points.loc[study.points["policy"] == "as it is", "unknown:operators.isp.keeps.session"] / 40
    assert frame.loc["as it is", "mean"] == pytest.approx(days.mean())
    assert frame.loc["as it is", "unknown_low"] == pytest.approx(days.quantile(0.05))
    assert frame.loc["as it is", "unknown_high"] == pytest.approx(days.quantile(0.95))
    assert frame.loc["short", "unknown_low"] == frame.loc["short", "unknown_high"] == 0.25
    assert frame["draws"].tolist() == [5, 5]
    assert len(study.frame(["need.met_share"], by_draw=True)) == 10
    ranks = study.ranks("need.met_share").set_index("point")
    assert ranks.loc["short", "lowest_share"] == 1.0
    assert ranks.loc["as it is", "regret"] == pytest.approx(days.mean() - 0.25)
    (less,) = study.compare(measures=["need.met_share"]).to_dict("records")
    assert less["difference"] == pytest.approx(0.25 - days.mean())
    assert less["unknown_low"] == pytest.approx(0.25 - days.quantile(0.95))


def test_no_such_point_to_compare_with(tmp_path):
    play(tmp_path, Counted())
    with pytest.raises(ResultsError, match="has no point 'long' to compare with; wanted one of 'as it is', 'short'"):
        load_study(tmp_path / "out").compare("long")
