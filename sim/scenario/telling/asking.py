"""Requests of an agency in words: what they are about, how old that is, and the steps before they are sent."""

from collections.abc import Iterator, Mapping

from sim.scenario.blocks.agencies import Agency, Asks, Authorise, Chain, Draft, Step
from sim.scenario.blocks.desk import Desk
from sim.scenario.blocks.vocabulary import Category, Role
from sim.scenario.units import show
from sim.scenario.variates import DurationVariate


def asked(of: Asks) -> Iterator[str]:
    """Yield what requests ask for, about whom, and how long after the act."""
    yield f"asks for {_shares(of.categories)}"
    if set(of.about) != {"suspect"}:
        yield f"about {_shares(of.about)}"
    if set(of.grades) != {"3"}:
        grades = [f"{show(share, 'share')} of grade {grade}" for grade, share in of.grades.items() if share]
        yield f"requests are {', '.join(grades)}"
    lag = of.lag
    later = (
        f", and {_mean(lag.report_to_request)} on average until it is asked about"
        if _takes(lag.report_to_request)
        else ""
    )
    yield f"hears of an act {_mean(lag.act_to_report)} later on average{later}"
    if _takes(of.window):
        yield f"asks for {_mean(of.window)} of records on average, up to the act"
    if of.not_asked_if_expired > 0:
        yield f"does not ask for {show(of.not_asked_if_expired, 'share')} of what it knows to be gone"
    if of.follow < 1:
        yield f"follows {show(of.follow, 'share')} of the addresses that named accounts lead to"


def steps(of: Agency) -> Iterator[str]:
    """Yield the steps before a request is sent, what they turn down, and what skips them."""
    chain = of.chain
    yield from (line for step in _steps(chain) for line in _step(*step))
    if any(step.back > 0 for step in (chain.spoc, chain.authorise) if step) and _takes(of.rework):
        yield f"what is sent back is reworked in {_mean(of.rework)} on average"
    if chain.urgent:
        skipped = " and ".join(_DONE[step] for step in chain.urgent.skips)
        yield (
            f"requests of grade {' and '.join(chain.urgent.grades)} are not {skipped} before they are sent, and "
            f"reviewed within {chain.urgent.reviewed_within}"
        )


def desk_in_words(what: str, desk: Desk) -> str:
    """Return who does something, when, and how long each piece of it takes."""
    hours = desk.hours or "09:00-17:00 Mon-Fri"
    due = f", due within {desk.deadline}" if desk.deadline else ""
    return f"{what} by a desk of {desk.staff:g}, {hours}, {_spent(desk.handling.mean)} an item{due}"


_DONE = {"draft": "drafted", "spoc": "reviewed", "authorise": "authorised"}


def _steps(chain: Chain) -> Iterator[tuple[str, Draft | Step | Authorise]]:
    for name, step in (("draft", chain.draft), ("spoc", chain.spoc), ("authorise", chain.authorise)):
        if step is not None:
            yield name, step


def _step(name: str, step: Draft | Step | Authorise) -> Iterator[str]:
    by = f" ({step.by})" if isinstance(step, Authorise) else ""
    what = f"requests are {_DONE[name]}{by}"
    said = [] if isinstance(step, Draft) else list(_verdicts(step))
    said += [f"{step.checks} checks"] if step.checks > 1 else []
    line = desk_in_words(what, step.desk) if step.desk else what
    if step.desk or said or by:
        yield "; ".join([line, *said])


def _verdicts(step: Step | Authorise) -> Iterator[str]:
    if isinstance(step, Authorise) and _takes(step.delay):
        yield f"after {_mean(step.delay)} on average"
    if step.back > 0:
        yield f"{show(step.back, 'share')} sent back"
    turned, how = (step.rejected, "rejected") if isinstance(step, Authorise) else (step.declined, "declined")
    if turned > 0:
        yield f"{show(turned, 'share')} {how}"


def _shares(of: Mapping[Category, float] | Mapping[Role, float]) -> str:
    return ", ".join(f"{show(share, 'share')} {name}" for name, share in of.items() if share)


def _takes(variate: DurationVariate) -> bool:
    return variate.mean > 0


def _mean(variate: DurationVariate) -> str:
    days = variate.mean
    return f"{days:.3g} days" if days >= 2 else f"{24 * days:.3g} hours"


def _spent(days: float) -> str:
    minutes = 24 * 60 * days
    return f"{minutes / 60:.3g} hours" if minutes > 90 else f"{minutes:.3g} minutes"
