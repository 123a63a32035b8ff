"""Room for long names: texts that would run off a figure are broken into lines, and the figure grows by as much.

Names of operators, policies and laws are as long as their authors make them; widths are what journals say. Measured in
the height of the text, since a figure for slides is wider in inches and not in words.
"""

import re
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import AutoLocator, MaxNLocator

from analysis.figures.style import sized

POINTS = 72.0  # in an inch
WIDE = 0.58  # of a letter of DejaVu Sans, on average, in heights of the text
LINE = 1.25  # from one line to the next, in heights of the text
NAMES = 0.42  # of the width of a figure that names beside an axis may take
HANDLE = 5.0  # of a legend: what stands before its words, in heights of the text
LABEL = 0.9  # of the width of a figure that the name of an axis may take
AXIS = 6.0  # below an axis: its numbers and its name, in heights of the text
BETWEEN = 0.5  # entries of a legend, in heights of the text
APART = 0.6  # of one number below an axis from the next, in heights of the text
MOST_NUMBERS = 6  # below an axis where matplotlib's own choice is too many
AS_USUAL = 3  # rows of a legend for which a kind has room
NARROW = 45.0  # heights of the text: below it, panels stand one above the other


def is_narrow(figure: Figure, text: float) -> bool:
    """Tell whether a figure is too narrow for panels side by side; `text` is the size of its text [point]."""
    return figure.get_figwidth() * POINTS / text < NARROW


