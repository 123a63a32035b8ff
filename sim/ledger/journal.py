"""The journal: every fact as a row, in the order in which it was written."""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sim.ledger.facts import Fact

SHOWN = 3  # numbers of an array that a line shows beside their count


class Journal:
    """Keeps every fact that is written; hand it to a ledger.

    Examples
    --------
    >>> from sim.ledger.facts import LawChanged
    >>> journal = Journal()
    >>> journal(LawChanged(2.0, "CN", ("csl",)))
    >>> print(journal.as_json_lines(), end="")
    {"fact": "LawChanged", "time": 2, "jurisdiction": "CN", "laws": ["csl"]}
    """

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def __call__(self, fact: Fact) -> None:
        """Keep a fact."""
        self.facts.append(fact)

    def as_json_lines(self) -> str:
        """Return one line of JSON for each fact: 9 significant digits, null for what is not a number."""
        return as_json_lines(self.facts)


def as_json_lines(facts: Iterable[Fact]) -> str:
    """Return facts as lines of JSON, the same on every machine; an array is shown by its count and first numbers."""
    return "".join(json.dumps({"fact": type(fact).__name__, **plain(fact)}) + "\n" for fact in facts)


def plain(value: Any) -> Any:
    """Return a value as JSON has it: 9 significant digits, an array as its count and first numbers."""
    if hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if isinstance(value, np.ndarray):
        return {"count": value.size, "first": [plain(part) for part in value.ravel()[:SHOWN].tolist()]}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(part) for part in value]
    if isinstance(value, float | np.floating):
        return _rounded(float(value))
    return value.item() if isinstance(value, np.generic) else value


def _rounded(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.9g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
