"""Where a platform keeps the records of accounts of a region, and who holds the keys to them."""

from pydantic import model_validator

from sim.scenario.fields import Block, Name

SELF, USER = "self", "user"
"""Key holders beside the names of operators: the operator whose block it is; the account holders themselves."""


class Move(Block):
    """Records of a category, of accounts of one region, at a mirror: moved there, or copied and held at both.

    The mirror is another operator. `keys` names who can read the records there; if left out, whoever can read those
    of the platform.
    """

    accounts: Name  # a region of `people.*.account_region`
    move_to: Name | None = None
    copy_to: Name | None = None
    keys: Name | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Move":
        if (self.move_to is None) == (self.copy_to is None):
            had = "neither move_to nor copy_to" if self.move_to is None else "both move_to and copy_to"
            raise ValueError(f"has {had}; wanted one of them")
        return self

    @property
    def mirror(self) -> str:
        """Name of the operator that keeps the records."""
        return self.move_to or self.copy_to or ""
