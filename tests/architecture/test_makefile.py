"""Every target that the Makefile promises does something, and every one that a page names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))


def promised() -> set[str]:
    (line,) = re.findall(r"^\.PHONY: (.*)$", TEXT, re.MULTILINE)
    return set(line.split())


def done() -> set[str]:
    """Targets with a recipe, or others to be made first."""
    return {name for name, rest in re.findall(r"^([a-z-]+):(.*(?:\n\t.*)?)", TEXT, re.MULTILINE) if rest.strip()}


def test_every_promised_target_does_something():
    assert promised() == done() & promised()
    assert len(promised()) > 10


def test_every_target_that_a_page_names_is_there():
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8"))}
    assert named <= promised()
    assert {"validation", "test"} <= named
