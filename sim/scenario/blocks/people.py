"""A population: who there is, where they live and what they leave behind."""

from math import fsum
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from sim.scenario.blocks.vocabulary import Category
from sim.scenario.faults import MisreadError
from sim.scenario.fields import (
    Block,
    Name,
    Number,
    People,
    PersonRate,
    PositiveNumber,
    Share,
    Text,
    WholeNumber,
    YearRate,
)

LEAST_CV, MOST_CV = 0.01, 20.0
"""Of people's activity: what the quantiles of its law are worked out for (`sim.records.activity`)."""


class Home(Block):
    """How people are shared out over places: a table's column, the degree of the map's nodes, or equally."""

    by: Literal["table", "degree", "equal", "place"] = "equal"
    table: Text | None = None
    place: Text = "node"  # with a table the column that names places, otherwise the one place
    column: Text = "people"

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"by": given} if given in ("degree", "equal") else {"by": "place", "place": given}
        if isinstance(given, dict) and "table" in given:
            return {"by": "table"} | given
        return given


class Hubs(Block):
    """Numbers that very many people call: `number` of them, each in touch with the share `reach` of all people."""

    number: WholeNumber
    reach: Share


class Contacts(Block):
    """Mutual contacts: mean number, exponent of the heavy tail, hubs."""

    mean: PositiveNumber
    tail: PositiveNumber = 2.5
    hubs: Hubs | None = None


class Group(Block):
    """People who are marked out by what they are, such as journalists: a share of the population."""

    share: Share


class Profile(Block):
    """When in the week people write: weights of the 24 hours and of the 7 days, from Monday; default flat."""

    day: tuple[Number, ...] = (1.0,) * 24
    week: tuple[Number, ...] = (1.0,) * 7

    @model_validator(mode="after")
    def _lengths(self) -> "Profile":
        if len(self.day) != 24 or len(self.week) != 7:
            raise ValueError(f"has {len(self.day)} hours and {len(self.week)} days; wanted 24 and 7")
        if not fsum(self.day) or not fsum(self.week):
            raise ValueError("has weights that are all 0; wanted at least one over 0")
        return self


class Population(Block):
    """People of one description; records are written at `writes` per person and day.

    Rates of the states `subscriber` and `ip_assignment` count bytes only: whether a state is found does not
    depend on how often it is written down.

    `verified` is the share of people who have shown platforms their identity on the first day, `verifies` the rate
    at which the others do so without being asked. `opens_accounts` is how many accounts a person opens in a year at
    platforms where the person had none, all platforms together.

    `enter` is how many people come in a year for each of the first day, `leave` the rate at which somebody goes for
    good, and `moves` how often a year a person chooses an access operator anew, the present one among others.
    """

    number: People
    home: Home = Home()
    writes: dict[Category, PersonRate] = Field(default={})
    activity_cv: Number = 1.0  # of the Gamma law of people's activity z, mean 1
    profile: Profile = Profile()
    behind_one_address: People = 1
    contacts: Contacts = Field(default=Contacts(mean=75.0))
    verified: Share = 1.0
    verifies: YearRate = 0.0
    opens_accounts: YearRate = 0.0
    enter: YearRate = 0.0
    leave: YearRate = 0.0
    moves: YearRate = 0.0
    groups: dict[Name, Group] = Field(default={})
    account_region: dict[Name, Share] = Field(
        default={}
    )  # region that an account is of, a place or country; 100 % at most

    @field_validator("activity_cv")
    @classmethod
    def _as_tabled(cls, given: float) -> float:
        if given and not LEAST_CV < given <= MOST_CV:
            text = f"is {given:g}; wanted 0, where all are alike, or a number over {LEAST_CV:g} and up to {MOST_CV:g}"
            raise MisreadError(text, "E204")
        return given
