"""What a law orders about the identity of account holders."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, Self

from sim.scenario.faults import MisreadError, quoted
from sim.scenario.fields import Block
from sim.scenario.timing import Spelt, read_date


@dataclass(frozen=True, slots=True)
class OldAccounts(Spelt):
    """What becomes of accounts whose holders have shown no identity: they stay, or are removed by a day.

    Attributes
    ----------
    remove_by : date or None
        The day on which such accounts, and their content, are gone; None: they stay.
    """

    wanted: ClassVar[str] = "'keep', or a day by which accounts without an identity are removed"
    example: ClassVar[str] = "remove by 2018-06-01"

    remove_by: date | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `keep` or `remove by 2018-06-01`."""
        words = text.split()
        if words == ["keep"]:
            return cls()
        if len(words) != 3 or words[:2] != ["remove", "by"]:
            raise cls.misread(text)
        try:
            return cls(read_date(words[2]))
        except MisreadError as fault:
            raise MisreadError(f"is {quoted(text)}; wanted {cls.wanted} such as '{cls.example}'", fault.code) from None

    def __str__(self) -> str:
        return "keep" if self.remove_by is None else f"remove by {self.remove_by.isoformat()}"


class RealNameRule(Block):
    """Platforms must know who their account holders are.

    `new_accounts: refuse` refuses an account to whoever shows no identity. `old_accounts: remove by DAY` has the
    holders of older accounts asked for their identity from the day the law holds until DAY, and the accounts of
    those who have not shown it removed on DAY, with their content. A field that is left out is what an earlier law
    says.
    """

    new_accounts: Literal["accept", "refuse"] | None = None
    old_accounts: OldAccounts | None = None
