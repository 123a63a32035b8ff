"""The study of a scenario: what is varied, what it is compared with, and how often each point is played."""

from typing import Any, Literal

from pydantic import Field

from sim.scenario.fields import Block, Text, WholeNumber

Changes = dict[str, Any]


class Unknowns(Block):
    """Ignorance beside chance: values that have a range are drawn from it, `draws` times, for every policy alike."""

    from_: Literal["ranges"] = Field("ranges", alias="from")
    draws: WholeNumber = 20


class Study(Block):
    """Named changes of the scenario, and what is to be seen of them.

    `policies` are changes with dotted keys, as `--set` has them; a policy without changes is the scenario as it
    stands. `cross` plays every policy with every value of further paths. `measures` are those that tables show,
    `name@stage` where a stage is meant.
    """

    policies: dict[Text, Changes] = Field(default={})
    cross: dict[Text, tuple[Any, ...]] = Field(default={})
    baseline: Text | None = None  # the policy that the others are compared with
    unknowns: Unknowns | None = None
    replications: WholeNumber = 5
    measures: tuple[Text, ...] = ()
