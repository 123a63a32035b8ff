"""Plug-ins: docs/plugins.md is run as it is written, and what cannot be used is refused before anything runs."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.plugin import PluginError, use_plugin
from tests.cli.command import TINY, exposim, plain
from tests.cli.test_readme import call, steps

PAGE = Path(__file__).parents[2] / "docs" / "plugins.md"
STEPS = steps(PAGE.read_text(encoding="utf-8"))
MEASURE = '''
from sim.measures import Part, measure
from sim.measures.totals import counts

@measure("need.{name}", unit="1", scale="positive", kind="count")
def own(ledger):
    """All needs, under another name."""
    yield from counts(ledger.needs, ())
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the page was followed from top to bottom."""
    folder = tmp_path_factory.mktemp("reader")
    for step in STEPS:
        if step.kind == "file":
            (folder / step.name).write_text(step.text, encoding="utf-8")
            continue
        ended = subprocess.run(
            call(step, folder), cwd=folder, capture_output=True, text=True, timeout=300, check=False, env=plain()
        )
        assert ended.returncode == 0, f"{step.text}\n{ended.stdout}\n{ended.stderr}"
    return folder


def rows(folder: Path, name: str) -> dict[tuple[str, ...], str]:
    """The rows of a run by all but their numbers."""
    with (folder / "results" / name / "measures.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    numbers = ("value", "numerator", "denominator")
    return {tuple(text for key, text in row.items() if key not in numbers): row["value"] for row in table}


def test_the_page_of_plugins_works_as_it_is_written(folder: Path):
    assert {step.kind for step in STEPS} == {"file", "console", "python"}
    defined = json.loads((folder / "results" / "towns" / "measures.json").read_text("utf-8"))["need.lost_share"]
    assert defined["definition"].startswith("Of the items that agencies would ask for")
    assert len({row for row in rows(folder, "towns") if "town 2-2" in row}) > 0


def test_the_hash_of_the_code_is_in_key_and_provenance(folder: Path):
    said = json.loads((folder / "results" / "cuts" / "provenance.json").read_text("utf-8"))
    assert said["plugins"].keys() == {"lattice", "power_cuts"}
    for name, digest in said["plugins"].items():
        assert re.fullmatch("[0-9a-f]{16}", digest)
        assert f"+{name}-{digest}" in said["key"]["model"]
    assert str(folder) not in json.dumps(said)


def test_an_actor_moves_no_other_row(folder: Path):
    without, with_cuts = rows(folder, "towns"), rows(folder, "cuts")
    assert without.keys() <= with_cuts.keys()
    changed = {row for row, value in without.items() if with_cuts[row] != value}
    assert {"service.outage"} == {
        cell for row in changed for cell in row if cell.startswith(("service", "need", "exp"))
    }


def test_an_archive_takes_the_plugins_along_and_is_repeated_with_them(folder: Path):
    pytest.importorskip("rocrate", reason="archives need the extra 'archive'")
    own = ("--plugin", "lattice", "--plugin", "power_cuts")
    assert exposim("archive", "results/cuts", "-o", "crate", *own, within=folder).returncode == 0
    crate = folder / "crate"
    for name in ("lattice.py", "power_cuts.py"):
        assert (crate / "plugins" / name).read_bytes() == (folder / name).read_bytes()
    (command,) = (line for line in (crate / "README.md").read_text("utf-8").splitlines() if "exposim rerun" in line)
    assert command.split() == ["exposim", "rerun", ".", "--plugin", "plugins/lattice", "--plugin", "plugins/power_cuts"]
    ended = exposim(*command.split()[1:], within=crate)
    assert ended.stdout.startswith("the same: ")
    told = exposim("explain", "results/cuts", *own, "--workers", "0", within=folder)
    assert "What exposures at stage 'obtained' came from" in told.stdout
    ended = exposim("rerun", "crate", "--plugin", "lattice", within=folder)
    assert ended.returncode == 2
    assert "was made by exposim" in ended.stderr


def test_results_of_another_state_of_the_code_are_not_mixed(folder: Path):
    source = folder / "lattice.py"
    before = source.read_text("utf-8")
    try:
        source.write_text(before + "# another state\n", "utf-8")
        ended = exposim("run", "towns.yaml", "--plugin", "lattice", "-r", "2", within=folder)
    finally:
        source.write_text(before, "utf-8")
    assert ended.returncode == 2
    assert "their numbers are not mixed" in ended.stderr


def test_without_the_plugin_its_map_is_no_map(folder: Path, inside, monkeypatch):
    monkeypatch.chdir(folder)
    ended = inside("check", "towns.yaml")
    assert ended.status == 2
    assert "no such kind of source; wanted one of topohub:..." in ended.err


def test_a_scenario_cannot_name_a_plugin(tmp_path: Path, inside):
    (tmp_path / "own.py").write_text(MEASURE.format(name="own"), "utf-8")
    for key in ("plugin: own", "plugins: [own]", "places: {map: 'own:3'}"):
        (tmp_path / "bad.yaml").write_text(f"{TINY}{key}\n", "utf-8")
        assert inside("check", "bad.yaml").status == 2
    assert "own" not in sys.modules


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("nowhere", None, "there is no such module; wanted a file"),
        ("json", "", "'json' is the name of a module of Python"),
        ("two words", "", "'two words' is the name of"),
        ("empty", "x = 1\n", "registers nothing; wanted a measure, a map source or an actor"),
        ("broken", "x = 1\ny = 1 / 0\n", "broken.py: line 2: ZeroDivisionError: division by zero"),
        ("unfinished", "def f(:\n", "unfinished.py: line 1: SyntaxError"),
        ("again", MEASURE.format(name="count"), "measure 'need.count' is there already"),
    ],
)
def test_a_module_that_cannot_be_used_is_refused(name, text, wanted, tmp_path: Path, inside):
    (tmp_path / "tiny.yaml").write_text(TINY, "utf-8")
    if text is not None:
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    ended = inside("run", "tiny.yaml", "--plugin", f"{name}.py")
    assert ended.status == 2
    assert wanted in ended.err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("name", ["", ".", "/"])
