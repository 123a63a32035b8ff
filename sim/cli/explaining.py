"""`exposim explain`: one person or request, the exposure as a whole, or each provision of the laws."""

import json
import math
import shlex
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.tables import number, scale, with_interval
from sim.cli import progress
from sim.cli.checking import duration
from sim.cli.layout import columns
from sim.cli.refusal import Refusal
from sim.experiment.playing import Progress
from sim.experiment.rerunning import Origin, origin
from sim.experiment.restoring import is_study, point_origin, study_origin

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.explain.totals import Totals

_MOST_DRAWN = 6  # chains whose graph is printed as text


class Wish(NamedTuple):
    """What is asked of an explanation."""

    folder: Path
    person: str | None
    request: str | None
    provisions: bool
    replication: int | None
    replications: int | None
    workers: int | None
    output: Path | None
    form: str
    dry_run: bool
    point: str | None = None
    draw: int | None = None


def carry_out(wish: Wish) -> int:
    """Explain, print, and return the exit status."""
    from sim.entry import load_scenario

    asked = [name for name in ("person", "request", "provisions") if getattr(wish, name)]
    if len(asked) > 1:
        raise Refusal(f"explain: is given --{' and --'.join(asked)}; wanted one of them")
    if is_study(wish.folder):
        source = point_origin(study_origin(wish.folder, load_scenario), wish.point, wish.draw)
    elif wish.point is not None or wish.draw is not None:
        raise Refusal(f"--point: is given, and {wish.folder} is no study; wanted no --point and no --draw")
    else:
        source = origin(wish.folder, load_scenario)
    if wish.provisions:
        return _provisions(source, wish)
    if wish.output is not None and not asked:
        raise Refusal("--output: is given without --person or --request; wanted one of them, or --provisions")
    if asked:
        _explain(source, wish)
    else:
        _totals(source, wish)
    return 0


def _explain(source: Origin, wish: Wish) -> None:
    """Tell the chain of one person or request, and draw it where a file is named."""
    from sim.experiment.explain.explanation import person_explained, request_explained
    from sim.experiment.explain.graphs import as_text, graph_of

    _draws_or_refuses(wish.output)
    with progress.shown(wish.folder.name) as report:
        report(Progress(0, 0, 1, 0.0, False))
        explained, wanted = (person_explained, wish.person) if wish.person else (request_explained, wish.request)
        told = explained(source, wish.replication or 0, str(wanted), None)
        report(Progress(1, 0, 1, 1.0, False))
    graph = graph_of(told.chains, told.story)
    if wish.form == "json":
        print(json.dumps(told.as_data(), indent=1, ensure_ascii=False, allow_nan=False))
    elif wish.form == "table":
        print(told.as_text())
        if len(told.chains) > _MOST_DRAWN:
            print(f"\nThe graph of these {len(told.chains)} chains: -o FILE.svg draws it, --format json has it.")
        elif told.chains:
            print(f"\n{as_text(graph)}")
    else:
        raise Refusal("--format csv: an explanation is no table; wanted table or json")
    if wish.output is not None:
        if not told.chains:
            raise Refusal(
                f"{wish.output}: there is no chain to draw; wanted somebody who was exposed, see --person any"
            )
        from analysis.chains import draw_chains

        title = told.as_text().partition(".")[0]
        files = draw_chains(graph, wish.output, _about(source, title))
        print("\n".join(f"written: {file}" for file in files), file=sys.stderr)


def _draws_or_refuses(output: Path | None) -> None:
    """Refuse a file that cannot be drawn before anything is played."""
    if output is None:
        return
    if output.suffix.lower() not in (".pdf", ".svg", ".png"):
        raise Refusal(f"{output}: ends in {output.suffix!r}; wanted .pdf, .svg or .png")
    if not output.parent.is_dir():
        raise Refusal(f"{output}: there is no folder {output.parent}; wanted one that is there")


def _about(source: Origin, title: str) -> dict[str, str]:
    key, command = source.results.provenance["key"], shlex.join(["exposim", *sys.argv[1:]])
    made_by = f"exposim {version('exposim')}, scenario {key['scenario']}, seed {source.seed}: {command}"
    return {"title": title, "subject": str(source.results.words.get("title", "")), "made_by": made_by}


def _totals(source: Origin, wish: Wish) -> None:
    from sim.experiment.explain.totals import totals

    wanted = source.results.replications if wish.replication is None else [wish.replication]
    lost = set(wanted) - set(source.results.replications)
    if lost:
        raise Refusal(f"--replication: is {wish.replication}; wanted one of those that {wish.folder} holds")
    with progress.shown(wish.folder.name) as report:
        found = totals(source, wanted, workers=wish.workers, progress=report)
    if wish.form == "csv":
        print(found.causes.to_csv(index=False, lineterminator="\n"), end="")
    elif wish.form == "json":
        rows = {"causes": _rows(found.causes), "laws": _rows(found.laws), "replications": found.replications}
        print(json.dumps(rows | {"unexplained": found.unexplained}, indent=1, ensure_ascii=False))
    else:
        print(_told(found, source, wish))


