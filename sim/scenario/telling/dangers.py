"""Intruders and agencies' own stores in words."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.intruders import EACH, Intruder
from sim.scenario.units import show, show_days

_WHILE = {
    "security": "while its security is neglected",
    "copies": "once inspections have copied",
    "connection": "while an inspection's connection stands",
}


def intruder_in_words(of: Intruder) -> tuple[str, tuple[str, ...]]:
    """Return what an intruder is, and lines about it."""
    lines = [f"breaks into the stores of {_whose(of.operators, 'operator')}"] if of.operators else []
    lines += [f"breaks into the own stores of {_whose(of.agencies, 'agency')}"] if of.agencies else []
    lines += [f"{factor:g} times as often {_WHILE[name]}" for name, factor in of.raised_by.items()]
    lines.append(f"steals from {show(of.takes, 'share')} of the people there")
    if of.dwell.mean > 0:
        lines.append(f"is found after {of.dwell.mean:.3g} days on average")
    return f"{show(of.hazard, 'rate')} and store", tuple(lines)


def _whose(targets: tuple[str, ...], kind: str) -> str:
    return f"each {kind}" if EACH in targets else ", ".join(targets)


def holding_in_words(of: Agency) -> Iterator[str]:
    """Yield what an agency does with what it obtained."""
    if of.oversight.finds > 0:
        yield f"oversight finds {show(of.oversight.finds, 'share')} of misuse and of errors not reported"
    if of.oversight.by_channel:
        some = [f"{show(share, 'share')} by {channel}" for channel, share in of.oversight.by_channel.items()]
        yield f"of what came by some channels, oversight finds another share: {', '.join(some)}"
    if of.holds is None:
        return
    kept = "for ever" if of.holds.obtained == float("inf") else f"for {show_days(of.holds.obtained)}"
    yield f"keeps what it obtains {kept}"
    if of.holds.reuse > 0:
        yield f"answers {show(of.holds.reuse, 'share')} of requests about people it holds from its own store"
    if of.holds.misuse.rate > 0:
        misuse = of.holds.misuse
        yield f"insiders misuse its store {show(misuse.rate, 'rate')}, {misuse.people} people each time"
