"""What is known of requests when they are drawn: `request.Requests` finds the same out as they go."""

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.clearing import Clearing
from sim.actors.closing import Closing
from sim.actors.errors import Errors
from sim.actors.office import Office
from sim.actors.operator import Operator
from sim.actors.own_records import OwnRecords
from sim.actors.request_row import Column
from sim.law.reach import compels
from sim.world.deadline import Deadline


class Beforehand:
    """What is known of one agency's requests.

    Parameters
    ----------
    closing : Closing
        Closes what nobody acts on.
    clearing, office :
        Their own steps, the same throughout the run.
    own : OwnRecords, optional
        What the agency holds and uses again.
    not_asked_if_expired : float [1]
        Share of requests that nobody makes if what they would ask for is known to be gone.
    """

    def __init__(
        self, closing: Closing, clearing: Clearing, office: Office, errors: Errors | None, own: OwnRecords | None,
        *, jurisdiction: str, not_asked_if_expired: float,
    ) -> None:  # fmt: skip
        self.closing, self.clearing, self.office, self._errors, self.own = closing, clearing, office, errors, own
        self._jurisdiction, self._not_asked_if_expired = jurisdiction, not_asked_if_expired

    def is_known(self, operator: Operator) -> bool:
        """Whether what becomes of a request hangs on nothing else until this operator has worked on it."""
        compelled = operator.asked is None and compels(self._jurisdiction, operator.country)
        return compelled and isinstance(operator.answers_in, Deadline)

    def may_stand_out(self, batch: Batch) -> NDArray[np.bool_]:
        """Return which requests may be refused or have errors in their answers; shape (requests,)."""
        refuses = np.array([operator.refuses for operator in batch.names.operators])
        found: NDArray[np.bool_] = batch.numbers[:, Column.REFUSED] < refuses[batch.operator]
        return found if self._errors is None else found | self._errors.may_be_in(batch)

    def are_withheld(self, batch: Batch) -> NDArray[np.bool_]:
        """Return which requests nobody makes, since what they would ask for is known to be gone; shape (requests,)."""
        found, names = batch.numbers[:, Column.WITHHELD] < self._not_asked_if_expired, batch.names
        for request in np.flatnonzero(found).tolist():
            operator, category = names.operators[batch.operator[request]], names.categories[batch.category[request]]
            found[request] = operator.will_be_gone(category, batch.at[request], batch.opened[request])
        return found
