"""Completion by the shell: verbs, names of the catalogue, and files where no name fits."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import EXPOSIM, exposim, plain

BASH = shutil.which("bash")


def completed(*words: str, within: Path) -> list[str]:
    """What bash offers for the last word, by the script that the command prints."""
    script = exposim("--show-completion", "bash", within=within).stdout
    ask = f"{script}\nCOMP_WORDS=({' '.join(words)})\nCOMP_CWORD={len(words) - 1}\n_exposim_completion {EXPOSIM}\n"
    ended = subprocess.run(
        [str(BASH), "--norc", "-c", ask + 'printf "%s\\n" "${COMPREPLY[@]}"'],
        cwd=within, capture_output=True, text=True, timeout=120, check=True, env=plain(),
    )  # fmt: skip
    return ended.stdout.split()


@pytest.mark.skipif(BASH is None, reason="completion is tried in bash, which is not there")
@pytest.mark.parametrize(
    ("words", "offered"),
    [(("exposim", "ver"), ["verify"]), (("exposim", "run", "two"), ["two-isps"]), (("exposim", "run", "mine"), [])],
)
def test_bash_completes_verbs_and_names_of_the_catalogue(words, offered, tmp_path: Path):
    assert completed(*words, within=tmp_path) == offered


def test_files_are_offered_where_no_name_fits(tmp_path: Path):
    assert "complete -o default -F" in exposim("--show-completion", "bash", within=tmp_path).stdout
