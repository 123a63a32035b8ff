"""How many records a copy took, given how many people it exposed."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_FEW = 30  # people of an event and class from which on the sum of their first positions passes for normal


class Copies(NamedTuple):
    """What the mean numbers of records in windows say of the records copied; arrays (events, activities).

    With a mean of m in a window of length m, the first record of somebody exposed lies at E, exponential and under m,
    and the number of the others is Poisson(m - E); so the sum over people is their number plus a Poisson number whose
    mean is the sum of m - E. Sums of few E are drawn one by one, those of many as normal with their exact mean and
    variance.
    """

    means: Numbers
    missed: Numbers  # chance of a record
    left: Numbers  # mean of m - E
    variance: Numbers  # of E

    @classmethod
    def of(cls, means: Numbers) -> "Copies":
        """Return what mean numbers of records, 0 or over, say."""
        missed = -np.expm1(-means)
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = means * np.exp(-means) / missed  # mean of E is 1 - rest
            variance = 1.0 - means * rest / missed
        tiny = means < 1e-4  # E is then uniform, and the difference above loses its digits
        rest = np.where(tiny, 1.0 - means / 2.0, rest)
        variance = np.where(tiny, means**2 / 12.0, np.maximum(variance, 0.0))
        return cls(means, missed, means - 1.0 + rest, variance)

    def some(self, events: slice) -> "Copies":
        """Return what is said of some of the events."""
        return Copies(*(column[events] for column in self))

    def drawn(self, exposed: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw the records copied: for each person exposed a Poisson number that is not 0.

        Parameters
        ----------
        exposed : ndarray (events, activities, classes) [person]

        Returns
        -------
        ndarray (events, classes) [record]
        """
        people: NDArray[np.int64] = exposed.sum(1)
        sums = np.einsum("jkc,jk->jc", exposed, self.left)
        spread = np.sqrt(np.einsum("jkc,jk->jc", exposed, self.variance))
        left: Numbers = np.maximum(sums + spread * rng.standard_normal(sums.shape), 0.0)
        few = (people > 0) & (people < _FEW)
        left[few] = _left_one_by_one(exposed, self.missed, self.means, few, rng)
        return people + rng.poisson(left)


def _left_one_by_one(
    exposed: NDArray[np.int64],
    missed: Numbers,
    means: Numbers,
    few: NDArray[np.bool_],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the sum of m - E for the few people of each event and class picked by `few`, in their order."""
    event, own = np.nonzero(few)
    many = exposed[event, :, own]  # (picked, activities)
    person = np.repeat(np.arange(many.size), many.ravel())
    mean, chance = means[event].ravel()[person], missed[event].ravel()[person]
    first = -np.log1p(-chance * rng.random(person.size))
    left = np.zeros(event.size)
    np.add.at(left, person // many.shape[1], mean - first)
    return left
