"""Filters and watch lists in words, for `exposim show`."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.monitoring import Monitoring
from sim.scenario.telling.told import Told
from sim.scenario.units import show, show_days


def filter_in_words(name: str, of: Monitoring) -> Told:
    """Tell of a filter: where it stands, what passes it, what it flags and what comes of it."""
    return Told(name, _where(of), tuple(_flagged(of)))


def _where(of: Monitoring) -> str:
    where = ", ".join(of.operators) or "every platform"
    when = [f"from {of.effective}"] if of.effective else []
    when += [f"to {of.ended}"] if of.ended else []
    when += [f"while law {of.law} orders it"] if of.law else []
    return " ".join([f"{' and '.join(of.categories)} records at {where}", *when])


def _flagged(of: Monitoring) -> Iterator[str]:
    yield (
        f"flags {show(of.true_positive, 'share')} of unlawful records ({show(of.unlawful, 'share')} of all) "
        f"and {show(of.false_positive, 'share')} of lawful ones"
    )
    reviewed = [category for category in of.categories if category in of.reviews]
    if of.moderators and reviewed:
        desk = of.moderators.desk
        wrong = f", wrong in {show(of.moderators.mistaken, 'share')}" if of.moderators.mistaken else ""
        yield f"a desk of {desk.staff:g} moderators looks at each flagged {' and '.join(reviewed)} first{wrong}"
    if "post" in of.categories:
        yield "flagged posts are removed" if of.removes else "flagged posts stay up"
    reported = [category for category in of.categories if category in of.reports]
    if of.reports_to and reported:
        yield (
            f"each flagged {' and '.join(reported)} is reported to {of.reports_to}, "
            f"which opens a case in {show(of.pursued, 'share')} of them"
        )


def watched_people(of: Agency) -> Iterator[str]:
    """Yield which people an agency watches."""
    if watched := of.watch.people:
        who, most = " and ".join(watched.sources), show(watched.at_most, "people")
        yield f"watches at most {most} at once ({who}), each for {show_days(watched.stays)}"
