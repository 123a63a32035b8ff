"""What many jobs have in common on its way to worker processes: pickled once, and made again once in each of them."""

import pickle
from functools import lru_cache
from typing import Any

_AT_ONCE = 4
"""So many are kept pickled, and made again: jobs of a design point follow each other, but for those retried."""


class Handed:
    """Something that is handed to workers with many jobs, such as the scenario of a design point.

    Attributes
    ----------
    thing : object
        That can be pickled; nobody changes it from here on.
    """

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __reduce__(self) -> tuple[Any, tuple[bytes]]:
        """Return what makes it again from what it was pickled to once."""
        return _made_again, (_pickled(self),)


@lru_cache(_AT_ONCE)
def _pickled(handed: Handed) -> bytes:
    return pickle.dumps(handed.thing, pickle.HIGHEST_PROTOCOL)


@lru_cache(_AT_ONCE)
def _made_again(content: bytes) -> Handed:
    return Handed(pickle.loads(content))
