"""Things that belong together because each has something in common with another."""


class Joined:
    """Things, joined two at a time; every group has one of its things as its top.

    Whoever asks for a top shortens the way there by half for those who ask next. Without that, events that come one
    after another to the same place make a chain, and to group them takes the square of their number.

    References
    ----------
    Tarjan and van Leeuwen (1984), Worst-case analysis of set union algorithms, J. ACM 31(2): path halving.

    Examples
    --------
    >>> joined = Joined()
    >>> joined.join("a", "b")
    >>> joined.join("b", "c")
    >>> joined.top("a") == joined.top("c"), joined.top("a") == joined.top("d")
    (True, False)
    """

    def __init__(self) -> None:
        self._over: dict[object, object] = {}

    def top(self, thing: object) -> object:
        """Return the top of the group of a thing: itself, if it was never joined."""
        over = self._over
        while (above := over.setdefault(thing, thing)) != thing:
            over[thing] = thing = over[above]
        return thing

    def join(self, one: object, other: object) -> None:
        """Join the groups of two things."""
        self._over[self.top(one)] = self.top(other)
