"""Every command and every Python block of README.md is run, in the order of the page, in one temporary folder.

A block below `<!-- not run: reason -->` is left out; a block below `<!-- file: NAME -->` is written to that file.
Lines of a console block that are not exposim's (make, git, pip, output) are left out. A text block that follows a
console block is what its last command prints: a line of three dots stands for any lines, and times may differ.
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
TIME = re.compile(r"(?<=layed in )[^;.]+|(?<=layed again in )[^;.]+|\d[\d.]* (?:m?s|min)(?= \w|$)", re.MULTILINE)
PROGRESS = re.compile(r"^\S+: (?:\d+ %, .*|compiling kernels .*)$\n?", re.MULTILINE)


class Step(NamedTuple):
    kind: str  # console | python | file | output
    text: str
    name: str = ""


def steps(page: str) -> list[Step]:
    """Return what a page says to do, in order."""
    found: list[Step] = []
    last = -1  # where a console block that was run ended
    for block in BLOCK.finditer(page):
        note, said, language, text = block.groups(default="")
        follows = last >= 0 and not page[last : block.start()].strip()
        last = -1
        if note == "not run":
            continue
        if note == "file":
            found.append(Step("file", text, said))
        elif language in CONSOLE:
            found += [Step("console", line) for line in commands(text)]
            last = block.end() if commands(text) else -1
        elif language == "python":
            found.append(Step("python", text))
        elif language == "text" and follows:
            found.append(Step("output", text))
    return found


def prints(shown: str, out: str, err: str) -> bool:
    """Tell whether a command printed what a page shows, on stdout or else on stderr."""
    parts = [re.escape(_plain(part)) for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    pattern = re.compile(r"(?:.*\n)*?".join(parts))
    return bool(shown.strip()) and any(pattern.fullmatch(_plain(told)) for told in (out, PROGRESS.sub("", err)))


def _plain(told: str) -> str:
    """Return what was printed without times, and without blanks that nobody sees."""
    return re.sub(r" +$", "", TIME.sub("TIME", told), flags=re.MULTILINE)


def commands(block: str) -> list[str]:
    """Return the exposim commands of a console block; a backslash at the end of a line joins it to the next."""
    lines = [line.removeprefix("$ ").strip() for line in block.replace("\\\n", " ").splitlines()]
    return [line.partition("  #")[0] for line in lines if line.startswith("exposim ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reader")


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What the last command printed, on stdout and on stderr."""
    return []


STEPS = steps(README.read_text(encoding="utf-8"))


@pytest.mark.parametrize("step", STEPS, ids=[f"{n}-{step.kind}" for n, step in enumerate(STEPS)])
def test_the_readme_works_as_it_is_written(step: Step, folder: Path, told: list[str]):
    if step.kind == "file":
        (folder / step.name).write_text(step.text, encoding="utf-8")
        return
    if step.kind == "output":
        assert prints(step.text, *told), told[0]
        return
    ended = subprocess.run(
        call(step, folder), cwd=folder, capture_output=True, text=True, timeout=300, check=False, env=plain()
    )
    assert ended.returncode == 0, f"{step.text}\n{ended.stdout}\n{ended.stderr}"
    told[:] = ended.stdout, ended.stderr


def call(step: Step, folder: Path) -> list[str]:
    if step.kind == "console":
        return [str(EXPOSIM), *shlex.split(step.text)[1:]]
    script = folder / "block.py"
    quoted = f'"""\n{step.text}\n"""\n' if step.text.lstrip().startswith(">>>") else step.text
    script.write_text(quoted, encoding="utf-8")
    return [sys.executable, *(["-m", "doctest"] if quoted != step.text else []), script.name]


def test_the_readme_has_commands_and_a_script_to_run():
    assert {"console", "python", "file", "output"} == {step.kind for step in STEPS}


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
```text
of what was not run
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
```console
$ exposim list
```

```text
a table
...
its end, played in 3 s.
```
"""


def test_what_is_run_of_a_page():
    assert steps(PAGE) == [
        Step("console", "exposim new mine.yaml "),
        Step("console", "exposim run mine.yaml      -r 2"),
        Step("file", "exposim: 1\n", "other.yaml"),
        Step("python", "print(1)\n"),
        Step("console", "exposim list"),
        Step("output", "a table\n...\nits end, played in 3 s.\n"),
    ]


def test_what_a_page_shows_is_compared():
    shown = "a table\n...\nits end, played in 3 s.\n"
    assert prints(shown, "a table\n1\n2\nits end, played in 2 min.\n", "")
    assert prints(shown, "a table\nits end, played in 1 s.\n", "")
    assert prints(shown, "", "two-isps: 25 %, 1 of 4\na table\nits end, played in 1 s.\n")
    assert not prints(shown, "a table\nits start\n", "")
    assert not prints(shown, "another table\nits end, played in 1 s.\n", "")
    assert not prints(shown, "a table\nits end, played in 1 s.\nmore\n", "")
    assert not prints("", "a table\n", "")
    assert not prints("1 of 5 (2 days)\n", "1 of 6 (2 days)\n", "")
