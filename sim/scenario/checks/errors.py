"""Errors in requests: levers that move nothing."""

from collections.abc import Iterator

from sim.scenario.blocks.agencies import Agency
from sim.scenario.blocks.errors import Errors
from sim.scenario.checks.finding import Finding, Path
from sim.scenario.checks.laws import in_force
from sim.scenario.scenario import Scenario

_STEPS = ("spoc", "authorise")  # without such a step nobody makes its errors; somebody always drafts


def check_errors(scenario: Scenario) -> Iterator[Finding]:
    """Return errors that cannot happen, and checks that avoid none."""
    errors = scenario.errors
    if errors is not None:
        yield from _inert(scenario, errors)
        yield from _parties(scenario, errors)
    for party, path, checks in _checks(scenario):
        if checks > 1:
            yield from _avoiding(errors, party, path)


def _inert(scenario: Scenario, errors: Errors) -> Iterator[Finding]:
    if errors.rate == 0 and "rate" not in errors.model_fields_set:
        yield Finding(("errors",), "W467", "has no effect: it has no 'rate'")
    elif errors.rate > 0 and not any(agency.cases for agency in scenario.agencies.values()):
        yield Finding(("errors",), "W467", "has no effect: no agency opens cases", (("agencies",),))


def _parties(scenario: Scenario, errors: Errors) -> Iterator[Finding]:
    """Warn of errors by a step that no agency has, and no law puts in its way."""
    asking = [agency for agency in scenario.agencies.values() if agency.cases]
    for step in _STEPS:
        passed = any(
            getattr(agency.chain, step) or (step == "authorise" and _outside(scenario, agency)) for agency in asking
        )
        if errors.rate > 0 and errors.by.get(step) and asking and not passed:  # type: ignore[call-overload]  # a step is a party
            text = f"does not happen: no agency that opens cases has the step {step!r} in its chain"
            yield Finding(("errors", "by", step), "W465", text, (("agencies",), ("laws",)))


def _outside(scenario: Scenario, agency: Agency) -> bool:
    """Whether a law names somebody who authorises requests of an agency that has no such step of its own."""
    laws = [
        law for law in scenario.laws.values() if law.jurisdiction == agency.jurisdiction and in_force(scenario, law)
    ]
    rules = [law.access for law in laws if law.access is not None]
    return any(rule.protected or rule.authorised_by not in (None, "nobody") for rule in rules)


def _checks(scenario: Scenario) -> Iterator[tuple[str, Path, int]]:
    """Yield each party, where its checks stand, and how many they are."""
    for name, operator in scenario.operators.items():
        yield "operator", ("operators", name, "desk", "checks"), operator.desk.checks
    for name, agency in scenario.agencies.items():
        for party in ("draft", "spoc", "authorise"):
            step = getattr(agency.chain, party)
            if step is not None:
                yield party, ("agencies", name, "chain", party, "checks"), step.checks


def _avoiding(errors: Errors | None, party: str, path: Path) -> Iterator[Finding]:
    if errors is None or errors.rate == 0:
        why = "the scenario has no errors"
    elif errors.fewer_per_check == 0:
        why = "'errors.fewer_per_check' is 0 %"
    elif not {str(name): share for name, share in errors.by.items()}.get(party):
        why = f"'errors.by' has no errors of the party {party!r}"
    else:
        return
    yield Finding(path, "W466", f"has no effect: {why}", (("errors",),))
