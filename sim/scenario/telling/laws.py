"""Laws and dated changes in words, and the time line."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sim.scenario.blocks.changes import Change
from sim.scenario.blocks.laws import Law
from sim.scenario.checks.laws import in_force
from sim.scenario.editions import set_paths
from sim.scenario.provisions.inspection import ChannelRule
from sim.scenario.scenario import Scenario
from sim.scenario.telling.access import access_in_words, freeze_in_words, notify_in_words
from sim.scenario.telling.identities import real_names
from sim.scenario.telling.told import Event, Told
from sim.scenario.units import show, show_days


def law_in_words(scenario: Scenario, name: str, law: Law) -> Told:
    """Tell of a law: when it is in force, and what it orders."""
    if law.off:
        state = "turned off"
    elif not in_force(scenario, law):
        state = "never in force during the run"
    else:
        state = _span(law)
    return Told(name, f"in {law.jurisdiction}, {state}", tuple(_orders(law)))


def _span(law: Law) -> str:
    first = f"from {law.effective}" if law.effective else "always in force"
    return first + (f" to {law.repealed}" if law.repealed else "")


def _orders(law: Law) -> Iterator[str]:
    if law.overrides:
        yield f"overrides {', '.join(law.overrides)}"
    if law.transition:
        yield f"duties of retention count {show_days(law.transition)} after its first day"
    for category, duty in law.retention.items():
        bounds = [f"at least {kept(duty.at_least)}"] if duty.at_least is not None else []
        bounds += [f"at least {kept(duty.may_order)} where it is ordered"] if duty.may_order is not None else []
        bounds += [f"at most {kept(duty.at_most)}"] if duty.at_most is not None else []
        bounds += ["and then deleted"] if duty.then == "delete" else []
        whom = f", by {', '.join(duty.of)}" if duty.of else ""
        whom += (
            f", ordered of {show(duty.ordered, 'share')} of them"
            if duty.ordered is not None and duty.ordered < 1
            else ""
        )
        yield f"{category} is kept {' '.join(bounds) or 'as long as its keeper likes'}{whom}"
    for channel in ("onsite", "remote"):
        rule = getattr(law.inspection, channel) if law.inspection else None
        if rule is not None:
            powers = ", ".join(rule.may) + _seen(rule)
            yield f"{channel} inspections {_notice(rule)}, officers: {rule.officers}, may {powers}"
    if law.inspection and law.inspection.checklist:
        items = ", ".join(f"{item} ({duty})" for item, duty in law.inspection.checklist.items())
        yield f"inspections look at {items}"
    if law.inspection:
        yield f"what is found is corrected within {law.inspection.correct_within}"
        yield f"what was found is inspected again {law.inspection.again_after} after that"
    yield from real_names(law)
    if law.access:
        yield from access_in_words(law.access)
    if law.freeze:
        yield freeze_in_words(law.freeze)
    if law.notify:
        yield notify_in_words(law.notify)


def change_in_words(name: str, change: Change) -> Told:
    """Tell of a dated change."""
    lines = [f"{'.'.join(path)} is {_given(change.values, path)}" for path in set_paths(change.values)]
    return Told(name, "turned off" if change.off else f"on {change.on}", tuple(lines))


def _given(values: Any, path: tuple[str, ...]) -> str:
    for part in path:
        values = values[part]
    return "removed" if values is None else str(values)


def _seen(rule: ChannelRule) -> str:
    return "" if rule.sees is None else f", see {', '.join(rule.sees) or 'nothing'}"


def _notice(rule: ChannelRule) -> str:
    if rule.notice == "none":
        return "without notice"
    said = "announced" if rule.notice == "announce" else "published"
    return f"{said} {show_days(rule.lead)} before" if rule.lead else f"{said}, at no set time before"


def time_line(scenario: Scenario) -> Iterator[Event]:
    """Yield the days on which the run, a period or a law begins or ends, in order."""
    events: list[tuple[date, str]] = [(scenario.start, "the run begins"), (scenario.end, "the run ends")]
    for name, span in scenario.periods.items():
        events += [(span.start, f"period {name} begins"), (span.end, f"period {name} ends")]
    for name, law in scenario.laws.items():
        if not law.off:
            events += [(law.effective, f"law {name} comes into force")] if law.effective else []
            events += [(law.counts[0], f"law {name} counts for records")] if law.transition else []
            events += [(law.repealed, f"law {name} is repealed")] if law.repealed else []
    for name, tapped in scenario.interception.items():
        if not tapped.off:
            events += [(tapped.begins, f"interception {name} begins")] if tapped.begins else []
            events += [(tapped.ends, f"interception {name} ends")] if tapped.ends else []
    events += [(change.on, f"change {name}") for name, change in scenario.changes.items() if not change.off]
    for name, of in scenario.monitoring.items():
        events += [(of.effective, f"filter {name} begins")] if of.effective else []
        events += [(of.ended, f"filter {name} ends")] if of.ended else []
    for day, what in sorted(events):
        yield Event(day.isoformat(), what, scenario.start <= day <= scenario.end)


def kept(days: float) -> str:
    """Return how long something is kept."""
    return "the life of the account" if days == float("inf") else show_days(days)
