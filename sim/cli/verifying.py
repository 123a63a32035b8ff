"""`exposim verify`: the checks against closed forms, played on fresh draws, as a table or JSON."""

import json
import secrets
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.cli.layout import columns
from sim.cli.refusal import Refusal
from sim.scenario.faults import nearest
from sim.verify.check import BIAS, Check, verified
from sim.verify.equivalence import LEVEL, Compared
from sim.verify.suite import CHECKS

_HEAD = ("check", "closed form", "estimate", "margin", "power", "plays", "verdict", "compares")
_FRESH = 2**31  # seeds of a length that can be typed


class _Done(NamedTuple):
    check: Check
    said: Compared

    @property
    def verdict(self) -> str:
        return "equivalent" if self.said.equivalent else "NOT SHOWN"


def list_of() -> str:
    """Return the names of all checks, and what each compares."""
    rows = [(one.name, "always" if one.quick else "--all", one.margin_told, one.compares) for one in CHECKS]
    return columns([("check", "played", "margin", "compares"), *rows])


def chosen(names: Sequence[str], *, everything: bool) -> list[Check]:
    """Return the checks of these names; the quick ones, or all, where none is named.

    Raises
    ------
    Refusal
        If there is no check of a name.
    """
    known = {check.name: check for check in CHECKS}
    for name in names:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean '{near}'?" if near else "wanted one that 'exposim verify --list' shows"
            raise Refusal(f"--check {name}: there is no such check; {hint}")
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    return [check for check in CHECKS if check.quick or everything]


def play(checks: Sequence[Check], seed: int | None, form: str) -> int:
    """Play checks, tell which is being played, print what they say, and return the exit status."""
    seed = secrets.randbelow(_FRESH) if seed is None else seed
    print(f"seed {seed}", file=sys.stderr)  # first, so that an interrupted one can be repeated too
    done = []
    for number, check in enumerate(checks, start=1):
        print(f"{number}/{len(checks)} {check.name}", file=sys.stderr)
        done.append(_Done(check, verified(check, seed)))
    failed = sum(not one.said.equivalent for one in done)
    print(json.dumps(_as_data(done, seed), indent=2) if form == "json" else _as_text(done, seed, failed))
    return 1 if failed else 0


def _as_text(done: Sequence[_Done], seed: int, failed: int) -> str:
    rows = [
        (
            one.check.name, f"{one.said.expected:.5g}", f"{one.said.found:.5g}", _margin(one.said),
            f"{one.said.power:.3f}", str(one.said.plays), one.verdict, one.check.compares,
        )
        for one in done
    ]  # fmt: skip
    verdict = f"{failed} of {len(done)} checks FAILED" if failed else f"all {len(done)} checks passed"
    return "\n".join(
        [
            columns([_HEAD, *rows], right=frozenset({1, 2, 3, 4, 5})),
            "",
            f"{verdict}. A check passes if two one-sided tests at {100 * LEVEL:g} % show that its estimate lies within",
            f"the margin: how far a draw biased by {100 * BIAS:g} % would move the closed form, or what --list says.",
            "Power is the chance that what is right passes; a fault fails with other seeds as well.",
            f"These draws again: exposim verify --seed {seed}",
        ]
    )


def _margin(said: Compared) -> str:
    return f"{said.margin:.2g}" if said.expected == 0 else f"{100 * said.margin / abs(said.expected):.2g} %"


def _as_data(done: Sequence[_Done], seed: int) -> dict[str, Any]:
    checks = [
        {"check": one.check.name, "compares": one.check.compares, "closed_form": one.said.expected,
         "estimate": one.said.found, "standard_error": one.said.error, "margin": one.said.margin,
         "power": one.said.power, "plays": one.said.plays, "equivalent": one.said.equivalent}
        for one in done
    ]  # fmt: skip
    return {"seed": seed, "level": LEVEL, "bias": BIAS, "checks": checks}
