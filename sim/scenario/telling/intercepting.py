"""Interception in words."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.interception import Interception
from sim.scenario.units import show


def interception_in_words(of: Interception) -> tuple[str, tuple[str, ...]]:
    """Return what an interception is, and lines about it."""
    when = "turned off" if of.off else _span(of)
    if of.is_tap:
        where = f"at {of.place}" if of.place is not None else f"on the link {of.link[0]} - {of.link[1]}"
        return f"a tap {where} by {of.by}, {when}", tuple(_tap(of))
    return f"direct access of {of.by} to {', '.join(of.operators)}, {when}", tuple(_direct(of))


def _span(of: Interception) -> str:
    first = f"from {of.begins}" if of.begins else "always"
    return first + (f" to {of.ends}" if of.ends else "")


def _tap(of: Interception) -> Iterator[str]:
    what = "copies" if of.stage == "obtained" else "could look at"
    yield f"{what} {show(of.share, 'share')} of the sessions that cross it"


def _direct(of: Interception) -> Iterator[str]:
    yield "everybody in the stores there is reachable, without any act of the operator"
    if of.looks is not None and of.looks.rate > 0:
        yield f"reads the records of {of.looks.people:,} people each time, {show(of.looks.rate, 'rate')}"


def live_in_words(of: Agency) -> Iterator[str]:
    """Yield how often an agency listens to the subjects of its cases."""
    if of.live is not None and of.live.share > 0:
        lasts = f"{of.live.lasts.mean:.3g} days on average"
        yield f"listens to the subject in {show(of.live.share, 'share')} of its cases, for {lasts}"
