"""How long runs of each point took: the longest are begun first, so that none is left alone at the end."""

import json
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from sim.experiment.job import Job
from sim.results.whole_files import write_whole

FILE = "timings.json"


class Timings:
    """Seconds that runs took by the key of their point, kept in a study's folder; nothing but the order hangs on it.

    A list that cannot be read is taken for none.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._seconds: dict[str, tuple[int, float]] = {}
        try:
            read = json.loads(self._path.read_bytes())
            self._seconds = {str(key): (int(runs), float(seconds)) for key, (runs, seconds) in read.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return

    def note(self, key: str, seconds: float) -> None:
        """Note that a run took so long."""
        runs, mean = self._seconds.get(key, (0, 0.0))
        self._seconds[key] = runs + 1, mean + (seconds - mean) / (runs + 1)

    def save(self) -> None:
        """Write the means, whole or not at all."""
        write_whole(self._path, json.dumps(self._seconds).encode())

    def longest_first(self, jobs: Iterable[Job]) -> list[Job]:
        """Return jobs in the order of how long they will take, the longest first.

        A point that was never played is taken to last as its scenario's forecast says, at the pace of the others.
        """
        jobs = list(jobs)
        forecasts = {job.point: float(job.loaded.expected.seconds) for job in jobs}
        paces = [self._seconds[key][1] / said for key, said in forecasts.items() if key in self._seconds and said > 0]
        pace = median(paces) if paces else 1.0
        lasts = {key: self._seconds[key][1] if key in self._seconds else pace * said for key, said in forecasts.items()}
        return sorted(jobs, key=lambda job: -lasts[job.point])