def _told(found: "Totals", source: Origin, wish: Wish) -> str:
    """Return totals in words and two tables."""
    many = (
        f"{found.replications} replications" if found.replications > 1 else "one replication, which gives no interval"
    )
    rows, seen = [("channel", "operator", "visit allowed by", "kept by", "people times acts", "people")], set[Any]()
    cells = {(*_labels(row), row["measure"]): _cell(row) for row in found.causes.to_dict("records")}
    for row in found.causes.to_dict("records"):
        labels = _labels(row)
        if labels not in seen:
            seen.add(labels)
            rows.append(
                (*labels, cells.get((*labels, "exposures"), ""), cells.get((*labels, "persons"), "not told apart"))
            )
    laws = [("law", "people who would not have been exposed without it")]
    laws += [(str(row["law"]), _cell(row)) for row in found.laws.to_dict("records")]
    lines = [
        f"What exposures at stage 'obtained' came from in {source.where}; mean over {many}.",
        "",
        columns(rows),
        "",
        columns(laws) if len(laws) > 1 else "No law had anything kept for longer that was found.",
        "",
        f"{number(found.persons, 0)} people were exposed by acts that look at people one by one, on average. 'Kept by'",
        "names the law without which the records would have been gone before the look-up, 'practice' where no",
        "law was needed. Laws are taken away one at a time, with all look-ups at the moments they were; what",
        "queues make of it is in --provisions.",
    ]
    if found.unexplained:
        lines.append(f"{found.unexplained:,} exposures could not be worked out again and are counted under practice.")
    lines.append(f"Played again in {duration(found.seconds)}; the rows are those of the folder.")
    chosen = [f"--{name}={value}" for name, value in (("point", wish.point), ("draw", wish.draw)) if value is not None]
    again = shlex.join(["exposim", "explain", str(wish.folder), *chosen, "--person", "any"])
    lines.append(f"Next, one person's chain: {again}")
    return "\n".join(lines)


def _labels(row: dict[Any, Any]) -> tuple[str, str, str, str]:
    return str(row["channel"]), str(row["operator"]), str(row["allowed_by"]), str(row["law"])


def _cell(row: dict[Any, Any]) -> str:
    unit, factor = scale("", float(row["mean"]))
    return " ".join(filter(None, (with_interval(*(float(row[one]) / factor for one in ("mean", "low", "high"))), unit)))


def _provisions(source: Origin, wish: Wish) -> int:
    """Play the scenario without each provision, and say what each adds."""
    from sim.cli.study_orders import Order
    from sim.cli.study_orders import played as study_played
    from sim.experiment.explain.provisions import planned_without

    many = wish.replications or len(source.results.replications)
    found = planned_without(source, many)
    for line in found.left:
        print(line, file=sys.stderr)
    folder = wish.output or wish.folder.with_name(f"{wish.folder.name}-provisions")
    status = study_played(found.plan, Order(folder, wish.workers, wish.dry_run, False, (1, 1), wish.form))
    if status or wish.dry_run:
        return status
    from analysis.studies import load_study
    from sim.experiment.explain.provisions import added, refuse_other_base

    study = load_study(folder)
    refuse_other_base(source, study)
    print(_as_form(added(study, found.taken), wish.form, many, folder), end="")
    return 0


def _as_form(frame: "pd.DataFrame", form: str, many: int, folder: Path) -> str:
    if form == "csv":
        return frame.to_csv(index=False, lineterminator="\n")
    if form == "json":
        return json.dumps({"provisions": _rows(frame)}, indent=1, ensure_ascii=False) + "\n"
    rows = [("law", "provision", "measure", "period", "with it", "adds")]
    for row in frame.to_dict("records"):
        share = row["measure"] == "need.met_share"
        unit, factor = ("%", 0.01) if share else scale(str(row["unit"]), abs(float(row["base"])))
        names = f"{row['measure']} [{'percentage point' if share else unit}]"
        base = with_interval(float(row["base"]) / factor, math.nan, math.nan)
        adds = with_interval(*(float(row[one]) / factor for one in ("adds", "low", "high")))
        rows.append((str(row["law"]), str(row["provision"]), names, str(row["period"]) or "whole run", base, adds))
    head = (
        f"What each provision adds: the scenario as it is, less the same without it, on the same draws;\n"
        f"95 % intervals over {many} replications."
        if many > 1
        else "One replication gives no intervals."
    )
    none = "\nNo law in force during the run has a provision that can be taken away." if frame.empty else ""
    return (
        f"{head}{none}\n\n{columns(rows)}\n\nRuns: {folder} (a study; 'exposim compare {folder}' has every measure)\n"
    )


def _rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {str(name): None if isinstance(one, float) and not math.isfinite(one) else one for name, one in row.items()}
        for row in frame.to_dict("records")
    ]
