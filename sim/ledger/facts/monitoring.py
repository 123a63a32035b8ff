"""What became of flagged records, and who was on a watch list."""

from typing import NamedTuple


class Flagged(NamedTuple):
    """One record that a filter flagged, with what was done about it."""

    time: float  # when that was done; the end of the run if open
    flagged: float  # when the record was written and flagged: the cohort it belongs to
    monitor: str  # entry of the filter
    operator: str
    category: str
    place: str  # home of the author
    person: int  # the author
    unlawful: bool
    reviewed: bool  # it went to the moderators
    reported: bool  # to an agency
    pursued: bool  # the agency opened a case
    state: str  # removed | reported | dismissed | left | open


class Watched(NamedTuple):
    """One person's stay on a watch list, or a person turned away from it."""

    time: float  # when it ended; the end of the run if open
    since: float
    agency: str
    place: str
    person: int
    source: str  # what brought the person there: flagged | suspect
    state: str  # ended | open | full
