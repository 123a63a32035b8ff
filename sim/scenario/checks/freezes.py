"""Checks of freezes: a law that nobody uses, a lag that no law gives a use, and freezes that come too late."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.laws import Law
from sim.scenario.checks.access import asking_in
from sim.scenario.checks.finding import Finding, Path
from sim.scenario.checks.laws import in_force
from sim.scenario.scenario import Scenario
from sim.scenario.units import show_days

_LAG = ("asks", "lag", "report_to_freeze")


def check_freezes(scenario: Scenario) -> Iterator[Finding]:
    """Return the laws and lags of freezes that come to nothing."""
    for name, law in scenario.laws.items():
        if law.freeze is not None and in_force(scenario, law):
            yield from _unused(scenario, name, law)
    for name, agency in scenario.agencies.items():
        if agency.asks.lag.report_to_freeze is not None:
            yield from _late(scenario, name, agency)


def _unused(scenario: Scenario, name: str, law: Law) -> Iterator[Finding]:
    if not any(agency.asks.lag.report_to_freeze for agency in asking_in(scenario, law)):
        why = f"no agency in {law.jurisdiction!r} orders freezes; wanted 'asks: {{lag: {{report_to_freeze: ...}}}}'"
        yield Finding(("laws", name, "freeze"), "W402", f"has no effect: {why}", (("agencies",),))


def _late(scenario: Scenario, name: str, agency: Agency) -> Iterator[Finding]:
    """Warn of a lag where no law, be it turned off, knows freezes, and of one longer than that of the request."""
    path: Path = ("agencies", name, *_LAG)
    knowing = [w for w in scenario.laws.values() if w.freeze is not None and w.jurisdiction == agency.jurisdiction]
    lag = agency.asks.lag
    assert lag.report_to_freeze is not None
    if not knowing:
        text = f"has no effect: no law of {agency.jurisdiction!r} knows freezes"
        yield Finding(path, "W402", text, (("laws",),))
    elif lag.report_to_freeze.mean >= lag.report_to_request.mean:
        text = (
            f"is {show_days(lag.report_to_freeze.mean)} on average, and the request comes "
            f"{show_days(lag.report_to_request.mean)} after the report; wanted a shorter one"
        )
        yield Finding(path, "W425", text)
