"""What `exposim check` finds, as text and as JSON."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sim.cli.refusal import Refusal
from sim.scenario.faults import CODES, Fault, ScenarioError, nearest, told

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded


def meaning_of(code: str) -> str:
    """Return a code and what it stands for."""
    known = code.upper()
    if known not in CODES:
        near = nearest(known, CODES)
        raise Refusal(
            f"--explain {code}: is no code; " + (f"did you mean {near}?" if near else "codes are E001 and so on")
        )
    return f"{known}: {CODES[known]}"


def checked_as_text(loaded: "Loaded") -> str:
    """Return warnings and expected work of a scenario without faults."""
    lines = [told(loaded.warnings)] if loaded.warnings else [f"{loaded.name}: no faults, no warnings"]
    return "\n".join([*lines, _work(loaded)])


def _work(loaded: "Loaded") -> str:
    work = loaded.expected
    flags = f"{work.flags:,.0f} flagged records, " if work.flags else ""
    return (
        f"one replication, roughly: {work.cases:,.0f} cases, {work.requests:,.0f} requests, "
        f"{work.visits:,.0f} inspections, {flags}{duration(work.seconds)}"
    )


def duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> duration(0.4), duration(75), duration(7200), duration(5e4), duration(1e6)
    ('1 s', '75 s', '120 min', '14 h', '12 days')
    """
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    for unit, size in (("min", 60.0), ("h", 3600.0)):
        if seconds < 200 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86400:.0f} days"


def checked_as_json(load: Callable[[], "Loaded"]) -> tuple[int, dict[str, Any]]:
    """Return the exit status and what was found, with faults as data."""
    try:
        loaded = load()
    except ScenarioError as error:
        return 2, {"faults": [_row(fault) for fault in error.faults], "warnings": [], "expected": None}
    work = loaded.expected._asdict()
    return 0, {"faults": [], "warnings": [_row(fault) for fault in loaded.warnings], "expected": work}


def _row(fault: Fault) -> dict[str, Any]:
    mark = fault.mark
    place = {"file": mark.file, "line": mark.line or None, "column": mark.column or None}
    return place | {"path": fault.path, "code": fault.code, "text": fault.text}
