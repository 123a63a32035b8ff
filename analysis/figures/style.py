"""How figures look: widths of journals, colours that everybody can tell apart, marks that grey print keeps apart."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

MM = 1 / 25.4  # inch


class Page(NamedTuple):
    """Widths of a figure of one and of two columns [inch], and the size of its text [point]."""

    single: float
    double: float
    text: float


PAGES = {
    "ieee": Page(88.9 * MM, 181.9 * MM, 8.0),
    "acm": Page(84.7 * MM, 177.8 * MM, 8.0),
    "elsevier": Page(90 * MM, 190 * MM, 8.0),
    "nature": Page(89 * MM, 183 * MM, 7.0),
    "slides": Page(160 * MM, 254 * MM, 14.0),
}
"""As the guides for authors of the publishers have them (2024); slides are 16:9 pages of 254 mm."""

# Okabe and Ito (2008), "Color Universal Design": the order keeps neighbours apart in grey as well.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (1, 1)), (0, (7, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
GREY = "#666666"
MOST_POWERS = 7  # labels of a logarithmic axis
_RAISED = str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
BAND = 0.2  # how opaque a band of an interval is


class Look(NamedTuple):
    """What tells one of several things apart: three ways at once, so that any two may fail."""

    color: str
    linestyle: Any
    marker: str


def look(number: int) -> Look:
    """Return the look of the `number`-th of several things; they repeat after 7 with other lines."""
    return Look(COLOURS[number % 7], LINES[(number + number // 7) % 7], MARKERS[number % 7])


@contextmanager
def drawn_for(page: str = "ieee") -> Iterator[Page]:
    """Draw for a page; a context in which new figures have its text and fonts that stay text.

    Raises
    ------
    KeyError
        If there is no such page in `PAGES`.
    """
    text = PAGES[page].text
    settings: dict[Any, Any] = {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same everywhere
        "font.size": text,
        "axes.labelsize": text,
        "axes.titlesize": text,
        "legend.fontsize": 0.9 * text,
        "xtick.labelsize": 0.9 * text,
        "ytick.labelsize": 0.9 * text,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "lines.linewidth": 0.15 * text,
        "lines.markersize": 0.44 * text,
        "legend.frameon": False,
        "pdf.fonttype": 42,  # TrueType: publishers refuse Type 3
        "ps.fonttype": 42,
        "svg.fonttype": "none",
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
        "svg.hashsalt": "exposim",  # the same figure, the same file
        "figure.constrained_layout.use": True,
        "figure.dpi": 150,
        "savefig.dpi": 300,
    }
    with mpl.rc_context(settings):
        yield PAGES[page]


def power(value: float, _: object = None) -> str:
    """Return a number on a logarithmic axis in plain signs, which need no typesetting of formulas.

    >>> power(0.001), power(1.0), power(100.0), power(1e6), power(2e6)
    ('10\u207b\u00b3', '1', '100', '10\u2076', '')
    """
    exponent = math.log10(value) if value > 0.0 else math.nan
    if not math.isclose(exponent, round(exponent), abs_tol=1e-9):
        return ""
    whole = round(exponent)
    return f"{value:.0f}" if 0 <= whole <= 2 else "10" + str(whole).translate(_RAISED)


def logarithmic(axis: Axis) -> None:
    """Make an axis logarithmic, with powers of ten as its labels; of some, where they would touch."""
    axis._set_axes_scale("log")  # type: ignore[attr-defined]  # what set_xscale and set_yscale call
    axis.set_major_locator(LogLocator(numticks=MOST_POWERS))
    axis.set_major_formatter(FuncFormatter(power))
    axis.set_minor_formatter(NullFormatter())


def sized(heights: float) -> float:
    """Return a width or size [point] of so many heights of the text: on slides marks grow with the words."""
    return heights * float(mpl.rcParams["font.size"])


def axes_of(ax: Axes | None) -> Axes:
    """Return the given axes, or those of a new figure (without pyplot, which keeps figures alive)."""
    return Figure().add_subplot() if ax is None else ax
