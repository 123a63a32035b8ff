"""The page in a real Chromium: quiet, offline, sortable by mouse and keyboard, hostile texts inert, no overflow."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from analysis.report import write_page
from tests.unit.analysis.conftest import results_in
from tests.unit.analysis.report.hostile import HOSTILE, hostile_words

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="needs a browser: apt-get install chromium"
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    return write_page(results_in(folder / "results", words=hostile_words()), folder / "report.html").file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None, "CI has no chromium; see .ci/run"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


class Watched:
    """A page with all that it complained of and asked for."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.heard, self.asked = page, [], []
        page.on("console", lambda message: self.heard.append(message.text))
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("dialog", lambda dialog: (self.heard.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(file.as_uri())


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Watched(context.new_page(), file)
    context.close()


def column(page: Page, table: str, number: int) -> list[str]:
    return page.locator(f"{table} tbody tr > *:nth-child({number})").all_text_contents()


def test_it_says_nothing_to_the_console_and_asks_for_nothing(opened: Watched, file: Path):
    opened.page.wait_for_load_state("networkidle")
    assert opened.heard == []
    assert opened.asked == [file.as_uri()]


def test_a_hostile_title_stays_text(opened: Watched):
    shown = HOSTILE.replace("\u202e", r"\u202e").replace("\u200f", r"\u200f")
    assert opened.page.title() == f"{shown}: report"
    assert opened.page.locator("h1").text_content() == shown
    assert opened.page.locator("script").count() == 1
    assert opened.page.locator("[onload]").count() == 0
    assert opened.heard == []


def test_a_table_is_sorted_by_mouse_and_by_keyboard(opened: Watched):
    page = opened.page
    page.locator("summary", has_text="exposure").first.click()
    table = "table:has(#t-exposure)"
    before = column(page, table, 3)
    head = page.locator(f"{table} thead th").nth(3)
    head.get_by_role("button").click()

    def shown() -> list[float]:
        cells = page.locator(f"{table} tbody td[data-n]:nth-child(4)")
        return [float(one) for one in cells.evaluate_all("cells => cells.map(cell => cell.dataset.n)")]

    numbers = shown()
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 3
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert shown() == sorted(numbers, reverse=True)
    assert "descending" in (page.locator("#said").text_content() or "")
    third = page.locator(f"{table} thead th").nth(2)
    third.get_by_role("button").focus()
    page.keyboard.press("Space")
    assert column(page, table, 3) == sorted(before)
    assert head.get_attribute("aria-sort") is None


def test_rows_are_filtered_by_words_and_period(opened: Watched):
    page = opened.page
    page.get_by_label("Only rows that contain").fill("bystander")
    rows = page.locator("details.family tbody tr:visible")
    assert set(rows.locator("td:nth-child(2)").all_text_contents()) == {"obtained, role bystander"}
    page.locator("#period").select_option("after")
    assert rows.locator("td:nth-child(3)").all_text_contents() == ["after"]
    assert page.locator("#many").text_content() == "1 row shown"


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(opened: Watched):
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_read(browser: Browser, file: Path, width: int, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = Watched(context.new_page(), file).page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for text, ground in (("body", "body"), (".facts", "body"), ("nav a", "body"), ("thead th", "thead th")):
        assert contrast(page, text, ground) >= 4.5, f"{text} in {scheme}"
    context.close()


def contrast(page: Page, text: str, ground: str) -> float:
    """Return the contrast ratio of WCAG 2 between the colour of an element and the ground of another."""
    first, second = (
        luminance(page.evaluate(f"getComputedStyle(document.querySelector({one!r})).{what}"))
        for one, what in ((text, "color"), (ground, "backgroundColor"))
    )
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def luminance(colour: str) -> float:
    parts = [int(one) / 255 for one in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_contrast_of_grey_on_white_is_known():
    assert (1.0 + 0.05) / (luminance("rgb(118, 118, 118)") + 0.05) == pytest.approx(4.54, abs=0.01)


def test_it_works_without_scripts_and_prints(browser: Browser, file: Path, tmp_path: Path):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("#filter").is_hidden()
    page.locator("summary", has_text="exposure").first.click()
    assert page.locator("table:has(#t-exposure) tbody tr").first.is_visible()
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    context.close()
