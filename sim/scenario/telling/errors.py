"""Errors in requests in words."""

from collections.abc import Iterator, Mapping

from sim.scenario.blocks.errors import Errors
from sim.scenario.blocks.vocabulary import ErrorKind, Party
from sim.scenario.telling.told import Told
from sim.scenario.units import show, show_days


def errors_in_words(of: Errors) -> tuple[Told, ...]:
    """Return what is said of errors; nothing where there are none."""
    if of.rate == 0:
        return ()
    return (Told("in requests", f"{show(of.rate, 'share')} of items answered", tuple(_lines(of))),)


def _lines(of: Errors) -> Iterator[str]:
    yield f"made by {_shares(of.by)}"
    yield f"kinds: {_shares(of.kind)}"
    if of.found.value > 0:
        after = of.found.after.mean
        yield f"{show(of.found.value, 'share')} are reported" + (
            f", after {after:.3g} days on average" if after else ""
        )
    if of.serious > 0:
        yield f"{show(of.serious, 'share')} are serious"
    if of.fewer_per_check > 0:
        yield f"each further check of a party avoids {show(of.fewer_per_check, 'share')} of its errors"
    if of.kind.get("wrong_time"):
        yield f"a wrong window ends {show_days(of.off_by)} before the right one"
    if of.kind.get("excess_data"):
        yield f"excess data go back {show_days(of.excess)} further"


def _shares(shares: Mapping[Party, float] | Mapping[ErrorKind, float]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {show(share, 'share')}" for name, share in shares.items() if share)
