"""Draw the figures of gallery.md into docs/gallery, and write the page.

`.venv/bin/python docs/draw_gallery.py FOLDER` takes the results that the page's first commands make from FOLDER.
"""

import shlex
import sys
from pathlib import Path
from typing import NamedTuple

from analysis.figures import KINDS, draw

PAGE = Path(__file__).with_name("gallery.md")
MAIN, TRACED, POLICIES, GRID = "cn", "traced", "policies", "grid"


class Shown(NamedTuple):
    """A figure of the gallery: its kind, the folder that it is drawn from, its options and what is to be seen."""

    kind: str
    folder: str
    options: dict[str, str]
    about: str

    @property
    def command(self) -> str:
        """The command that draws it."""
        options = (word for name, value in self.options.items() for word in ("--with", f"{name}={value}"))
        return shlex.join(["exposim", "plot", self.kind, self.folder, "-o", f"{self.kind}.svg", *options])


GALLERY = (
    Shown("timeline", MAIN, {}, "Bytes held, by operator; the day of a law is numbered and explained below."),
    Shown("incidence", MAIN, {}, "People exposed at least once since the warm-up ended; below, those who are not yet."),
    Shown("load", MAIN, {}, "How busy desks are, how long work waits, and how much of it, before and after."),
    Shown("map", MAIN, {}, "Places by people, coloured by the share exposed; dashed: a wide interval."),
    Shown("funnel", MAIN, {}, "From the people present to those whose records a human examined."),
    Shown(
        "flow", MAIN, {"period": "before"}, "Records disclosed: whose, what, where they lay, how and to whom they went."
    ),
    Shown("collateral", MAIN, {}, "People exposed by their role: bystanders on top."),
    Shown("lorenz", MAIN, {}, "How unequally exposure falls on places; within a place all count as equal."),
    Shown("lifelines", TRACED, {}, "Single requests of a run with `--trace`, from draft to end."),
    Shown("tradeoff", POLICIES, {}, "Two measures by policy: bars are chance, the cloud the draws of the unknowns."),
    Shown("regret", POLICIES, {"measure": "need.met_share", "better": "more"}, "By how much a policy misses the best."),
    Shown("tornado", POLICIES, {}, "The mean where an unknown is in its lowest, and in its highest, third."),
    Shown("sobol", POLICIES, {}, "The share of the variance that an unknown explains by itself."),
    Shown("heatmap", GRID, {}, "A measure over two factors; each cell has its interval."),
)

HEAD = """# Gallery

Made by `docs/draw_gallery.py`; change that, not this page. Every figure is drawn at the width of a column of IEEE
papers, or of two; `--for` has `acm`, `elsevier`, `nature` and `slides`, `-o` ends in `.pdf`, `.svg` or `.png`. The
numbers drawn are written beside each as CSV. Bands, bars and lines through marks are 95 % intervals over replications;
an arrow at the edge is one that reaches further.
Most values of these scenarios are assumptions: the figures show what the program draws, not how the world is.

The results come from these commands; [policies.yaml](gallery/policies.yaml) is a study.

```console
$ exposim run cn-2018-order-151 -r 5 -o cn
$ exposim run two-isps -r 2 --trace -o traced
$ exposim study policies.yaml -o policies
$ exposim sweep two-isps -r 3 -o grid --vary 'laws.retention-act.retention.session.at_least=15 days,30 days,60 days' \\
    --vary 'agencies.police.cases.rate=6000 per 100k people per year,12000 per 100k people per year'
```
"""


def main(folder: Path) -> None:
    """Draw every figure and write the page."""
    parts = [HEAD]
    out = PAGE.with_suffix("")
    out.mkdir(exist_ok=True)
    for one in GALLERY:
        path = out / f"{one.kind}.svg"
        draw(one.kind, folder / one.folder, path, command=one.command, options=one.options)
        path.with_suffix(".csv").unlink()  # the page shows figures; the command writes their numbers
        title = f"{one.kind}: {KINDS[one.kind].about}"
        parts.append(
            f"## {one.kind}\n\n{one.about}\n\n```console\n$ {one.command}\n```\n\n![{title}](gallery/{path.name})\n"
        )
    PAGE.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
