"""Every type of fact."""

from sim.ledger.facts.accounts import AccountsClosed, AccountsHeld, AccountsOpened
from sim.ledger.facts.breaches import Breached, Endangered, Misused, Reused
from sim.ledger.facts.desks import DeskTurn
from sim.ledger.facts.exposures import CopiedCrowd, Disclosed, DisclosedGroup
from sim.ledger.facts.inspections import (
    Connected,
    Contracted,
    DeficitClosed,
    Leaked,
    Outage,
    Penalised,
    Visited,
)
from sim.ledger.facts.monitoring import Flagged, Watched
from sim.ledger.facts.requests import NeedClosed, RequestClosed
from sim.ledger.facts.searches import Searched
from sim.ledger.facts.stores import LawChanged, Obliged, Purged, ScenarioChanged

Fact = (
    NeedClosed
    | RequestClosed
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
)
