"""Short names of what is varied: the last part of a path, or its last parts, where no other value has the same."""

from collections.abc import Sequence

from sim.experiment.variations import Variation
from sim.scenario.faults import Fault, ScenarioError, nearest, quoted
from sim.scenario.fields import Quantity
from sim.scenario.leaves import leaves
from sim.scenario.loading import Loaded
from sim.scenario.scenario import Scenario
from sim.scenario.validation import names_of

_MOST_NAMED = 4


def in_full(variations: Sequence[Variation], base: Loaded) -> list[Variation]:
    """Return variations with short names written out as the paths that they stand for.

    Raises
    ------
    ScenarioError
        E372 for every name that stands for no value or for several.
    """
    known = leaves(base.scenario)
    paths = [".".join(leaf.path) for leaf in known]
    whole_ones = {path for path, leaf in zip(paths, known, strict=True) if leaf.quantity and _is_whole(leaf.quantity)}
    faults: list[Fault] = []
    found = []
    for one in variations:
        full = []
        for path in one.paths:
            whole, wrong = whole_path(path, paths)
            full.append(whole)
            faults += [Fault(one.mark, path, "E372", wrong)] if wrong else []
        spans = tuple(span._replace(whole=full[0] in whole_ones) for span in one.spans)
        found.append(one._replace(paths=tuple(full), spans=spans))
    if faults:
        raise ScenarioError(faults)
    return found


def _is_whole(quantity: Quantity) -> bool:
    return quantity.whole or quantity.kind == "people"


def whole_path(path: str, paths: Sequence[str]) -> tuple[str, str]:
    """Return the path that a name stands for, and what is wrong with it."""
    if path.partition(".")[0] in names_of(Scenario):
        return path, ""
    ending = [one for one in paths if f".{one}".endswith(f".{path}")]
    if len(ending) == 1:
        return ending[0], ""
    if ending:
        named = ", ".join(map(quoted, ending[:_MOST_NAMED])) + (", ..." if len(ending) > _MOST_NAMED else "")
        return path, f"is the end of {len(ending)} paths; wanted one of {named}"
    many = path.count(".") + 1
    near = nearest(path, {".".join(one.split(".")[-many:]): one for one in paths})
    hint = f"did you mean {quoted(near)}?" if near else "wanted a path such as " + quoted(paths[0])
    return path, f"is no path of the scenario; {hint}"
