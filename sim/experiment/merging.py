"""Folders of one study joined: what several machines played, or several calls on one."""

import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.loading import ResultsError
from analysis.studies import load_study
from sim.experiment.failures import read_failures, write_failures
from sim.results.provenance import provenance
from sim.results.run_files import Run
from sim.results.study_folder import StudyFolder


def merged(folders: Sequence[Path], output: Path) -> str:
    """Copy the runs of folders of one study into another; return what was done, in a line.

    The design is that of the first folder that has the most points. The folders are left as they are.

    Raises
    ------
    ResultsError
        If a folder holds no study, or one of another scenario, seed or model version.
    FolderError
        If the output holds anything else, or cannot be written to.
    """
    studies = [load_study(folder) for folder in folders]
    first = studies[0]
    for other in studies[1:]:
        if other.provenance["key"] != first.provenance["key"]:
            text = f"is a study of another scenario, seed or model version than {first.path}; wanted one study"
            raise ResultsError(f"{other.path}: {text}")
    largest = max(studies, key=lambda one: one.wanted)
    key = first.provenance["key"]
    with StudyFolder.create(output, key, provenance(seed=int(key["seed"]), command=sys.argv)) as joined:
        joined.copy_design(largest.path)
        taken = sum(joined.runs.take_over(study.path) for study in studies)
        joined.finish()
        done = joined.runs.done()
        failures = {one for study in studies for one in read_failures(study.path)}
        write_failures(output, [one for one in failures if Run(one.point, one.replication) not in done])
    return f"{output}: {taken:,} runs taken over, {load_study(output).finished:,} of {largest.wanted:,} are there"
