"""Errors in the requests of an agency."""

from sim.actors.disclosure import Disclosure
from sim.actors.errors import Errors, Habits
from sim.actors.office import Office
from sim.actors.operator import ByAge
from sim.build.context import Context, sampler
from sim.draw.variates import chooser
from sim.scenario.blocks.agencies import Agency


def errors_of(context: Context, agency: str, block: Agency, office: Office, by_age: ByAge) -> Errors | None:
    """Build the errors in an agency's requests; None where there are none."""
    errors = context.scenario.errors
    if errors is None or errors.rate == 0:
        return None
    steps = [step for step in (office.draft, office.spoc, office.authorise) if step is not None]
    return Errors(
        context.clock,
        context.ledger,
        by_age,
        agency=agency,
        habits=Habits(
            errors.rate,
            chooser(errors.by),
            chooser(errors.kind),
            errors.fewer_per_check,
            errors.found.value,
            sampler(errors.found.after),
            errors.serious,
            errors.off_by,
            errors.excess,
        ),
        checks={step.name: step.checks for step in steps},
        oversight=block.oversight.of("request"),
        oversight_after=sampler(block.oversight.after),
        disclosure=Disclosure(context.clock, context.ledger, agency=agency, examines=block.examines),
    )
