"""Pages of the documentation are run as they are written, each in a folder of its own, and what they show is compared.

In this process and without worker processes, which come to the same numbers, so that the pages cost seconds.
"""

import shlex
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import plain
from tests.cli.conftest import Ended
from tests.cli.test_readme import call, prints, steps

DOCS = Path(__file__).parents[2] / "docs"
PLAYING = ("run", "study", "sweep", "rerun", "explain")
PAGES = ("tutorial", "howto", "archive", "explain")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_as_it_is_written(page: str, inside, tmp_path: Path):
    found, told = steps((DOCS / f"{page}.md").read_text(encoding="utf-8")), Ended(0, "", "")
    assert {"console", "output"} <= {step.kind for step in found}
    for step in found:
        if step.kind == "file":
            (tmp_path / step.name).write_text(step.text, encoding="utf-8")
        elif step.kind == "python":
            ended = subprocess.run(
                call(step, tmp_path),
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
                env=plain(),
            )
            assert ended.returncode == 0, f"{step.text}\n{ended.stderr}"
        elif step.kind == "output":
            assert prints(step.text, told.out, told.err), told
        else:
            words = shlex.split(step.text)[1:]
            told = inside(*words, *(["--workers", "0"] if words[0] in PLAYING else []))
            assert told.status == 0, f"{step.text}\n{told.out}\n{told.err}"


def test_the_figures_of_the_tutorial_are_the_three_that_it_speaks_of():
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    assert all(text.count(f"{name}.svg") == 3 for name in ("stored", "price-of-answers", "best-policy"))
