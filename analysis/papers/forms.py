"""How a table is written: Markdown, LaTeX with booktabs, or CSV."""

from collections.abc import Callable, Iterable

from analysis.papers.latex import as_latex
from analysis.papers.table import Table
from analysis.papers.units import headed

_MARKDOWN = {"\\": "\\\\", "|": "\\|", "<": "&lt;", "*": "\\*", "`": "\\`"}


def as_markdown(table: Table) -> str:
    """Return a table as Markdown, with its notes below."""
    rows = [_row(map(_plain, row)) for row in table.rows]
    lines = [_row(map(_plain, table.head)), _row(["---"] * len(table.head)), *rows]
    notes = [f"{_plain(note)}  " for note in table.notes]
    return "\n".join([f"**{_plain(table.title)}**", "", *lines, "", *notes, ""])


def as_csv(table: Table) -> str:
    """Return the numbers of a table as CSV, with all their digits; a column says what is missing, if something is."""
    numbers = headed(table.data)
    marked = numbers.assign(incomplete=table.incomplete) if table.incomplete else numbers
    return marked.to_csv(index=False, lineterminator="\n")


FORMS: dict[str, Callable[[Table], str]] = {"markdown": as_markdown, "latex": as_latex, "csv": as_csv}


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    escaped = "".join(_MARKDOWN.get(sign, sign) for sign in " ".join(text.split()))
    return escaped.replace("](", "]\\(")  # what a stranger wrote makes no link
