"""Draw model.svg, the picture of the model on the first page.

`.venv/bin/python docs/draw_model.py` writes it beside this file; a path as the first argument, such as a PNG to look
at, is written instead.
"""

import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

WIDTH, HEIGHT = 100.0, 62.0
INK, PALE = "#1c2733", "#5b6875"
LAW, PERSON, OPERATOR, AGENCY, LEDGER = "#f3ead2", "#dcebdc", "#dbe6f3", "#f3dedb", "#ececec"
HEADING, SMALL = 12.5, 10.5


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: str, title: str, lines: str = "") -> None:
    """Draw a box with its lower left corner at (x, y), a title and lines below it."""
    style = "round,pad=0,rounding_size=1"
    ax.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=style, facecolor=colour, edgecolor=INK, linewidth=1.1))
    middle = x + width / 2
    ax.text(middle, y + height - 1.6, title, ha="center", va="top", fontsize=HEADING, weight="bold", color=INK)
    ax.text(middle, y + height - 5.2, lines, ha="center", va="top", fontsize=SMALL, color=INK, linespacing=1.35)


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], text: str = "", dashed: bool = False) -> None:
    """Draw an arrow; its text stands over the middle of a level one."""
    look = {"arrowstyle": "-|>", "color": PALE if dashed else INK, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=end, xytext=start, arrowprops={**look, "linestyle": "--" if dashed else "-"})
    middle = (start[0] + end[0]) / 2, start[1] + 0.6
    ax.text(*middle, text, ha="center", va="bottom", fontsize=SMALL, color=INK)


def draw(ax: Axes) -> None:
    """Draw the model: laws above, people, operators and agencies beside each other, the ledger below."""
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    ax.axis("off")
    kept = "how long records are kept · who may ask for them · who inspects, and with what notice"
    box(ax, 1, 52, 98, 9, LAW, "Laws in force on the day", kept)
    someone = "synthetic\n\nhome, provider,\naccounts, contacts,\nown level of activity"
    box(ax, 1, 21, 20, 25, PERSON, "People", someone)
    stores = "log stores, purged\nafter their period\n\na desk answers,\nwith staff and hours"
    box(ax, 35, 21, 23, 25, OPERATOR, "Operators", stores)
    office = "cases\n\nrequests: drafted,\nreviewed, authorised\n\ninspectors' hours"
    box(ax, 79, 21, 20, 25, AGENCY, "Agencies", office)
    arrow(ax, (21.4, 33), (34.6, 33), "records")
    arrow(ax, (78.6, 40), (58.4, 40), "requests")
    arrow(ax, (58.4, 34.5), (78.6, 34.5), "answers")
    arrow(ax, (78.6, 29), (58.4, 29), "inspections")
    arrow(ax, (58.4, 23.5), (78.6, 23.5), "copies")
    arrow(ax, (46.5, 51.6), (46.5, 46.4), dashed=True)
    arrow(ax, (89, 51.6), (89, 46.4), dashed=True)
    facts = "finished facts: a request closed, records disclosed,\na visit made, a duty not met"
    box(ax, 1, 1, 60, 13, LEDGER, "Ledger", facts)
    box(ax, 72, 1, 27, 13, LEDGER, "Measures", "exposure, needs met, load;\n95 % intervals")
    arrow(ax, (61.4, 7.5), (71.6, 7.5))
    arrow(ax, (46.5, 20.6), (46.5, 14.4))
    arrow(ax, (82, 20.6), (58, 14.4))


def main() -> None:
    """Write the picture."""
    to = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("model.svg")
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "exposim", "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(10, 6.2), facecolor="white")
        draw(figure.add_axes((0, 0, 1, 1)))
        figure.savefig(to, dpi=80, metadata={"Date": None} if to.suffix == ".svg" else None)


if __name__ == "__main__":
    main()
