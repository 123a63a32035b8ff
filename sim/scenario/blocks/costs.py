"""What the rules cost, and who pays: prices of staff, storage and systems, and what agencies pay for answers."""

from typing import Literal

from pydantic import Field

from sim.scenario.fields import Block, HourPrice, ItemPrice, Name, Share, StoragePrice, WholeNumber, YearPrice
from sim.scenario.money import CURRENCIES

CostKind = Literal["staff", "storage", "fixed"]
Currency = Literal[CURRENCIES]  # type: ignore[valid-type]  # a closed list, written once


class Prices(Block):
    """What an operator pays; a price that is left out is 0, of an entry that of all operators.

    `fixed` is paid by each real operator that complies with a law in force that orders it to keep records: for
    systems, whatever their size, so that a small operator pays more per subscriber.
    """

    staff: HourPrice | None = None  # of work at the desk
    storage: StoragePrice | None = None  # of what is held, ordered or not
    fixed: YearPrice | None = None


class Costs(Prices):
    """Prices of one currency and year.

    `staff` is also the price of work at the desks of agencies, who pay it themselves, unless `agency_staff` says
    otherwise. `recovery` is what an agency pays the operator for each item that it answers. `reimbursed` is the
    share of a cost of operators that the state pays.
    """

    currency: Currency
    price_year: WholeNumber
    agency_staff: HourPrice | None = None
    recovery: ItemPrice | None = None
    reimbursed: dict[CostKind, Share] = Field(default={})
    operators: dict[Name, Prices] = Field(default={})

    def of(self, entry: str, kind: CostKind) -> float:
        """Return a price that an operator of an entry pays."""
        own = getattr(self.operators.get(entry), kind, None)
        return float(own if own is not None else getattr(self, kind) or 0.0)
