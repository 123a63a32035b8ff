"""Facts: finished things that happened in a run, one type each, with all their times and labels.

Times are days since the start; a time that was not reached is NaN. `weight` is how many real operators the
described one stands for. People are global numbers, contiguous over populations (they never key draws).
"""

from sim.ledger.facts.accounts import AccountsClosed, AccountsHeld, AccountsOpened
from sim.ledger.facts.breaches import Breached, Endangered, Misused, Reused
from sim.ledger.facts.crowds import READABLE, CopiedCrowd, CopyColumns, CopyEvent, CopyEvents, CrowdRow
from sim.ledger.facts.desks import DeskTurn
from sim.ledger.facts.errors import Erred
from sim.ledger.facts.every import Fact
from sim.ledger.facts.exposures import (
    ANSWERED,
    Amounts,
    Disclosed,
    DisclosedGroup,
    DisclosedMany,
    DisclosedMembers,
    DisclosedRows,
)
from sim.ledger.facts.freezes import Frozen
from sim.ledger.facts.inspections import (
    Connected,
    Contracted,
    DeficitClosed,
    Leaked,
    Outage,
    Penalised,
    Visited,
)
from sim.ledger.facts.interception import LiveOrder, Looked
from sim.ledger.facts.monitoring import Flagged, Watched
from sim.ledger.facts.notices import Notified
from sim.ledger.facts.requests import NeedClosed, NeedOfGroup, RequestClosed, ReviewedLater
from sim.ledger.facts.searches import Searched
from sim.ledger.facts.stores import LawChanged, Obliged, Purged, ScenarioChanged

__all__ = [
    "ANSWERED",
    "READABLE",
    "AccountsClosed",
    "AccountsHeld",
    "AccountsOpened",
    "Amounts",
    "Breached",
    "Connected",
    "Contracted",
    "CopiedCrowd",
    "CopyColumns",
    "CopyEvent",
    "CopyEvents",
    "CrowdRow",
    "DeficitClosed",
    "DeskTurn",
    "Disclosed",
    "DisclosedGroup",
    "DisclosedMany",
    "DisclosedMembers",
    "DisclosedRows",
    "Endangered",
    "Erred",
    "Fact",
    "Flagged",
    "Frozen",
    "LawChanged",
    "Leaked",
    "LiveOrder",
    "Looked",
    "Misused",
    "NeedClosed",
    "NeedOfGroup",
    "Notified",
    "Obliged",
    "Outage",
    "Penalised",
    "Purged",
    "RequestClosed",
    "Reused",
    "ReviewedLater",
    "ScenarioChanged",
    "Searched",
    "Visited",
    "Watched",
]
