"""`python -m benchmarks`: one table of ratios, medians of alternating pairs, and JSON."""

import argparse
import json
import platform
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from benchmarks.bulk import bulk_rows
from benchmarks.floor import floor_rows
from benchmarks.growth import growth_rows
from benchmarks.line import Line, shown
from benchmarks.main_scenario import main_scenario_rows
from benchmarks.national import PEERS, mechanism_rows, national_rows
from benchmarks.records import record_rows
from benchmarks.startup import startup_rows
from benchmarks.studies import study_rows


class Sizes(NamedTuple):
    """How large the worlds of a table are."""

    requests: int  # of the national row
    scale: list[float]  # requests of the main scenario, times its own
    people: int  # played one by one
    most: int  # requests of the longest run


SHORT = Sizes(100_000, [10.0], 1_000, 10**6)
FULL = Sizes(10**6, [3.0, 81.5], 10**4, 10**7)


def say(text: str) -> None:
    """Tell how far the benchmarks are."""
    print(text, file=sys.stderr, flush=True)


def parts(options: argparse.Namespace) -> dict[str, Callable[[], Iterable[Line]]]:
    """Return the parts of the table, by the name that `--only` takes."""
    pairs, (requests, scale, people, most) = options.pairs, sizes(options)
    return {
        "floor": floor_rows,
        "start-up": lambda: startup_rows(pairs, say),
        "main": lambda: main_scenario_rows(pairs, say),
        "national": lambda: national_rows(requests, pairs, say),
        "mechanisms": lambda: mechanism_rows(scale, pairs, say),
        "records": lambda: record_rows(people, say),
        "growth": lambda: growth_rows(requests // 5, most, pairs, say, options.sizes),
        "bulk": lambda: bulk_rows(pairs, say),
        "studies": lambda: study_rows(pairs, say),
    }


def sizes(options: argparse.Namespace) -> Sizes:
    """Return the sizes of a short or of the full table, but for those that are told."""
    told = {name: getattr(options, name) for name in Sizes._fields if getattr(options, name) is not None}
    return (FULL if options.full else SHORT)._replace(**told)


def machine() -> dict[str, str]:
    """Return what was measured, and on what."""
    facts = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    for package in ("exposim", "simpy", "numpy", "numba"):
        facts[package] = version(package)
    return facts


def main() -> None:
    """Measure, print a table, and write JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of docs/benchmarks.md: a million requests")
    parser.add_argument("--requests", type=int, help="of the national row")
    parser.add_argument("--scale", type=float, nargs="*", help="requests of the main scenario, times its own")
    parser.add_argument("--people", type=int, help="played one by one")
    parser.add_argument("--most", type=int, help="requests of the longest run")
    parser.add_argument("--sizes", nargs="*", default=[], help="that growth varies, such as people; all if left out")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], help="parts of the table")
    parser.add_argument("-o", "--output", type=Path, help="write JSON here, after every part")
    options = parser.parse_args()
    chosen = parts(options)
    if unknown := set(options.only) - set(chosen):
        parser.error(f"--only: no part {', '.join(sorted(unknown))}; there are {', '.join(chosen)}")
    lines: list[Line] = []
    for name in options.only or chosen:
        lines += chosen[name]()
        if options.output is not None:
            told = {**machine(), "peers": list(PEERS), "lines": [line._asdict() for line in lines]}
            options.output.write_text(json.dumps(told, indent=1) + "\n")
    print("\n".join(map(shown, lines)))


if __name__ == "__main__":
    main()
