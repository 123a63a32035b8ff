"""Those who enter during a run, as populations of their own."""

from sim.scenario.scenario import Scenario

ENTERED = ", entered"


def with_entering(scenario: Scenario) -> Scenario:
    """Return a scenario in which those who enter are populations of their own, behind those of the first day.

    So nobody of the first day has another number or other records because somebody enters.
    """
    entering = {
        f"{name}{ENTERED}": block.model_copy(update={"number": many})
        for name, block in scenario.people.items()
        if (many := round(block.number * block.enter * scenario.days))
    }
    return scenario.model_copy(update={"people": {**scenario.people, **entering}}) if entering else scenario


def first_name(population: str) -> str:
    """Return the name of a population in the scenario, also of those of it who enter."""
    return population.removesuffix(ENTERED)
