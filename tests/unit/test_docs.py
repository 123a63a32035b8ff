"""The pages that are made from the code are up to date, and links between pages lead somewhere."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "scenarios").glob("*.md")])
LINK = re.compile(r"\]\(([^)#:]+)\)")  # of files: no address on the web, no heading of the same page


def test_the_page_of_measures_is_that_of_the_definitions():
    made = runpy.run_path(str(ROOT / "docs" / "make_measures.py"))
    assert (ROOT / "docs" / "measures.md").read_text("utf-8") == made["page"](), (
        "docs/measures.md is stale: .venv/bin/python docs/make_measures.py"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path):
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert not missing, f"{page.name} links to {missing}"


def test_links_are_seen():
    assert LINK.findall("[a](docs/a.md), [b](https://b.example/b), [c](#c)") == ["docs/a.md"]
