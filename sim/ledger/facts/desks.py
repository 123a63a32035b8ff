"""Work at desks."""

from typing import NamedTuple


class DeskTurn(NamedTuple):
    """One piece of work at a desk, done or (ended is NaN) still open at the end of the run."""

    desk: str  # entry or agency and step, such as "telecom" or "police: spoc"
    task: str
    grade: int
    arrived: float
    started: float
    ended: float
    waited_work_days: float  # open time of the desk between arrival and start
    work_days: float  # work needed, in staff days of open time
    due: float  # NaN without a deadline
