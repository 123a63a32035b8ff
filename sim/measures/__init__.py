"""What is counted of a run: one definition and unit for each measure."""

from sim.ledger.outcome import Columns, Outcome
from sim.measures.disclosed import flows
from sim.measures.everything import TABLES, all_measures
from sim.measures.over_time import curves, links_table, map_table, series
from sim.measures.rows import COLUMNS, DEFINITIONS, LABELS, Definition, Part, Row, measure

__all__ = [
    "COLUMNS",
    "DEFINITIONS",
    "LABELS",
    "TABLES",
    "Columns",
    "Definition",
    "Outcome",
    "Part",
    "Row",
    "all_measures",
    "curves",
    "flows",
    "links_table",
    "map_table",
    "measure",
    "series",
]
