"""Which acts in bulk make a row of exposed people: those with one value of a label, and those that can be read."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.actors.copying import Taking
from sim.ledger.facts import READABLE, CrowdRow
from sim.ledger.frame import Frame
from sim.records.subsets import Subset

SEVERAL = "several"
Row = tuple[str, str]  # a label and its value


def category_of(taking: Taking) -> str:
    """Return the category that an act took, or `several`."""
    return taking.held[0][0] if len(taking.held) == 1 else SEVERAL


class Labelled:
    """Acts on the same classes at one stage, and the rows of them whose people do not follow from single acts.

    Rows of the same acts, such as those of a channel and of the only agency that uses it, are one subset, under the
    name of the first. A row of one act has the people of this act, and one of all acts everybody: no subsets.
    """

    def __init__(self, frame: Frame, takings: Sequence[Taking]) -> None:
        acts: dict[Row, NDArray[np.bool_]] = {}
        alike: dict[tuple[Row, ...], list[int]] = {}
        for number, taking in enumerate(takings):
            alike.setdefault(tuple(_rows(frame, taking)), []).append(number)
        for rows, numbers in alike.items():
            for row in rows:
                acts.setdefault(row, np.zeros(len(takings), np.bool_))[numbers] = True
        first: dict[bytes, int] = {}
        self.subsets: list[Subset] = []
        self._subset_of: dict[Row, int] = {}
        for row, some in acts.items():
            if 1 < some.sum() < len(takings):
                number = first.setdefault(some.tobytes(), len(first))
                if number == len(self.subsets):
                    self.subsets.append(Subset("=".join(row), some))
                self._subset_of[row] = number

    def rows(self, people: NDArray[np.int64]) -> tuple[CrowdRow, ...]:
        """Return the rows of a class, given the distinct people of each subset, shape (subsets, periods)."""
        return tuple(CrowdRow(*row, people[number]) for row, number in sorted(self._subset_of.items()))


def _rows(frame: Frame, taking: Taking) -> Iterator[Row]:
    operator, category = taking.operator.entry, category_of(taking)
    yield "recipient", taking.recipient
    yield "channel", taking.channel
    yield "category", category
    yield "operator", operator
    yield "agency", taking.agency
    if operator in frame.jurisdictions:
        yield "jurisdiction", frame.jurisdictions[operator]
    if frame.unreadable is not None and frame.is_readable(operator, category, taking.time):
        yield READABLE
