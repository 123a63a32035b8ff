import getpass
import json
import platform
from datetime import UTC, datetime
from pathlib import Path

from sim.results.provenance import _commit, _without_folders, provenance


def test_provenance_says_versions_seed_and_time():
    found = provenance(seed=7, command=["exposim", "run", "two-isps"])
    assert (found["seed"], found["python"]) == (7, platform.python_version())
    assert found["versions"].keys() >= {"exposim", "numpy", "simpy"}
    assert (datetime.now(UTC) - datetime.fromisoformat(found["started"])).total_seconds() < 60


def test_provenance_names_no_person_machine_or_folder():
    secret = Path.home() / "secret" / "mine.yaml"
    text = json.dumps(provenance(seed=7, command=["/usr/local/bin/exposim", "run", str(secret), f"--out={secret}"]))
    assert "mine.yaml" in text
    for name in ("secret/", "/usr", str(Path.cwd()), platform.node() or "-", f"/{getpass.getuser()}/"):
        assert name not in text


def test_paths_in_the_working_folder_keep_their_place():
    assert _without_folders(str(Path.cwd() / "results" / "mine")) == str(Path("results") / "mine")
    assert _without_folders("scenarios/mine.yaml") == "scenarios/mine.yaml"
    assert _without_folders("people.residents.number=10 million") == "people.residents.number=10 million"


def test_there_is_no_commit_outside_a_checkout(tmp_path):
    assert _commit(tmp_path) is None
