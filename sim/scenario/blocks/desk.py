"""A desk: staff with hours who take work in order of grade. One definition serves every desk."""

from pydantic import Field

from sim.scenario.fields import Block, Count, Deadline, PositiveNumber, WorkingHours
from sim.scenario.variates import DurationVariate

OFFICE_HOURS = WorkingHours(opens=9.0, closes=17.0, weekdays=(0, 1, 2, 3, 4), country=None, always=False)
HANDLING = DurationVariate.model_validate({"lognormal": {"mean": "36 minutes", "cv": 1}})


class Desk(Block):
    """Staff, hours, handling time per item and the deadline of an answer.

    A fraction of staff lengthens service: 0.1 is one person who needs ten times as long. `hours: null` means
    09:00-17:00 on working days of the country of the place where the desk stands.
    """

    staff: PositiveNumber = 1.0
    hours: WorkingHours | None = None
    handling: DurationVariate = Field(default=HANDLING)
    deadline: Deadline | None = None


class AnsweringDesk(Desk):
    """The desk of an operator; `checks` is how often it looks over an answer (see `errors.fewer_per_check`)."""

    checks: Count = 1
