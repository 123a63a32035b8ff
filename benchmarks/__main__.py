"""`python -m benchmarks`: one table of ratios, medians of alternating pairs, and the peak memory."""

import argparse
import json
import platform
import resource
import sys
from pathlib import Path

from benchmarks.rows import Line, every_mechanism, look_ups, main_scenario, national, record_by_record


def say(text: str) -> None:
    """Tell how far the benchmarks are."""
    print(text, file=sys.stderr)


def memory() -> Line:
    """Return the peak memory of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Line("peak memory", peak / (1e6 if sys.platform == "darwin" else 1e3), "MB", "of this process, all rows")


def main() -> None:
    """Measure, print a table, and write JSON where asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000, help="requests of the national row")
    parser.add_argument("--people", type=int, default=1_000, help="people played one by one (the full row: 10000)")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("-o", "--output", type=Path, help="write JSON here")
    options = parser.parse_args()
    lines = [main_scenario(), memory()]
    lines += [look_ups(rate, 180.0) for rate in (1.0, 30.0, 400.0)]
    lines.append(national(options.requests, options.pairs, say))
    lines.append(every_mechanism(options.pairs, say))
    lines.append(record_by_record(options.people, say))
    for line in lines:
        print(f"{line.name:34} {line.value:10.3g} {line.unit:6} {line.note}")
    if options.output is not None:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        options.output.write_text(json.dumps({**machine, "lines": [line._asdict() for line in lines]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
