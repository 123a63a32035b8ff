"""Every shipped scenario, made small, runs to its end and leaves the events that were accepted for it.

`catalogue.json` holds, for each scenario, how many facts of each kind a short replication wrote and a hash of their
journal. It says that results changed, not that they were right.
"""

import json
from collections import Counter
from hashlib import blake2b
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.entry import load_scenario
from sim.replication import simulate, trace_lines
from sim.scenario import catalogue

HERE = Path(__file__).parent
GOLDEN = HERE / "catalogue.json"
THINNED = YAML(typ="safe").load((HERE / "thinned.yaml").read_text(encoding="utf-8"))
NAMES = [entry.name for entry in catalogue.entries()]
MOST_FACTS = 40_000


def journal_of(name: str, folder: Path, replication: int = 0) -> list[str]:
    """The facts of a replication of a scenario made small; `simulate` itself checks that they add up.

    They go through the file of a trace, so that it is seen to lose nothing of any fact that a shipped scenario writes.
    """
    loaded, file = load_scenario(name, THINNED[name]["set"]), folder / "trace.parquet"
    simulate(loaded, seed=1, replication=replication, journal=file)
    return [line.rstrip("\n") for line in trace_lines(file)]


def print_of(lines: list[str]) -> dict[str, object]:
    """What is kept of a journal: facts by kind, so that a change shows where it lies, and a hash of every line."""
    kinds = Counter(json.loads(line)["fact"] for line in lines)
    return {"facts": dict(sorted(kinds.items())), "hash": blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()}


def kept() -> dict[str, dict[str, object]]:
    data: dict[str, dict[str, object]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return data


def accept(name: str, found: dict[str, object]) -> None:
    prints = {shipped: known for shipped, known in kept().items() if shipped in NAMES} | {name: found}
    rows = [f"  {json.dumps(shipped)}: {json.dumps(prints[shipped])}" for shipped in sorted(prints)]
    GOLDEN.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_runs_and_its_events_are_unchanged(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert name in THINNED, "a new scenario: say in thinned.yaml how it is made small"
    lines = journal_of(name, tmp_path)
    found = print_of(lines)
    assert len(lines) <= MOST_FACTS, "too long for a quick test; thin it further in thinned.yaml"
    missing = set(THINNED[name]["wants"]) - set(Counter(json.loads(line)["fact"] for line in lines))
    assert not missing, f"a mechanism of the scenario left no fact: {sorted(missing)}"
    if request.config.getoption("--accept-golden", default=False):
        accept(name, found)  # one after the other: not with -n
        request.config.get_terminal_writer().line(f"\n{name}: written anew; say in CHANGELOG.md what moved and why")
    assert found == kept()[name], "results changed; see CONTRIBUTING, --accept-golden"


def test_there_is_a_print_of_each_shipped_scenario_and_of_no_other() -> None:
    assert list(kept()) == NAMES
    assert set(THINNED) == set(NAMES)


def test_another_replication_has_another_print(tmp_path: Path) -> None:
    assert print_of(journal_of("two-isps", tmp_path, replication=1))["hash"] != kept()["two-isps"]["hash"]
