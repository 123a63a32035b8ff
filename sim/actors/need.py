"""What a case needs to know, and what becomes of it."""

from sim.actors.disclosure import Ask


class Need:
    """Items that a case would ask for, with where to ask, and what has become of each."""

    __slots__ = ("ask", "follows", "is_of_group", "opened", "states")

    def __init__(self, ask: Ask, opened: float, follows: bool, is_of_group: bool) -> None:
        self.ask, self.opened, self.follows, self.is_of_group = ask, opened, follows, is_of_group
        self.states: tuple[str, ...] = ("open",) * len(ask.subjects)

    def set(self, item: int, state: str) -> None:
        """Note what has become of one item."""
        self.states = (*self.states[:item], state, *self.states[item + 1 :])