def figure_of(ax: Axes) -> Figure:
    """Return the figure of axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def letters(inches: float, size: float) -> int:
    """Return how many letters of a size [point] a width holds, at least 6.

    >>> letters(3.5, 8.0)
    54
    """
    return max(6, int(inches * POINTS / (WIDE * size)))


def broken(text: str, most: int) -> str:
    r"""Return text in lines of at most so many letters; lines that are there stay, and no letter is lost.

    Lines end at a blank, else in a path behind a dot or a line below, else anywhere.

    >>> broken("the national company", 12), broken("lag.report_to_request.mean", 20)
    ('the national\ncompany', 'lag.\nreport_to_request.\nmean')
    """
    return "\n".join(part for line in text.split("\n") for part in _lines(line, most))


def _lines(line: str, most: int) -> list[str]:
    found = [""]
    for number, word in enumerate(line.split(" ")):
        blank = " " if number else ""
        if len(found[-1]) + len(blank) + len(word) <= most:
            found[-1] += blank + word
            continue
        if number and found[-1]:
            found.append("")
        for part in wrap_parts(word, most):
            if len(found[-1]) + len(part) > most and found[-1]:
                found.append("")
            found[-1] += part
    return found


def wrap_parts(word: str, most: int) -> list[str]:
    """Return the parts of a word that a line may end behind: of a path its names, of a long name its pieces."""
    names = re.findall(r"[^.]*\.|[^.]+", word) if "." in word else [word]
    parts = [part for name in names for part in (re.findall(r"[^_]*_|[^_]+", name) if len(name) > most else [name])]
    return [part[first : first + most] for part in parts for first in range(0, len(part), most)]


def make_room(figure: Figure) -> None:
    """Break the texts of a figure that was drawn where they are too long, and make it as much higher."""
    width, more = figure.get_figwidth(), 0.0
    for ax in figure.axes:
        more += _names_beside(ax, width)
    legends = [*figure.legends, *(one for ax in figure.axes if (one := ax.get_legend()) is not None)]
    more += sum(_legend(one, width) for one in legends)
    for ax in figure.axes:
        side = NAMES if _named(ax) else 0.0
        more += _broken(ax.xaxis.label, width * (LABEL - side))
        left = ax._left_title  # type: ignore[attr-defined]  # there is no getter
        more += _broken(ax.title, width) + _broken(left, width * (1.0 - side))
    for text in (figure._supxlabel, figure._suptitle):  # type: ignore[attr-defined]  # there is no getter
        more += _broken(text, width * 0.97) if text is not None else 0.0
    figure.set_figheight(figure.get_figheight() + more)
    upright = [ax for ax in figure.axes if len(ax.get_ylabel()) > letters(0.4 * figure.get_figheight(), sized(1.0))]
    if upright:
        figure.draw_without_rendering()  # how high axes are is known only now
    for ax in upright:
        _broken(ax.yaxis.label, figure.get_figheight() * ax.get_position().height * 1.1)
    _thin_out(figure)


def _thin_out(figure: Figure) -> None:
    """Leave out numbers below axes, every other or so, where they would touch each other."""
    crowded = [ax for ax in figure.axes if _may_touch(ax, figure.get_figwidth())]
    for number in range(MOST_NUMBERS, 1, -1):
        if not crowded:
            return
        figure.draw_without_rendering()  # how wide axes are is known only now
        crowded = [ax for ax in crowded if _touch(ax, figure.dpi)]
        for ax in crowded:
            ax.xaxis.set_major_locator(MaxNLocator(number, steps=[1, 2, 2.5, 5, 10]))


def _may_touch(ax: Axes, width: float) -> bool:
    """Tell whether numbers below an axis, which matplotlib chose, may take over half of the room."""
    if not ax.axison or not isinstance(ax.xaxis.get_major_locator(), AutoLocator):
        return False
    told = ax.get_xticklabels()
    spec = ax.get_subplotspec()
    room = width * (float(spec.get_position(figure_of(ax)).width) if spec is not None else 1.0)
    return sum(len(one.get_text()) * WIDE * _size(one) / POINTS for one in told) > room / 2


def _touch(ax: Axes, dpi: float) -> bool:
    low, high = sorted(ax.get_xlim())
    told = [one for one in ax.get_xticklabels() if one.get_text() and low <= one.get_position()[0] <= high]
    boxes = sorted((one.get_window_extent() for one in told), key=lambda box: box.x0)
    apart = APART * _size(told[0]) * dpi / POINTS if told else 0.0
    return any(right.x0 - left.x1 < apart for left, right in pairwise(boxes))


def _size(text: Text) -> float:
    return float(text.get_fontsize())


def _named(ax: Axes) -> list[str]:
    """Return the names beside an axis; none where numbers stand there."""
    told = [one.get_text() for one in ax.get_yticklabels()] if ax.axison else []
    return told if any(letter.isalpha() for name in told for letter in name) else []


def _names_beside(ax: Axes, width: float) -> float:
    """Break long names beside an axis; return how much higher the figure must be for all of them [inch]."""
    names = _named(ax)
    if not any(names):
        return 0.0
    size = _size(ax.get_yticklabels()[0])
    told = [broken(name, letters(NAMES * width, size)) for name in names]
    if told != names:
        ax.set_yticks(ax.get_yticks(), told)
    needed = sum(name.count("\n") + 1.5 for name in told) * LINE * size / POINTS
    most = max(name.count("\n") + 1.5 for name in told) * len(told) * LINE * size / POINTS
    spec, figure = ax.get_subplotspec(), figure_of(ax)
    room = float(spec.get_position(figure).height) if spec is not None else 1.0
    there = figure.get_figheight() * room - AXIS * size / POINTS
    return max(0.0, max(needed, most) - there)


def _legend(legend: Legend, width: float) -> float:
    texts = legend.get_texts()
    if not texts:
        return 0.0
    size, columns = _size(texts[0]), min(int(legend._ncols), len(texts))  # type: ignore[attr-defined]  # no getter
    rows = -(-len(texts) // columns)
    told = [one.get_text() for one in texts]
    longest = [max(map(len, told[first : first + rows])) for first in range(0, len(told), rows)]
    whole = (sum(longest) * WIDE + len(longest) * HANDLE) * size / POINTS
    for one in texts if whole > width else ():
        one.set_text(broken(one.get_text(), letters(width / columns - HANDLE * size / POINTS, size)))
    lines = sum(1 + one.get_text().count("\n") for one in texts) / columns
    return max(0.0, lines * LINE + rows * BETWEEN - AS_USUAL * (LINE + BETWEEN)) * size / POINTS


def _broken(text: Text, room: float) -> float:
    """Break a text; return what its new lines take [inch]."""
    before, size = text.get_text(), _size(text)
    told = broken(before, letters(room, size)) if before else before
    text.set_text(told)
    return (told.count("\n") - before.count("\n")) * LINE * size / POINTS
