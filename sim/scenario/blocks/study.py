"""The study of a scenario: what is varied, what it is compared with, and how often each point is played."""

from typing import Any, Literal

from pydantic import Field

from sim.scenario.fields import Block, Count, PositiveShare, Text, WholeNumber

Changes = dict[str, Any]


class Unknowns(Block):
    """Ignorance beside chance: values that have a range are drawn from it, `draws` times, for every policy alike."""

    from_: Literal["ranges"] = Field("ranges", alias="from")
    draws: WholeNumber = 20


class Study(Block):
    """Named changes of the scenario, and what is to be seen of them.

    `policies` are changes with dotted keys, as `--set` has them; a policy without changes is the scenario as it
    stands. `cross` plays every policy with every value of further paths: a list of values, named values, or a range
    as text, `30..90 days:3`. The paths of each mapping of `together` vary together. `where` are conditions on points,
    such as `at_least <= at_most`. With another `design` than grid, `points` are drawn from ranges and lists.
    `precision` adds replications to each point until its measures are so sure. `measures` are those that tables
    show, `name@stage` where a stage is meant.
    """

    policies: dict[Text, Changes] = Field(default={})
    cross: dict[Text, Any] = Field(default={})
    together: tuple[dict[Text, Any], ...] = ()
    where: tuple[Text, ...] = ()
    design: Literal["grid", "lhs", "sobol", "morris", "saltelli"] = "grid"
    points: Count | None = None
    baseline: Text | None = None  # the policy that the others are compared with
    unknowns: Unknowns | None = None
    replications: WholeNumber = 5
    precision: PositiveShare | None = None
    measures: tuple[Text, ...] = ()
