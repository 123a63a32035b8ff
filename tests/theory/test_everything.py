"""One small world with every mechanism at once: each record played as an event, or looked up, singly or together."""

from pathlib import Path

import pytest

from sim.entry import load_scenario
from sim.records.recording import RecordingStore
from sim.replication import simulate

WORLD = Path(__file__).with_name("everything.yaml")
SEED = 4
HAPPENS = {
    "AccountsClosed", "AccountsOpened", "Breached", "Connected", "Contracted", "DeficitClosed", "DeskTurn", "Disclosed",
    "DisclosedGroup", "Endangered", "Erred", "Flagged", "Frozen", "LawChanged", "Leaked", "LiveOrder", "Looked",
    "Misused", "NeedClosed", "NeedOfGroup", "Notified", "Obliged", "Outage", "Penalised", "Purged", "RequestClosed",
    "Reused", "ReviewedLater", "ScenarioChanged", "Searched", "Visited", "Watched",
}  # fmt: skip


def played(panel, *, journal):
    return simulate(load_scenario(WORLD, [f"panel={panel}"]), seed=SEED, replication=0, journal=journal)


def rows(outcome):
    return {repr(tuple(row)) for row in outcome.rows}


@pytest.fixture(scope="module")
def looked_up():
    return played("0", journal=True)


def test_everything_happens(looked_up):
    assert {kind for kind in HAPPENS if not looked_up.counts.get(kind)} == set()
    channels = {row.labels.get("channel") for row in looked_up.rows if row.measure == "exposure.records"}
    assert {"request", "onsite", "interception", "mirror", "monitoring", "breach", "misuse"} <= channels


def test_playing_every_record_gives_identical_rows_and_events(looked_up):
    events = played("all", journal=True)
    assert rows(events) ^ rows(looked_up) == set()
    assert events.journal_text == looked_up.journal_text
    assert len(looked_up.rows) > 500


def test_what_goes_by_the_thousand_gives_identical_rows(looked_up):
    assert rows(played("0", journal=False)) ^ rows(looked_up) == set()


def test_a_store_that_loses_one_record_in_fifty_would_be_seen(looked_up, monkeypatch):
    whole = RecordingStore.extend

    def lossy(self, person, times, marks=()):
        whole(self, person, times[(times * 1e6).astype(int) % 50 != 0], marks)

    monkeypatch.setattr(RecordingStore, "extend", lossy)
    assert len(rows(played("all", journal=False)) ^ rows(looked_up)) > 100
