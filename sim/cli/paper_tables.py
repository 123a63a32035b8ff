"""`exposim table`: which table is meant, from which folder."""

from pathlib import Path
from typing import NamedTuple

from analysis.choosing import nearest
from analysis.loading import load_results
from analysis.papers import FORMS, KINDS, Table, differences, influences, main, parameters, parts, ranks
from analysis.studies import load_study
from sim.cli.refusal import Refusal


class Wish(NamedTuple):
    """What is asked of a table."""

    kind: str | None
    folder: Path
    measure: str | None
    by: str
    baseline: str | None
    policy: str | None = None
    better: str | None = None


_OF_STUDIES = ("differences", "ranks", "indices")
_TAKEN = {
    "measure": ("measure", "by"),
    "differences": ("measure", "baseline"),
    "ranks": ("measure", "better"),
    "indices": ("measure", "policy"),
}


def chosen(wish: Wish, form: str) -> str:
    """Return the table that is wished for, as text."""
    if wish.kind is not None and wish.kind not in KINDS:
        raise Refusal(f"table {wish.kind!r}: is no kind; {nearest(wish.kind, KINDS)}")
    study = (wish.folder / "study.json").is_file()
    kind = wish.kind or ("differences" if study else "measure" if wish.measure else "main")
    _refuse_what_does_not_fit(wish, kind, study)
    return FORMS[form](_of_study(wish, kind) if study else _of_run(wish, kind))


def _refuse_what_does_not_fit(wish: Wish, kind: str, study: bool) -> None:
    if kind in ("main", "measure") and study:
        raise Refusal(f"{wish.folder}: is a study; wanted results of one scenario for table {kind}, see 'exposim run'")
    if kind in _OF_STUDIES and not study and wish.folder.is_dir():
        raise Refusal(f"{wish.folder}: is no study; wanted one for table {kind}, or see 'exposim compare A B'")
    if kind == "measure" and wish.measure is None:
        raise Refusal("table measure: no measure is named; wanted --measure, such as --measure exposure.persons")
    for name in ("measure", "by", "baseline", "policy", "better"):
        taken = _TAKEN.get(kind, ())
        if getattr(wish, name) and name not in taken:
            raise Refusal(f"table {kind}: takes no --{name}; wanted none")


def _of_study(wish: Wish, kind: str) -> Table:
    study = load_study(wish.folder)
    if kind == "parameters":
        return parameters(study.words)
    if kind in ("ranks", "indices"):
        measure = wish.measure or next(iter(study.facts["measures"]), "exposure.persons")
        return (
            ranks(study, measure, wish.better or "less") if kind == "ranks" else influences(study, measure, wish.policy)
        )
    return differences(study, wish.baseline, [one.strip() for one in (wish.measure or "").split(",") if one.strip()])


def _of_run(wish: Wish, kind: str) -> Table:
    results = load_results(wish.folder)
    if kind == "parameters":
        return parameters(results.words)
    return parts(results, wish.measure, wish.by) if wish.measure else main(results)
