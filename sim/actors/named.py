"""Named tuples made from a tuple of all their fields: in a third of the time that the type itself takes."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


def made_from(kind: Callable[..., T]) -> Callable[[tuple[Any, ...]], T]:
    """Return what makes one of `kind`, a named tuple, from all its fields in order, without a call of Python.

    For those that every request makes several of; elsewhere the type itself says which field is which.

    Examples
    --------
    >>> from typing import NamedTuple
    >>> Pair = NamedTuple("Pair", [("one", int), ("other", int)])
    >>> made_from(Pair)((1, 2))
    Pair(one=1, other=2)
    """
    return partial(tuple.__new__, kind)  # type: ignore[type-var, arg-type]  # a kind of tuple
