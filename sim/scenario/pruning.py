"""What is left of a scenario when the parts that are wrong in themselves are taken out.

It is not run: it is looked at, so that a misspelt unit does not hide an operator that stands nowhere.
"""

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from sim.scenario.checks.finding import Path
from sim.scenario.document import Document
from sim.scenario.scenario import Scenario

_MOST_ROUNDS = 12  # each takes out what the round before laid bare: a value, its block, its entry


def pruned(document: Document) -> tuple[Scenario | None, list[Path], Document]:
    """Return the scenario of what can be read, None if too little can, the paths taken out, and what is left."""
    data, unread = deepcopy(document.data), [tuple(f.path.split(".")) for f in document.faults if f.path]
    left = Document(data, document.marks, document.sources, [], document.keys)
    for _ in range(_MOST_ROUNDS):
        try:
            return Scenario.model_validate(data), unread, left
        except ValidationError as error:
            places = {_written(data, details["loc"]) for details in error.errors(include_url=False)}
        if () in places:
            return None, unread, left
        for place in places:
            _take_out(data, place)
        unread += places
    return None, unread, left


def _written(data: Any, place: tuple[int | str, ...]) -> Path:
    """Return the longest part of a place that is a key of a mapping of mappings, as written."""
    written: list[str] = []
    for part in place:
        if not isinstance(data, dict) or part not in data:
            break
        written.append(str(part))
        data = data[part]
    return tuple(written)


def _take_out(data: dict[str, Any], place: Path) -> None:
    *above, last = place
    for key in above:
        if not isinstance(data.get(key), dict):
            return  # taken out with something above it
        data = data[key]
    data.pop(last, None)
