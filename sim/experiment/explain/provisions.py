"""What each provision of each law adds: the scenario played without it, on the same draws."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from analysis.studies import Study
from analysis.tables import total_rows
from sim.experiment.designs import ALONE
from sim.experiment.levels import AS_IT_IS
from sim.experiment.plans import MOST_RUNS, Plan, Wish, planned
from sim.experiment.points import Level
from sim.experiment.rerunning import Origin, compared, refuse_other_model
from sim.scenario.faults import Mark, ScenarioError
from sim.scenario.loading import Loaded
from sim.scenario.scenario import Scenario

MEASURES = ("exposure.persons", "need.met_share")
BASE = "as it is"
_AUTHORISING = ("authorised_by", "delay", "rejected")  # stand and fall together


class Provision(NamedTuple):
    """One provision of a law: its path below the law, and the keys that go with it."""

    law: str
    name: str
    paths: tuple[tuple[str, ...], ...]

    @property
    def changes(self) -> dict[str, Any]:
        """The changes of a scenario that take it away."""
        found: dict[str, Any] = {}
        for path in self.paths:
            inside = found
            for part in path[:-1]:
                inside = inside.setdefault(part, {})
            inside[path[-1]] = None
        return {"laws": {self.law: found}}

    @property
    def policy(self) -> str:
        """Name of the policy that takes it away."""
        return f"without {self.law}: {self.name}"


class Provisions(NamedTuple):
    """The provisions that can be taken away, each with its law in force in the run, and why others cannot."""

    plan: Plan
    taken: tuple[Provision, ...]
    left: tuple[str, ...]


def provisions(scenario: Scenario) -> Iterator[Provision]:
    """Yield the provisions of all laws that are in force at some time of the run."""
    for name, law in scenario.laws.items():
        first, last = law.in_force
        if law.off or first >= scenario.end or last <= scenario.start:
            continue
        for category in law.retention:
            yield _one(name, ("retention", category))
        if law.inspection is not None:
            yield from (_one(name, ("inspection", c)) for c in ("onsite", "remote") if getattr(law.inspection, c))
        if law.access is not None:
            yield from _of_access(name, law.access)
        if law.real_name is not None:
            parts = ("new_accounts", "old_accounts")
            yield from (_one(name, ("real_name", part)) for part in parts if getattr(law.real_name, part) is not None)
        yield from (_one(name, (part,)) for part in ("freeze", "notify") if getattr(law, part) is not None)


def _of_access(law: str, access: Any) -> Iterator[Provision]:
    if access.authorised_by is not None:
        there = [part for part in _AUTHORISING if getattr(access, part) is not None]
        yield Provision(law, "access.authorised_by", tuple(("access", part) for part in there))
    for part in ("protected", "late_review", "refusable", "width"):
        if getattr(access, part) is not None:
            yield _one(law, ("access", part))
    for category in access.abroad:
        yield _one(law, ("access", "abroad", category))


def _one(law: str, path: tuple[str, ...]) -> Provision:
    return Provision(law, ".".join(path), (path,))


def planned_without(origin: Origin, replications: int) -> Provisions:
    """Return the study of a folder's scenario without each of its provisions.

    Raises
    ------
    ResultsError
        If another model made the results.
    """
    refuse_other_model(origin)
    base, taken, left = origin.loaded, list[Provision](), list[str]()
    for one in provisions(base.scenario):
        fault = _fault(base, one)
        if fault:
            left.append(f"{one.law}: {one.name} cannot be taken away by itself: {fault}")
        else:
            taken.append(one)
    levels = [Level(one.policy, one.changes, {}, None, Mark(one.policy)) for one in taken]
    wish = Wish(replications, origin.seed, baseline=BASE, measures=MEASURES, most_runs=MOST_RUNS)
    return Provisions(planned(base, [AS_IT_IS, *levels], ALONE, wish), tuple(taken), tuple(left))


def _fault(base: Loaded, one: Provision) -> str:
    try:
        base.with_(one.changes)
    except ScenarioError as error:
        return error.faults[0].text
    return ""


def refuse_other_base(origin: Origin, study: Study) -> None:
    """Raise ResultsError if the scenario as it is came out otherwise than the folder has it."""
    key = study.points.loc[study.points["point"] == BASE, "key"].iloc[0]
    rows = study.measures[study.measures["key"] == key]
    for number in sorted(set(rows["replication"]) & set(origin.results.replications)):
        kept = origin.results.measures
        compared(origin, kept[kept["replication"] == number], rows[rows["replication"] == number], number)


def added(study: Study, taken: tuple[Provision, ...]) -> pd.DataFrame:
    """Return what each provision adds to each measure: as it is less without it.

    Returns
    -------
    DataFrame
        `law`, `provision`, `measure`, `unit`, `period`, `base` (with it), `adds`, `low`, `high` (95 % interval over
        replications, on the same draws), `n`; a row for each named period, or for the whole run.
    """
    frame = study.compare(BASE, list(MEASURES))
    totals = pd.concat([total_rows(frame, measure) for measure in MEASURES])
    names = {one.policy: one for one in taken}
    rows = totals[totals["point"].isin(names)]
    return pd.DataFrame(
        {
            "law": [names[point].law for point in rows["point"]],
            "provision": [names[point].name for point in rows["point"]],
            "measure": rows["measure"].to_numpy(),
            "unit": rows["unit"].to_numpy(),
            "period": rows["period"].to_numpy(),
            "base": rows["base"].to_numpy(),
            "adds": -rows["difference"].to_numpy() + 0.0,
            "low": -rows["high"].to_numpy() + 0.0,
            "high": -rows["low"].to_numpy() + 0.0,
            "n": rows["n"].to_numpy(),
        }
    )
