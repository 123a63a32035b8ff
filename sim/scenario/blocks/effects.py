"""How people and things respond: always assumptions, always swept."""

from pydantic import Field

from sim.scenario.blocks.vocabulary import Duty
from sim.scenario.fields import Block, Days, Factor, Share, SharePerVisit, YearRate
from sim.scenario.variates import DurationVariate

THREE_HOURS = DurationVariate.model_validate({"lognormal": {"mean": "3 hours", "cv": 1}})


class Response(Block):
    """A share that grows with the lead time of a notice: at_most * lead / (lead + half_at)."""

    at_most: Share = 0.0
    half_at: Days = 1.0

    def at(self, lead_days: float) -> float:
        """Return the share reached at a lead time in days; 0 at no lead."""
        return self.at_most * lead_days / (lead_days + self.half_at) if lead_days > 0 else 0.0


class DamageEffect(Block):
    """Outages that visits cause: chance without notice, share avoided with notice, how long one lasts."""

    without: SharePerVisit = 0.0
    avoided: Response = Response()
    takes: DurationVariate = Field(default=THREE_HOURS)


class FindingEffect(Block):
    """What a visit finds: chance without notice; share of deficits hidden, and share really mended, upon notice.

    Hidden deficits stay and are not seen; fixed ones are gone. The two lead to opposite conclusions about notice.
    """

    without: Share = 1.0
    hidden: Response = Response()
    fixed: Response = Response()


class NoticeEffects(Block):
    """What notice changes."""

    damage: DamageEffect = DamageEffect()
    finding: FindingEffect = FindingEffect()


class DutyEffects(Block):
    """How duties decay into deficits: rate of each, and the share corrected by the deadline once found.

    While an operator does not meet its duty of assistance, each request takes `slower` times the work there, and the
    share `unreadable` of the answers with `content` or a `message` cannot be read.
    """

    decay: dict[Duty, YearRate] = Field(default={})
    corrected: Share = 0.9
    slower: Factor = 1.0
    unreadable: Share = 0.0


class RealNameEffects(Block):
    """How people respond to a law on identities: of those asked, the share who show theirs before the day set."""

    verify: Share = 0.5


class Effects(Block):
    """All responses of a scenario."""

    notice: NoticeEffects = NoticeEffects()
    duties: DutyEffects = DutyEffects()
    real_name: RealNameEffects = RealNameEffects()