def test_a_name_of_nothing_is_refused(name, tmp_path: Path, inside):
    (tmp_path / "tiny.yaml").write_text(TINY, "utf-8")
    ended = inside("run", "tiny.yaml", "--plugin", name)
    assert ended.status == 2
    assert "there is no such module; wanted a file" in ended.err


def test_a_module_changed_between_two_loadings_is_refused(tmp_path: Path, monkeypatch):
    from sim import plugin as plugins
    from sim.measures import DEFINITIONS

    monkeypatch.setattr(plugins, "_used", {})  # what is used here is not used by the tests that follow in this process
    monkeypatch.syspath_prepend(tmp_path)
    source = tmp_path / "changing_plugin.py"
    source.write_text(MEASURE.format(name="changing"), "utf-8")
    try:
        plugin = use_plugin(source)
        assert use_plugin(source) == plugin
        source.write_text(MEASURE.format(name="changing") + "#\n", "utf-8")
        with pytest.raises(PluginError, match="or an earlier state of it, is loaded"):
            plugin.use()
    finally:
        DEFINITIONS.pop("need.changing")
        sys.modules.pop("changing_plugin")


def test_a_package_is_hashed_in_all_its_parts(tmp_path: Path, monkeypatch):
    from sim import plugin

    monkeypatch.setattr(plugin, "_used", {})
    package = tmp_path / "package_plugin"
    package.mkdir()
    (package / "__init__.py").write_text("from . import part\n", "utf-8")
    (package / "part.py").write_text("x = 1\n", "utf-8")
    first = plugin._digest(plugin._found(str(package)))
    (package / "part.py").write_text("x = 2\n", "utf-8")
    assert plugin._digest(plugin._found(str(package))) != first
