"""What a person is like: one uniform number for each person and attribute, made by a hash and never stored."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import name_key, number_of, units


def attribute_key(master: int, population: int, name: str) -> int:
    """Return the 64-bit key of an attribute of a population's people.

    Parameters
    ----------
    master : int
        64-bit key of the replication: what one seed and replication share.
    population : int
        64-bit key of the population.
    name : str
        Of the attribute, such as "verified".
    """
    return name_key("attribute", master, population, name)


def attribute(key: int, person: int) -> float:
    """Return the number in (0, 1) of a person: always the same, whoever asks."""
    return float(number_of(key, person))


def attributes(key: int, persons: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the numbers in (0, 1) of many persons, each as `attribute` has it; shape of `persons` (n,)."""
    return units(key, np.ascontiguousarray(persons, np.uint64))


def belongs(key: int, person: int, share: float) -> bool:
    """Whether a person is one of a share of the people; who belongs to a share belongs to every larger one.

    A threshold that moves in time, as the share of verified people does, moves people one way only.
    """
    return attribute(key, person) < share


def pick(uniform: float, shares: Mapping[str, float]) -> str | None:
    """Return the name whose part of [0, 1) holds a number; parts lie in the order of the mapping.

    None where the shares end before the number: the rest of the people have none of the names.

    Examples
    --------
    >>> pick(0.97, {"CN": 0.96, "HK": 0.02, "US": 0.02})
    'HK'
    """
    end = 0.0
    for name, share in shares.items():
        end += share
        if uniform < end:
            return name
    return None
