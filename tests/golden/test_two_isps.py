"""The journal of a short run that a person can read: it says that results changed, not that they were right."""

import json
from collections import Counter
from difflib import unified_diff
from pathlib import Path

import pytest

from sim.build.wiring import build
from sim.entry import load_scenario
from sim.ledger.balance import check
from sim.ledger.journal import Journal
from sim.replication import play

GOLDEN = Path(__file__).with_name("two_isps.jsonl")
MOST_BYTES = 300_000
SHORT = (
    "end=2021-04-20",  # 50 days: 30 before the law that lengthens retention, 20 after
    "periods.after=2021-03-31 to 2021-04-20",
    "agencies.police.inspections.onsite.copies=0.5 %",
    "agencies.police.inspections.onsite.consults=0.25 %",
)
ACCEPTED = "written anew: say in CHANGELOG.md, under 'Result changes', which outputs moved, by how much and why"


def played(replication: int = 0) -> tuple[str, int]:
    """The journal of a replication, and how many SimPy events it took."""
    journal = Journal()
    wired = build(load_scenario("two-isps", SHORT), seed=1, replication=replication, journal=journal)
    play(wired)
    check(wired.ledger)
    return journal.as_json_lines(), wired.clock.happened


@pytest.fixture(scope="module")
def lines() -> str:
    text, events = played()
    return text + json.dumps({"events": events}) + "\n"


def test_the_journal_is_unchanged(lines: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept-golden", default=False):
        GOLDEN.write_text(lines, encoding="utf-8")
        request.config.get_terminal_writer().line(f"\n{GOLDEN.name}: {ACCEPTED}")
    kept = GOLDEN.read_text(encoding="utf-8")
    change = list(unified_diff(kept.splitlines(), lines.splitlines(), "accepted", "now", n=0, lineterm=""))
    shown = "\n".join(line[:200] for line in change[:12])
    assert lines == kept, f"results changed ({len(change)} lines); see CONTRIBUTING, --accept-golden\n{shown}"


def test_the_golden_file_is_small_and_shows_every_mechanism_at_work() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES
    facts = [json.loads(line) for line in text.splitlines()]
    assert list(facts[-1]) == ["events"]
    kinds = Counter(fact["fact"] for fact in facts[:-1])
    assert kinds.keys() >= {
        "NeedClosed",
        "RequestClosed",
        "Disclosed",
        "DisclosedGroup",
        "DeskTurn",
        "Visited",
        "Purged",
        "LawChanged",
        "DeficitClosed",
    }
    assert min(kinds[name] for name in ("NeedClosed", "RequestClosed", "Disclosed", "Visited")) > 10
    states = {fact["state"] for fact in facts[:-1] if fact["fact"] == "RequestClosed"}
    assert {"complete", "expired"} < states


def test_another_replication_would_be_seen(lines: str) -> None:
    text, events = played(replication=1)
    assert text != lines.rpartition("{")[0]
    assert events != json.loads(lines.splitlines()[-1])["events"]
