"""What an agency does with what it obtained: how long it keeps it, uses it again, and who misuses it."""

from pydantic import Field

from sim.scenario.fields import Block, Count, Retention, Share, YearRate
from sim.scenario.variates import DurationVariate

NO_TIME = DurationVariate.model_validate({"fixed": "0 days"})


class Misuse(Block):
    """Insiders who look people up without cause: how often in the whole agency, and how many people each time."""

    rate: YearRate = 0.0
    people: Count = 1


class Holds(Block):
    """The agency's own store: everything it obtains is kept there for `obtained`.

    `reuse` is the share of requests about somebody of whom the store holds records of the category that are answered
    from there, at once and without the operator.
    """

    obtained: Retention = Field()
    reuse: Share = 0.0
    misuse: Misuse = Misuse()


class Oversight(Block):
    """Somebody who looks over the agency: share of what went wrong that is found, and after what time.

    That is misuse, and errors that those involved have not reported.
    """

    finds: Share = 0.0
    after: DurationVariate = Field(default=NO_TIME)
