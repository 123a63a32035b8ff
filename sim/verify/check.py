"""One comparison of `exposim verify`: how to play it, and what a draw biased by 2 % would make of it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sim.draw.hashing import name_key
from sim.verify.equivalence import Compared, compared, plays_needed
from sim.verify.evidence import PValue

BIAS = 0.02
"""The bias of a draw that a check must see."""

ROUNDING = 1e-9
MORE, LESS = 1 + BIAS, 1 - BIAS


class Check(NamedTuple):
    """One comparison with a closed form.

    Attributes
    ----------
    name, compares : str
    play : callable of `seed`
    biased : mapping, or float
        Arguments of `play` that make its closed form that of a draw biased by 2 %: the margin is how far that moves
        it. A number is the margin itself, as a share of the closed form, or as it is where the form is 0.
    quick : bool
        Whether it is played where no check is named.
    most : int
        Plays at most, whatever the power.
    """

    name: str
    compares: str
    play: Callable[..., PValue]
    biased: Mapping[str, float] | float
    quick: bool = True
    most: int = 40

    @property
    def margin_told(self) -> str:
        """The margin in words."""
        if isinstance(self.biased, Mapping):
            return f"a draw biased by {100 * BIAS:g} %"
        return "exact" if self.biased in (ROUNDING, 0.5) else f"{100 * self.biased:g} % of the closed form"

    def margin(self, seed: int, expected: float) -> float:
        """Return the margin of a play of this seed and with this closed form."""
        if isinstance(self.biased, Mapping):
            return abs(self.play(seed=seed, **self.biased).expected - expected)
        return self.biased * (abs(expected) or 1.0)


def seed_of(seed: int, name: str, play: int) -> int:
    """Return the seed of one play of one check: the same for the same seed of `exposim verify`."""
    return name_key("verify", seed, name, play) >> 33


def verified(check: Check, seed: int) -> Compared:
    """Play a check as often as its power wants, and return what the plays say together."""
    first = check.play(seed=seed_of(seed, check.name, 0))
    margin = check.margin(seed_of(seed, check.name, 0), first.expected)
    wanted = min(check.most, plays_needed(margin, first.error, first.freedom))
    return compared([first, *(check.play(seed=seed_of(seed, check.name, play)) for play in range(1, wanted))], margin)
