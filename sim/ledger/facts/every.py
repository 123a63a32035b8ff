"""Every type of fact."""

from sim.ledger.facts.accounts import AccountsClosed, AccountsHeld, AccountsOpened
from sim.ledger.facts.breaches import Breached, Endangered, Misused, Reused
from sim.ledger.facts.crowds import CopiedCrowd
from sim.ledger.facts.desks import DeskTurn
from sim.ledger.facts.errors import Erred
from sim.ledger.facts.exposures import Disclosed, DisclosedGroup
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

Fact = (
    NeedClosed
    | NeedOfGroup
    | RequestClosed
    | Frozen
    | Notified
    | ReviewedLater
    | Disclosed
    | DisclosedGroup
    | CopiedCrowd
    | DeskTurn
    | Visited
    | Outage
    | DeficitClosed
    | Penalised
    | Breached
    | Endangered
    | Misused
    | Reused
    | LiveOrder
    | Looked
    | Connected
    | Contracted
    | Leaked
    | Flagged
    | Watched
    | Searched
    | Purged
    | LawChanged
    | Obliged
    | ScenarioChanged
    | AccountsOpened
    | AccountsClosed
    | AccountsHeld
    | Erred
)
