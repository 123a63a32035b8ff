"""The shipped main scenario as it stands, one replication."""

from benchmarks.fresh import measured
from benchmarks.line import Line, of_pairs
from benchmarks.national import Say
from benchmarks.played import total


def main_scenario_rows(pairs: int, say: Say) -> list[Line]:
    """Seconds and memory of one replication, people played one by one among them."""
    runs = [measured("benchmarks.played:played", scenario="cn-2018-order-151") for _ in range(pairs)]
    say(f"main scenario: {total(runs[-1]):.2f} s")
    note = f"one replication, {runs[-1]['requests']:,} requests, build and measures included"
    return [
        of_pairs("main scenario: time", [total(run) for run in runs], "s", note),
        Line("main scenario: memory", max(run["peak"] for run in runs), "MB", "peak of the process"),
    ]
