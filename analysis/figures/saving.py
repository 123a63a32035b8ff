"""Writing a figure: whole or not at all, with what it was made from in its metadata, and its numbers beside it."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from analysis.writing import write_whole

FORMATS = ("pdf", "svg", "png")


def save(figure: Figure, numbers: pd.DataFrame, path: Path | str, about: Mapping[str, str]) -> list[Path]:
    """Write a figure, and the numbers that it draws as CSV under the same name.

    Parameters
    ----------
    figure : Figure
    numbers : DataFrame
        Tidy: every number that is drawn.
    path : Path or str
        Its ending says the format: one of `FORMATS`.
    about : mapping of str to str
        `title`, `subject` and `made_by`: version, scenario key and command.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OSError
        If the file cannot be written; nothing is left behind then.
    """
    path = Path(path)
    form = path.suffix.removeprefix(".").lower()
    table = path.with_suffix(".csv")
    write_whole(path, lambda part: figure.savefig(part, format=form, metadata=_metadata(form, about)))
    write_whole(table, lambda part: numbers.to_csv(part, index=False, lineterminator="\n"))
    return [path, table]


def _metadata(form: str, about: Mapping[str, str]) -> dict[str, str | None]:
    title, subject, made_by = about["title"], about["subject"], about["made_by"]
    if form == "pdf":
        return {"Title": title, "Subject": subject, "Creator": made_by, "CreationDate": None}
    if form == "svg":
        return {"Title": title, "Description": subject, "Creator": made_by, "Date": None}
    return {"Title": title, "Description": subject, "Software": made_by}
