"""Agencies: the cases they open, what they ask for and through whom, and the inspections they carry out."""

from typing import Any, Literal

from pydantic import Field, model_validator

from sim.scenario.blocks.abroad import NO_TIME, Abroad
from sim.scenario.blocks.desk import Desk
from sim.scenario.blocks.holding import Holds, Oversight
from sim.scenario.blocks.inspecting import Inspections, Inspectors
from sim.scenario.blocks.interception import Live
from sim.scenario.blocks.searching import Chains, Dumps
from sim.scenario.blocks.vocabulary import Authoriser, Category, Role
from sim.scenario.blocks.watching import Watch
from sim.scenario.faults import MisreadError
from sim.scenario.fields import Block, CaseRate, Count, Deadline, Entities, Name, PositiveNumber, Share, Split
from sim.scenario.units import show
from sim.scenario.variates import DurationVariate, NumberVariate

_SLACK = 1e-9  # of shares that add up
MONTH = DurationVariate.model_validate({"exponential": {"mean": "30 days"}})


class Cases(Block):
    """How many cases an agency opens: a rate per person of its area and year.

    `picks: activity` chooses subjects with a chance in proportion to how much they write, `people` each alike.
    """

    rate: CaseRate
    picks: Literal["people", "activity"] = "people"


class Lags(Block):
    """Times from the act to the report and from the report to the request: together the age of what is asked.

    `report_to_freeze` is the time from the report to the order of a freeze, where a law knows freezes and the agency
    uses them; an order that would come after the request is not made.
    """

    act_to_report: DurationVariate = Field(default=MONTH)
    report_to_request: DurationVariate = Field(default=NO_TIME)
    report_to_freeze: DurationVariate | None = None


class Asks(Block):
    """What the requests of a case ask for. Shares of `for`, `about` and `grades` add up to 100 %."""

    lag: Lags = Lags()
    window: DurationVariate = Field(
        default=NO_TIME
    )  # of records proper, ending at the act; the act itself is always asked
    not_asked_if_expired: Share = 0.0
    requests_per_case: PositiveNumber = 1.0
    items_per_request: PositiveNumber = 1.0
    people_per_request: NumberVariate | None = None  # items by chance, in place of `items_per_request`
    grades: Split[Literal["1", "2", "3"]] = Field(default={"3": 1.0})
    categories: Split[Category] = Field(default={"ip_assignment": 1.0}, alias="for")
    about: Split[Role] = Field(default={"suspect": 1.0})
    follow: Share = 1.0  # of account answers that name an address, followed to the access operator
    dumps: Dumps | None = None
    chains: Chains | None = None

    @property
    def mean_items(self) -> float:
        """People whom a request is about, on average; of a number by chance roughly, for it is rounded."""
        return self.items_per_request if self.people_per_request is None else max(1.0, self.people_per_request.mean)

    @property
    def dumps_per_case(self) -> float:
        """Area dumps that one case asks each access operator for, on average."""
        return self.dumps.share * self.dumps.times if self.dumps else 0.0

    @property
    def hops_per_case(self) -> float:
        """Requests of contact chains that a case makes, on average, if every answer leads on."""
        return self.chains.share * self.chains.hops if self.chains else 0.0

    @property
    def searches_per_case(self) -> float:
        """Requests of a case's searches; of each area dump the one to one access operator."""
        return self.dumps_per_case + self.hops_per_case

    @model_validator(mode="after")
    def _whole(self) -> "Asks":
        if self.people_per_request is not None and self.items_per_request != 1.0:  # a resolved file says the default
            raise ValueError("has both items_per_request and people_per_request; wanted one of them")
        return self


def _some_go_on(step: "Step | Authorise") -> "Step | Authorise":
    if step.back >= 1.0:
        raise ValueError("sends everything back, again and again; wanted 'back' under 100 %")
    kind, over = ("declined", step.declined) if isinstance(step, Step) else ("rejected", step.rejected)
    if step.back + over > 1.0 + _SLACK:
        text = f"sends back {show(step.back, 'share')}, {show(over, 'share')} are {kind}; wanted at most 100 % in all"
        raise MisreadError(text, "E303")
    return step


class Draft(Block):
    """The step that drafts a request, and drafts it anew when it comes back."""

    desk: Desk | None = None
    checks: Count = 1  # for errors: see `errors.fewer_per_check`


class Step(Block):
    """A step of the chain before a request is sent: a desk, and what it sends back or turns down."""

    desk: Desk | None = None
    back: Share = 0.0
    declined: Share = 0.0
    checks: Count = 1

    _ends = model_validator(mode="after")(_some_go_on)


class Authorise(Block):
    """The step that authorises: by whom, at which desk, after what delay, and what it sends back or rejects."""

    by: Authoriser = "officer"
    desk: Desk | None = None
    delay: DurationVariate = Field(default=NO_TIME)
    back: Share = 0.0
    rejected: Share = 0.0
    checks: Count = 1

    _ends = model_validator(mode="after")(_some_go_on)


class Urgent(Block):
    """Grades that skip steps and are reviewed afterwards."""

    grades: tuple[Literal["1", "2", "3"], ...] = ("1",)
    skips: tuple[Literal["draft", "spoc", "authorise"], ...] = ("authorise",)
    reviewed_within: Deadline = Field(default=Deadline(days=1.0, working=True))

    @model_validator(mode="before")
    @classmethod
    def _grades_as_text(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("grades"), list):
            return given | {"grades": [str(grade) for grade in given["grades"]]}
        return given


class Chain(Block):
    """The steps from a draft to a request that is sent; a step that is left out takes no time and stops nothing."""

    draft: Draft | None = None
    spoc: Step | None = None
    authorise: Authorise | None = None
    urgent: Urgent | None = None


class Practice(Block):
    """What the agency does, whatever the law says: share of inspections whose notice is really given."""

    notice_given: dict[Literal["onsite", "remote"], Share] = Field(default={})


class Agency(Block):
    """One agency, or `count` of them with an area each (`place: each region`); without a place, the whole country."""

    count: Entities = 1
    jurisdiction: Name = Field(default="home", alias="in")
    place: tuple[Name, ...] = ()
    cases: Cases | None = None
    asks: Asks = Asks()
    chain: Chain = Chain()
    rework: DurationVariate = Field(default=NO_TIME)
    abroad: Abroad = Abroad()
    examines: Share = 0.0  # of people exposed beside the subject
    inspectors: Inspectors | None = None
    inspections: Inspections | None = None
    practice: Practice = Practice()
    holds: Holds | None = None  # without it nothing is kept: what was obtained is used once
    oversight: Oversight = Oversight()
    live: Live | None = None
    watch: Watch = Watch()

    @model_validator(mode="before")
    @classmethod
    def _one_place(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("place"), str):
            return given | {"place": [given["place"]]}
        return given

    @model_validator(mode="after")
    def _inspectors_inspect(self) -> "Agency":
        if self.inspections is not None and self.inspectors is None:
            raise ValueError("has inspections but no inspectors; wanted 'inspectors: {staff: ...}'")
        return self
