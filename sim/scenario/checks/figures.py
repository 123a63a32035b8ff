"""Checks of the figures block: options that a kind has not, and files that are no plain names or clash."""

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

from sim.scenario.blocks.figures import FORMATS, OPTIONS
from sim.scenario.checks.finding import Finding
from sim.scenario.faults import quoted
from sim.scenario.scenario import Scenario


def check_figures(scenario: Scenario) -> Iterator[Finding]:
    """Return what is wrong with the figures of a scenario."""
    taken: dict[str, str] = {}
    for name, figure in scenario.figures.items():
        known = OPTIONS[figure.kind]
        for option in figure.options:
            if option not in known:
                takes = f"wanted {', '.join(known)}" if known else "wanted none"
                yield Finding(("figures", name, option), "E394", f"is no option of {figure.kind}; {takes}")
        file = figure.file_of(name)
        at = ("figures", name, "file") if figure.file else ("figures", name)
        table = str(PurePosixPath(file).with_suffix("")).lower() if _is_plain(file) else ""
        if not table:
            text = f"is {quoted(file)}; wanted a plain name that ends in {', '.join(FORMATS)}"
            yield Finding(at, "E395", text)
        elif table in taken:
            text = f"is {quoted(file)}, and so is figure {quoted(taken[table])} but for its ending; wanted another name"
            yield Finding(at, "E396", text, (("figures", taken[table]),))
        else:
            taken[table] = name


def _is_plain(file: str) -> bool:
    """Tell whether a name has no folder in it: a scenario of a stranger writes nowhere else."""
    path = PurePosixPath(file)
    alone = path.name == file and PureWindowsPath(file).name == file and not file.startswith(".")
    return alone and path.suffix.lower() in FORMATS and file.isprintable()
