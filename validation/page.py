"""docs/validation.md, made from the numbers that `python -m validation` keeps."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from textwrap import fill

from validation.rows import MARKS, Done, Published, Spread, shown

INTRODUCTION = """\
# Validation: what the model says of published figures

Made by `make validation` from `validation/`, which has the scenario and the settings of every row; change those, not
this page. `python -m validation --row NAME` plays one row and prints it.

A row is **calibrated** if the model was fitted to the published figure: that it comes out again says that the parts
fit together, and nothing of the world. It is **predicted** if the model was fitted to other figures, which the column
"rests on" names, and never to this one. It is **arithmetic** if the figure follows from another of the same source.
Only predictions are evidence, and most are weak: a few figures, of a few countries, of which many were not read in
their source. The model's interval holds 95 % of *single years* or programmes, not of means, since a published figure
is one. A prediction **agrees** if the published figure, as far as rounding leaves it open, lies in that interval.
Every prediction that misses says why; a miss is left in the table.
"""

_HEAD = ("Row", "Figure", "Published", "Mark", "Role, rests on", "Model [95 % of years]", "Verdict")


def page(done: Sequence[Done]) -> str:
    """Return the page as it should be."""
    topics = groupby(done, key=lambda one: one.row.topic)
    parts = [INTRODUCTION, _summary(done), *(_section(topic, list(rows)) for topic, rows in topics), _marks()]
    return "\n".join(parts)


def _summary(done: Sequence[Done]) -> str:
    count = Counter((one.row.role, one.agrees) for one in done)
    predicted = count["predicted", True] + count["predicted", False]
    calibrated = count["calibrated", True] + count["calibrated", False]
    text = (
        f"**In short:** {len(done)} rows. Of {calibrated} calibrated figures {count['calibrated', True]} come out "
        f"again. Of {predicted} predictions {count['predicted', True]} agree and {count['predicted', False]} miss. "
        f"{count['arithmetic', True] + count['arithmetic', False]} rows are arithmetic. {_seen(done)}"
    )
    return fill(text, 120, break_on_hyphens=False) + "\n"


def _seen(done: Sequence[Done]) -> str:
    names = ", ".join(f"`{one.row.name}`" for one in done if one.row.seen)
    return f"Defined anew after a first result had been seen, and weaker for it: {names}." if names else ""


def _section(topic: str, rows: Sequence[Done]) -> str:
    lines = [f"## {topic}\n", f"| {' | '.join(_HEAD)} |", "|---" * len(_HEAD) + "|", *map(_line, rows), ""]
    told = [(one.row.name, text) for one in rows if (text := _remarks(one))]
    lines += [fill(f"- `{name}`: {text}", 120, break_on_hyphens=False, subsequent_indent="  ") for name, text in told]
    return "\n".join([*lines, ""] if told else lines)


def _remarks(one: Done) -> str:
    missed = one.row.role == "predicted" and not one.agrees
    seen = f"Defined anew after a first result had been seen: {one.row.seen}" if one.row.seen else ""
    return " ".join(text for text in (one.row.why if missed else "", seen) if text)


def _line(one: Done) -> str:
    row = one.row
    cells = (
        f"`{row.name}`",
        f"{row.says} [{row.unit}]" if row.unit != "1" else row.says,
        f"{_published(row.published)} ({row.published.source})",
        row.published.mark,
        f"{row.role}: {row.rests}",
        _model(one.model),
        one.verdict,
    )
    return f"| {' | '.join(cells)} |"


def _published(published: Published) -> str:
    return f"over {shown(published.value)}" if published.high == float("inf") else shown(published.value)


def _model(model: Spread) -> str:
    if model.low == model.high:
        return shown(model.mean)
    return f"{shown(model.mean)} [{shown(model.low)}, {shown(model.high)}]"


def _marks() -> str:
    lines = ["## Marks and sources\n", "| Mark | The figure was |", "|---|---|"]
    lines += [f"| {mark} | {text} |" for mark, text in MARKS.items()]
    return "\n".join([*lines, "", "Sources are keys of [references.bib](../scenarios/references.bib).", ""])
