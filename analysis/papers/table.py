"""A table for a paper, as it is read and as numbers."""

from typing import NamedTuple

import pandas as pd


class Table(NamedTuple):
    """A table as it is read, and as numbers.

    Parameters
    ----------
    title : str
    head : list of str
    rows : list of list of str
    notes : list of str
        What stands below.
    data : DataFrame
        The same as plain numbers, for CSV; with a column `unit` where they have any.
    sources : frozenset of int
        Columns that hold keys of sources, which LaTeX cites.
    incomplete : str
        What is missing; a note says it, and in CSV a column, which has no notes.
    """

    title: str
    head: list[str]
    rows: list[list[str]]
    notes: list[str]
    data: pd.DataFrame
    sources: frozenset[int] = frozenset()
    incomplete: str = ""
