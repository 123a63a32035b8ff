"""Operators: who keeps records, of whom, for how long by habit, and who answers requests for them."""

from math import ceil
from typing import Any

from pydantic import Field, model_validator

from sim.scenario.blocks.desk import AnsweringDesk
from sim.scenario.blocks.localisation import Move
from sim.scenario.blocks.vocabulary import Category, OperatorKind
from sim.scenario.fields import Block, Bytes, Entities, Name, Number, PositiveDays, Retention, Share
from sim.scenario.variates import DurationVariate

# Bytes of one record. Assumptions, but for the order of magnitude of a session record: a flow log of a
# carrier-grade NAT has about 150 bytes (RFC 7422, section 1; unverified), a minimal binary one 20 to 40.
RECORD_BYTES: dict[str, float] = {
    "session": 150.0,
    "location": 100.0,
    "account_activity": 300.0,
    "content": 50_000.0,
    "post": 1_000.0,
    "message": 1_000.0,
    "subscriber": 500.0,
    "ip_assignment": 40.0,
}

MOST_GROUPS = 500_000
"""Groups in which inspectors visit the real operators of an entry, at most; up to so many, each is visited alone."""


def _places(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


class Operator(Block):
    """One operator, or `count` of them that share a description and stand for `stands_for` real ones.

    `market` is the share of people whose access operator the entry is, all of its `count` together: of the people of
    all places, wherever the operator stands, or of those at the places in `serves`; with `place: each region`, of its
    own region. `users` is the share of people who have an account at each of them. `keeps` is practice: what the
    operator keeps where no law says otherwise. With `opened: {uniform: [...]}`, an operator that has reached the
    highest age closes and one of the lowest age opens in its place, so that ages stay as they are.
    """

    kind: OperatorKind = "access"
    count: Entities = 1
    stands_for: Number | None = None
    place: tuple[Name, ...] = ()  # `each region`, one place, or a list that is dealt out in turn; () is the first place
    serves: tuple[Name, ...] = ()  # homes of the people whom an access operator serves; () are those of all places
    market: Share | None = None
    users: Share | None = None
    users_of: dict[Name, Share] = Field(default={})  # by population; `users` may be written so
    keeps: dict[Category, Retention] = Field(default={})
    record_size: dict[Category, Bytes] = Field(default={})
    purge_every: PositiveDays = 1.0
    complies: Share = 1.0  # share of the entry's operators that keep what a law orders
    logs_ports: bool = False  # then an address and time lead to one person, not to all behind the address
    opened: DurationVariate | None = None  # how long before the first day; none: too long ago to matter
    refuses: Share = 0.0  # of requests that may be refused
    keys: dict[Category, Name] = Field(default={})  # who can read the records: self (if left out), an operator, user
    moves: dict[Category, Move] = Field(default={})  # records of accounts of a region that another operator keeps
    desk: AnsweringDesk = Field(default=AnsweringDesk())

    @model_validator(mode="before")
    @classmethod
    def _one_place(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return given | {key: _places(given[key]) for key in ("place", "serves") if key in given}

    @model_validator(mode="before")
    @classmethod
    def _users_by_population(cls, given: Any) -> Any:
        """Read `users: {residents: 80 %}` as `users_of`; a share for everybody stays `users`."""
        if not isinstance(given, dict) or not isinstance(given.get("users"), dict):
            return given
        others = given.get("users_of", {})
        rest = {key: value for key, value in given.items() if key != "users"}
        return rest | {"users_of": (others if isinstance(others, dict) else {}) | given["users"]}

    def users_among(self, population: str) -> float:
        """Return the share of the people of a population who have an account; 0 where nothing is said of them."""
        if self.users_of:
            return next((share for name, share in self.users_of.items() if name == population), 0.0)
        return self.users or 0.0

    @model_validator(mode="after")
    def _market_or_users(self) -> "Operator":
        if self.kind != "access" and self.market is not None:
            raise ValueError(f"is a {self.kind} with a market; wanted 'market' for access operators only")
        if self.serves and (self.kind != "access" or self.place == ("each region",)):
            what = f"is a {self.kind}" if self.kind != "access" else "stands in each region, whose people it serves,"
            raise ValueError(f"{what} with 'serves'; wanted it for access operators that stand elsewhere")
        if self.users is not None and self.users_of:
            raise ValueError("has both users and users_of; wanted one share, or shares by population")
        if self.kind != "platform" and (self.users is not None or self.users_of):
            raise ValueError(f"is a {self.kind} with users; wanted 'users' for platforms only")
        if self.stands_for is not None and self.stands_for < self.count:
            raise ValueError(f"has count {self.count} over stands_for {self.stands_for:g}; wanted at most as many")
        return self

    def serves_at(self, home: str) -> bool:
        """Whether people of a place can have the entry as their access operator, wherever its operators stand."""
        return self.kind == "access" and (not self.serves or home in self.serves)

    @property
    def groups(self) -> int:
        """Groups of the real operators behind each described one, which is not in any."""
        others = self._others
        return ceil(others * min(1.0, MOST_GROUPS / (self.count * others))) if others > 0 else 0

    @property
    def in_a_group(self) -> float:
        """Real operators in such a group."""
        return self._others / self.groups if self.groups else 1.0

    @property
    def _others(self) -> float:
        return (self.stands_for or self.count) / self.count - 1.0
