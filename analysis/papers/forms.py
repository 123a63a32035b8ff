"""How a table is written: Markdown, LaTeX with booktabs, or CSV."""

import re
from collections.abc import Callable, Iterable

from analysis.papers.table import Table

_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
_MARKDOWN = {"\\": "\\\\", "|": "\\|", "<": "&lt;", "*": "\\*", "`": "\\`"}


def as_markdown(table: Table) -> str:
    """Return a table as Markdown, with its notes below."""
    rows = [_row(map(_plain, row)) for row in table.rows]
    lines = [_row(map(_plain, table.head)), _row(["---"] * len(table.head)), *rows]
    notes = [f"{_plain(note)}  " for note in table.notes]
    return "\n".join([f"**{_plain(table.title)}**", "", *lines, "", *notes, ""])


def as_latex(table: Table) -> str:
    r"""Return a table as LaTeX: `booktabs`, a label made of its title, sources cited by their keys.

    The file needs `\usepackage{booktabs}`, and a bibliography with the keys where values have sources.
    """
    body = [_latex_row(row, table.sources) for row in table.rows]
    notes = [rf"\par\footnotesize {_tex(note)}" for note in table.notes]
    label = re.sub(r"[^a-z0-9]+", "-", table.title.lower()).strip("-")[:40]
    return "\n".join(
        [
            r"\begin{table}",
            r"\centering",
            rf"\caption{{{_tex(table.title)}}}\label{{tab:{label}}}",
            rf"\begin{{tabular}}{{{'l' * len(table.head)}}}",
            r"\toprule",
            _latex_row(table.head),
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
            *notes,
            r"\end{table}",
            "",
        ]
    )


def as_csv(table: Table) -> str:
    """Return the numbers of a table as CSV, with all their digits."""
    return table.data.to_csv(index=False, lineterminator="\n")


FORMS: dict[str, Callable[[Table], str]] = {"markdown": as_markdown, "latex": as_latex, "csv": as_csv}


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    escaped = "".join(_MARKDOWN.get(sign, sign) for sign in " ".join(text.split()))
    return escaped.replace("](", "]\\(")  # what a stranger wrote makes no link


def _tex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in " ".join(text.split()))


def _latex_row(cells: list[str], sources: frozenset[int] = frozenset()) -> str:
    told = [_cited(cell) if number in sources else _tex(cell) for number, cell in enumerate(cells)]
    first = rf"{{{told[0]}}}" if told[0].startswith("[") else told[0]  # after \\ a bracket would be an option
    return " & ".join([first, *told[1:]]) + r" \\"


def _cited(key: str) -> str:
    return rf"\cite{{{key}}}" if re.fullmatch(r"[\w:.+-]+", key) else _tex(key)
