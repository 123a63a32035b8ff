"""Folders of one study joined: what several machines played, or several calls on one."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.loading import ResultsError
from analysis.studies import load_study
from sim.experiment.failures import read_failures, write_failures
from sim.results.provenance import provenance
from sim.results.run_files import Taken
from sim.results.run_tables import Run
from sim.results.study_folder import StudyFolder


class Merged(NamedTuple):
    """What became of a merge: runs taken over, those of the design there now and wanted, files that were left out."""

    output: Path
    runs: int
    there: int
    wanted: int
    corrupt: tuple[Path, ...]

    def __str__(self) -> str:
        unread = [f"{path}: cannot be read and is left out; its runs are missing, unless another folder has them"
                  for path in self.corrupt]  # fmt: skip
        said = f"{self.output}: {self.runs:,} runs taken over, {self.there:,} of {self.wanted:,} are there"
        return "\n".join([*unread, said])


def merged(folders: Sequence[Path], output: Path) -> Merged:
    """Copy the runs of folders of one study into another.

    The design is that of the first folder that has the most points. The folders are left as they are.

    Raises
    ------
    ResultsError
        If a folder holds no study, or one of another scenario, seed or model version.
    FolderError
        If the output holds anything else, or cannot be written to, or a folder is being written to.
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
        others = [study.path for study in studies if study.path.resolve() != output.resolve()]
        joined.copy_design(largest.path)
        taken = [joined.take_over(path) for path in others]
        joined.finish()
        done = joined.runs.done()
        failures = {one for study in studies for one in read_failures(study.path)}
        write_failures(output, [one for one in failures if Run(one.point, one.replication) not in done])
    return Merged(
        output,
        runs=sum(one.runs for one in taken),
        there=sum(run.replication < largest.replications.get(run.key, 0) for run in done),
        wanted=largest.wanted,
        corrupt=tuple(path for one in [*taken, Taken(0, tuple(joined.runs.corrupt))] for path in one.corrupt),
    )
