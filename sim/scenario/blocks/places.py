"""Where people and operators are: a map, a list of places, or one place."""

from typing import Any

from pydantic import Field, model_validator

from sim.scenario.fields import Block, Name, Text


class AbroadPlace(Block):
    """A place outside the map, joined to it at one node; its name is its country."""

    attach: Name


class Regions(Block):
    """A table that says which places are regions: one row each, the place in column `place`."""

    table: Text
    place: Text = "node"

    @model_validator(mode="before")
    @classmethod
    def _file_alone(cls, given: Any) -> Any:
        return {"table": given} if isinstance(given, str) else given


class Places(Block):
    """The map of the scenario; without `map` or `list` there is one place, called `home`."""

    map: Text | None = None
    at: tuple[Name, ...] = Field(default=(), alias="list")
    country: Name = "home"  # of every place of the map; a place of a `list` or abroad is its own country
    drop: tuple[Name, ...] = ()
    regions: Regions | None = None
    abroad: dict[Name, AbroadPlace] = Field(default={})

    @model_validator(mode="after")
    def _one_source(self) -> "Places":
        if self.map is not None and self.at:
            raise ValueError("has both a map and a list; wanted one of them")
        if self.drop and self.map is None:
            raise ValueError("has 'drop' without a map; wanted the map whose places are dropped")
        return self
