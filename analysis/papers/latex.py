r"""Tables as LaTeX, with `booktabs`: narrow ones as they are, wide ones over the whole width, long ones over pages."""

import re
from collections.abc import Callable, Sequence

from analysis.papers.table import Table

_WIDE = 90  # signs of a line: about the width of a page
_LONG = 40  # rows that one page holds
_LINE = 108  # signs that a line of a wide table has, in its smaller type
_SHORT, _MOST = 16, 40  # signs up to which a column is not to wrap, and more than which none is given
_SIGNS = {
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


def as_latex(table: Table) -> str:
    r"""Return a table as LaTeX: `booktabs`, a label made of its title, sources cited by their keys.

    The file needs the packages that its first line names, and a bibliography with the keys where values have sources.
    A table of more signs in a line than a page holds takes the whole width, and its cells wrap; one of more rows than
    a page holds is a `longtable`, which a paper in two columns takes in a part of one column only.
    """
    widths = [max(map(len, column)) for column in zip(table.head, *table.rows, strict=True)]
    long, wide = len(table.rows) > _LONG, sum(widths) + 3 * len(widths) > _WIDE
    columns, text = (_shares(widths), _breakable) if wide else ("l" * len(widths), _tex)
    head = [r"\toprule", _row(table.head, text), r"\midrule"]
    body = [_row(row, text, table.sources) for row in table.rows]
    caption = rf"\caption{{{_tex(table.title)}}}\label{{tab:{_label(table.title)}}}"
    notes = [rf"\par\footnotesize {_tex(note)}" for note in table.notes]
    packages = ["booktabs", *(["array"] if wide else []), *(["longtable"] if long else [])]
    begun = [rf"% needs \usepackage{{{','.join(packages)}}}"]
    size = [r"\small"] if wide else []
    if long:
        lines = [
            r"\begingroup\setlength{\LTcapwidth}{\linewidth}",
            *size,
            rf"\begin{{longtable}}{{{columns}}}",
            rf"{caption}\\",
            *head,
            r"\endfirsthead",
        ]
        lines += [*head, r"\endhead", r"\bottomrule", r"\endlastfoot", *body, r"\end{longtable}"]
        return "\n".join([*begun, *lines, r"\raggedright", *notes, r"\par\endgroup", ""])
    place = "table*" if wide else "table"
    lines = [rf"\begin{{{place}}}", r"\centering", *size, caption, rf"\begin{{tabular}}{{{columns}}}", *head]
    return "\n".join([*begun, *lines, *body, r"\bottomrule", r"\end{tabular}", *notes, rf"\end{{{place}}}", ""])


def _label(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40]


def _shares(widths: Sequence[int]) -> str:
    """Return columns that share the width of the text: short ones do not wrap, the others take what is left."""
    short = [width + 2 if width <= _SHORT else 0 for width in widths]
    wrapped = [min(width, _MOST) if width > _SHORT else 0 for width in widths]
    left = max(_LINE - sum(short), _SHORT * sum(map(bool, wrapped)))
    needed = [one + left * other / max(sum(wrapped), 1) for one, other in zip(short, wrapped, strict=True)]
    shares = (int(1000 * width / sum(needed)) / 1000 for width in needed)
    return "".join(
        rf">{{\raggedright\arraybackslash}}p{{\dimexpr {share:.3f}\linewidth-2\tabcolsep\relax}}" for share in shares
    )


def _tex(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in " ".join(text.split()))


def _breakable(text: str) -> str:
    r"""Return text that may break within a dotted path.

    >>> _breakable("laws.act.at_least")
    'laws.\\allowbreak{}act.\\allowbreak{}at\\_\\allowbreak{}least'
    """
    return re.sub(r"(\.|\\_)(?=[^\W\d])", r"\1\\allowbreak{}", _tex(text))


def _row(cells: Sequence[str], text: Callable[[str], str], sources: frozenset[int] = frozenset()) -> str:
    told = [_cited(cell) if place in sources else _numbers(text(cell)) for place, cell in enumerate(cells)]
    first = rf"{{{told[0]}}}" if told[0].startswith("[") else told[0]  # after \\ a bracket would be an option
    return " & ".join([first, *told[1:]]) + r" \\"


def _numbers(text: str) -> str:
    r"""Return a cell whose numbers do not break at their thousands and have a minus sign.

    >>> _numbers("-12 350 [-1, 2]")
    '$-$12\\,350 [$-$1, 2]'
    """
    return re.sub(r"(?<![\w.-])-(?=\d)", "$-$", re.sub(r"(?<=\d) (?=\d{3}(?!\d))", r"\\,", text))


def _cited(key: str) -> str:
    return rf"\cite{{{key}}}" if re.fullmatch(r"[\w:.+-]+", key) else _tex(key)
