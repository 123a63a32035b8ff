"""What an agency does with what it obtained: how long it keeps it, uses it again, and who misuses it."""

from pydantic import Field

from sim.scenario.blocks.vocabulary import ObtainingChannel
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

    That is misuse, and errors that those involved have not reported. `by_channel` says of channels another share than
    `finds`: a request leaves a file, a visit or a standing access may leave none. Errors are those of requests; misuse
    is seen as well as the best seen channel by which the records looked at were obtained.
    """

    finds: Share = 0.0
    by_channel: dict[ObtainingChannel, Share] = Field(default={})
    after: DurationVariate = Field(default=NO_TIME)

    def of(self, channel: str) -> float:
        """Return the share that is found of what comes by a channel."""
        return next((share for name, share in self.by_channel.items() if name == channel), self.finds)

    @property
    def finds_something(self) -> bool:
        """Whether anything is ever found."""
        return self.finds > 0.0 or any(share > 0.0 for share in self.by_channel.values())
