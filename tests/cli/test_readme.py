"""Every command and every Python block of README.md is run, in the order of the page, in one temporary folder.

A block below `<!-- not run: reason -->` is left out; a block below `<!-- file: NAME -->` is written to that file.
Lines of a console block that are not exposim's (make, git, pip, output) are left out.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.command import EXPOSIM, plain

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"(?:<!--\s*(not run|file):\s*([^>]*?)\s*-->\s*\n)?```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
CONSOLE = {"console", "bash", "sh", "shell"}


class Step(NamedTuple):
    kind: str  # console | python | file
    text: str
    name: str = ""


def steps(page: str) -> list[Step]:
    """Return what a page says to do, in order."""
    found = []
    for note, said, language, text in BLOCK.findall(page):
        if note == "not run":
            continue
        if note == "file":
            found.append(Step("file", text, said))
        elif language in CONSOLE:
            found += [Step("console", line) for line in commands(text)]
        elif language == "python":
            found.append(Step("python", text))
    return found


def commands(block: str) -> list[str]:
    """Return the exposim commands of a console block; a backslash at the end of a line joins it to the next."""
    lines = [line.removeprefix("$ ").strip() for line in block.replace("\\\n", " ").splitlines()]
    return [line.partition("  #")[0] for line in lines if line.startswith("exposim ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reader")


STEPS = steps(README.read_text(encoding="utf-8"))


@pytest.mark.parametrize("step", STEPS, ids=[f"{n}-{step.kind}" for n, step in enumerate(STEPS)])
def test_the_readme_works_as_it_is_written(step: Step, folder: Path):
    if step.kind == "file":
        (folder / step.name).write_text(step.text, encoding="utf-8")
        return
    ended = subprocess.run(
        call(step, folder), cwd=folder, capture_output=True, text=True, timeout=300, check=False, env=plain()
    )
    assert ended.returncode == 0, f"{step.text}\n{ended.stdout}\n{ended.stderr}"


def call(step: Step, folder: Path) -> list[str]:
    if step.kind == "console":
        return [str(EXPOSIM), *shlex.split(step.text)[1:]]
    script = folder / "block.py"
    quoted = f'"""\n{step.text}\n"""\n' if step.text.lstrip().startswith(">>>") else step.text
    script.write_text(quoted, encoding="utf-8")
    return [sys.executable, *(["-m", "doctest"] if quoted != step.text else []), script.name]


def test_the_readme_has_commands_and_a_script_to_run():
    assert {"console", "python", "file"} == {step.kind for step in STEPS}


PAGE = """
```console
$ make run
$ exposim new mine.yaml   # a start
written
$ exposim run mine.yaml \\
    -r 2
```
<!-- not run: takes an hour -->
```bash
exposim run huge
```
<!-- file: other.yaml -->
```yaml
exposim: 1
```
```python
print(1)
```
```text
exposim run not-a-command
```
"""


def test_what_is_run_of_a_page():
    assert steps(PAGE) == [
        Step("console", "exposim new mine.yaml "),
        Step("console", "exposim run mine.yaml      -r 2"),
        Step("file", "exposim: 1\n", "other.yaml"),
        Step("python", "print(1)\n"),
    ]
