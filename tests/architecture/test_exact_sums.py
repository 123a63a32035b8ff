"""mypy refuses the built-in `sum` of floats in `sim`, and leaves sums of whole numbers and sums elsewhere alone."""

import tomllib
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "tests" / "architecture" / "exact_sums.py"
SUMS = """\
from math import fsum
from typing import Any, NamedTuple


class Part(NamedTuple):
    days: float
    people: int


def sums(parts: list[Part], shares: dict[str, float], unknown: Any) -> tuple[float, ...]:
    people: float = sum(part.people for part in parts)
    large = sum(part.days > 1.0 for part in parts) + sum([len(parts)]) + sum(map(int, shares.values()))
    told: int = sum([unknown])
    exact = fsum(part.days for part in parts)
    one = sum(part.days for part in parts)
    two = sum(shares.values())
    three = sum([part.days * part.people for part in parts], 0.0)
    four = sum(unknown)
    return people, large, told, exact, one, two, three, four
"""


def faults(folder: Path) -> list[tuple[int, str]]:
    """Line and text of what mypy refuses in the sums above, written into a folder."""
    folder.mkdir()
    (folder / "sums.py").write_text(SUMS, encoding="utf-8")
    settings = folder.parent / "settings.ini"
    settings.write_text(f"[mypy]\nplugins = {PLUGIN}\n", encoding="utf-8")
    cache = str(folder.parent / "cache")
    out, err, _ = api.run([str(folder / "sums.py"), "--config-file", str(settings), "--cache-dir", cache])
    assert not err
    lines = [line.split(": error: ") for line in out.splitlines() if ": error: " in line]
    return [(int(at.rsplit(":", 1)[1]), text) for at, text in lines]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return faults(tmp_path_factory.mktemp("checked") / "sim")


def test_sums_of_floats_are_refused_and_the_message_says_what_is_wanted(found):
    refused = [SUMS.splitlines()[line - 1].split()[0] for line, _ in found]
    assert refused == ["one", "two", "three", "four"]
    assert all("wanted math.fsum" in text for _, text in found)


def test_elsewhere_they_are_not(tmp_path):
    assert faults(tmp_path / "analysis") == []


def test_the_project_is_checked_so():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert any(ROOT / plugin == PLUGIN for plugin in settings["plugins"])
    assert "sim" in settings["files"]
