"""Play the study of the paper, draw its figures, and put its tables into the text: `make paper`.

`python examples/paper/make.py [WORKERS]`. What was played already is not played again.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAPER, SCENARIO = "paper.md", "retention-or-freeze.yaml"
RUN, STUDY = "results/run", "results/study"
PLAY = (
    ["run", SCENARIO, "-r", "3", "--trace", "-o", RUN],
    ["study", SCENARIO, "-o", STUDY],
    ["figures", SCENARIO, "--run", RUN, "--study", STUDY, "-o", "figures"],
)
TABLES = {
    "differences": ["table", "differences", STUDY],
    "main": ["table", "main", RUN],
    "parameters": ["table", "parameters", STUDY],
}
REPORT = ["report", STUDY, "-o", "results/report.html"]


def between(name: str) -> tuple[str, str]:
    """Return the lines between which a table stands in the text."""
    return f"<!-- table: {name} -->\n", f"<!-- end of {name} -->\n"


def filled(text: str, tables: dict[str, str]) -> str:
    """Return a text with its tables in the places that it keeps for them.

    Raises
    ------
    ValueError
        If it has no place for one.
    """
    for name, table in tables.items():
        begin, end = between(name)
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ValueError(f"{PAPER}: has no place for table {name}; wanted the lines {begin!r} and {end!r}")
        text = f"{before}{begin}\n{table.rstrip()}\n\n{end}{after}"
    return text


def main(workers: list[str]) -> None:
    """Make everything."""
    for words in PLAY:
        _exposim([*words, *(workers if words[0] in ("run", "study") else [])])
    tables = {name: _exposim(words) for name, words in TABLES.items()}
    _exposim(REPORT)
    paper = HERE / PAPER
    paper.write_text(filled(paper.read_text("utf-8"), tables), encoding="utf-8")


def _exposim(words: list[str]) -> str:
    print("$ exposim", *words, flush=True)
    command = [Path(sys.executable).with_name("exposim"), *words]
    done = subprocess.run(
        command, cwd=HERE, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | {"COLUMNS": "120"}
    )
    return done.stdout


if __name__ == "__main__":
    main(["--workers", *sys.argv[1:2]] if sys.argv[1:] else [])
