"""What copies of whole stores cost at national scale."""

from benchmarks.fresh import measured
from benchmarks.line import Line, of_pairs
from benchmarks.national import Say
from benchmarks.played import total

NONE = "agencies.police.inspections.onsite.copies=0 %"


def bulk_rows(pairs: int, say: Say) -> list[Line]:
    """Compare 1,000 visits that copy a store of 45 million people each with the same visits that copy nothing."""
    ratios, extra = [], []
    for pair in range(pairs):
        copies = measured("benchmarks.played:played", scenario="bulk.yaml")
        nothing = measured("benchmarks.played:played", scenario="bulk.yaml", settings=[NONE])
        ratios.append(total(copies) / total(nothing))
        extra.append(total(copies) - total(nothing))
        say(f"bulk: pair {pair + 1}: {total(copies):.2f} s with copies, {total(nothing):.2f} s without")
    note = "1,000 copies of stores of 45 million people over none, 14,000 requests beside them in both"
    return [
        of_pairs("bulk: copied stores", ratios, "times", note),
        of_pairs("bulk: time of the copies", extra, "s", "of all of them together"),
    ]
