"""Writing a figure: whole or not at all, with what it was made from in its metadata, and its numbers beside it."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

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
    _whole(path, lambda part: figure.savefig(part, format=form, metadata=_metadata(form, about)))
    _whole(table, lambda part: numbers.to_csv(part, index=False, lineterminator="\n"))
    return [path, table]


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _metadata(form: str, about: Mapping[str, str]) -> dict[str, str | None]:
    title, subject, made_by = about["title"], about["subject"], about["made_by"]
    if form == "pdf":
        return {"Title": title, "Subject": subject, "Creator": made_by, "CreationDate": None}
    if form == "svg":
        return {"Title": title, "Description": subject, "Creator": made_by, "Date": None}
    return {"Title": title, "Description": subject, "Software": made_by}
