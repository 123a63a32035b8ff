"""`python -m validation`: play the rows, keep their numbers, and write docs/validation.md."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from validation.ages import ROWS as AGES
from validation.asking import ROWS as ASKING
from validation.page import page
from validation.rows import Done, Row, Spread
from validation.searching import ROWS as SEARCHING
from validation.storing import ROWS as STORING

ROWS: Sequence[Row] = (*AGES, *ASKING, *STORING, *SEARCHING)
NUMBERS = Path(__file__).with_name("numbers.json")
PAGE = Path(__file__).parents[1] / "docs" / "validation.md"
DIGITS = 9  # kept of a number


def kept() -> list[Done]:
    """Return the rows with the numbers that were kept; those without are left out."""
    numbers = json.loads(NUMBERS.read_text("utf-8")) if NUMBERS.exists() else {}
    return [Done(row, Spread(*numbers[row.name])) for row in ROWS if row.name in numbers]


def played(row: Row) -> Done:
    """Play a row."""
    model = row.model()
    return Done(row, Spread(*(float(f"{value:.{DIGITS}g}") for value in model)))


def write(done: Mapping[str, Done]) -> list[Done]:
    """Keep the numbers there are, write the page, and return its rows in order."""
    ordered = [done[row.name] for row in ROWS if row.name in done]
    lines = [f" {json.dumps(one.row.name)}: {json.dumps(one.model)}" for one in ordered]
    NUMBERS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    PAGE.write_text(page(ordered), encoding="utf-8")
    return ordered


def main() -> int:
    """Play all rows or some, keep their numbers, write the page, and return 1 if a fitted figure does not come out."""
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    parser.add_argument("--row", action="append", metavar="NAME", help="play this row only; may be repeated")
    parser.add_argument("--page", action="store_true", help="play nothing; write the page from the numbers kept")
    options = parser.parse_args()
    unknown = set(options.row or ()) - {row.name for row in ROWS}
    if unknown:
        parser.error(f"--row {', '.join(sorted(unknown))}: there is no such row")
    done = {one.row.name: one for one in kept()}
    for row in () if options.page else ROWS:
        if options.row is None or row.name in options.row:
            done[row.name] = one = played(row)
            print(f"{row.name}: {one.model.mean:.4g} [{one.model.low:.4g}, {one.model.high:.4g}], published "
                  f"{row.published.value:g}: {one.verdict}", file=sys.stderr)  # fmt: skip
            write(done)
    ordered = write(done)
    return int(any(one.row.role == "calibrated" and not one.agrees for one in ordered))


if __name__ == "__main__":
    sys.exit(main())
