"""The rooms of DESIGN.md, section 4, and their one direction."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEAF = "draw.hashing"
LEAVES = (LEAF, "draw.kernel_cache")  # the one says where the kernels of all are kept
BELOW_BUILD = {"scenario", "ledger", "records", "draw", "law", "world", "measures", "actors", "queueing"}
MAY_IMPORT: dict[str, set[str]] = {
    "scenario": set(),
    "ledger": set(),
    "records": {LEAF},
    "queueing": {LEAF},
    "draw": {"scenario"},
    "law": {"scenario"},
    "world": {"scenario", LEAF},
    "measures": {"ledger", LEAF},
    "results": {"measures"},
    "actors": {"law", "world", "records", "ledger", "scenario", "draw", "queueing", LEAF},
    "build": BELOW_BUILD | {LEAF},
    "replication": BELOW_BUILD | {"build"},
    "plugin": {"measures", "world", "build"},  # what a user's module may register lies there
    "experiment": {"scenario", "replication", "results", "analysis", "plugin", LEAF},  # whether kernels are compiled
    "verify": BELOW_BUILD | {"build", "replication", "entry", "analysis", LEAF},  # its checks look into every room
    "entry": {"scenario", "build", "experiment", "analysis"},
    "cli": {"scenario", "experiment", "verify", "results", "analysis", "entry", "plugin"},
}
HEAVY = ("pandas", "matplotlib", "scipy.stats", "typer", "rich")
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
MOST_LINES = 300


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def room_of(path: Path) -> str:
    """The room of a file of sim: its folder, or its own name where it lies in sim itself."""
    return path.relative_to(ROOT / "sim").parts[0].removesuffix(".py")


ROOMS = sorted({room_of(path) for path in files_of(ROOT / "sim")})


def modules_imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """Every module named in an import, wherever it stands: in a function and under TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *filter(None, [node.module])))
            yield from (f"{base}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (text.value for text in node.args[:1] if isinstance(text, ast.Constant))


def rooms_imported(path: Path, package: tuple[str, ...]) -> set[str]:
    """The rooms that a file imports; `analysis` and `sim` itself count as rooms, as does the leaf of draw."""
    rooms = set()
    for module in modules_imported(ast.parse(path.read_text("utf-8")), package):
        top, _, rest = module.partition(".")
        if top == "analysis":
            rooms.add("analysis")
        elif top == "sim":
            leaf = f"{rest}.".startswith(tuple(f"{one}." for one in LEAVES))
            room = rest.partition(".")[0]
            rooms.add(LEAF if leaf else room if is_room(room) else "sim")
    return rooms


def is_room(name: str) -> bool:
    places = ROOT / "sim" / name, ROOT / "sim" / f"{name}.py"
    return name in MAY_IMPORT or (name != "" and any(place.exists() for place in places))


def package_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).parts[:-1]


def test_every_room_is_in_the_table():
    assert ROOMS, "sim has no files"
    assert set(ROOMS) - {"__init__"} <= set(MAY_IMPORT)


@pytest.mark.parametrize("room", [room for room in ROOMS if room in MAY_IMPORT])
def test_imports_point_one_way(room):
    allowed = MAY_IMPORT[room] | {room} | ({LEAF} if "draw" in MAY_IMPORT[room] | {room} else set())
    for path in (path for path in files_of(ROOT / "sim") if room_of(path) == room):
        extra = rooms_imported(path, package_of(path)) - allowed
        assert not extra, f"{path} imports {sorted(extra)}; sim/{room} may import {sorted(allowed)}"


def test_the_leaves_import_nothing_else_of_the_simulator():
    for leaf in LEAVES:
        path = ROOT / "sim" / f"{leaf.replace('.', '/')}.py"
        assert rooms_imported(path, ("sim", "draw")) <= {LEAF}


def test_analysis_imports_nothing_of_sim():
    for path in files_of(ROOT / "analysis"):
        extra = rooms_imported(path, package_of(path)) - {"analysis"}
        assert not extra, f"{path} imports {sorted(extra)} of sim; analysis reads folders only"


@pytest.mark.parametrize(
    ("source", "rooms"),
    [
        ("import sim.actors.desk", {"actors"}),
        ("from sim.ledger import facts", {"ledger"}),
        ("from sim import ledger", {"ledger"}),
        ("from sim import load_scenario", {"sim"}),
        ("import sim", {"sim"}),
        ("from sim.draw.hashing import fold", {LEAF}),
        ("from sim.draw import hashing", {LEAF}),
        ("from sim.draw.hashing_more import x", {"draw"}),
        ("from sim.draw.keyed import Decision", {"draw"}),
        ("from analysis.estimates import mean", {"analysis"}),
        ("import analysis", {"analysis"}),
        ("from .maps import x", {"world"}),
        ("from . import maps", {"world"}),
        ("from ..records.held import x", {"records"}),
        ("from .. import records", {"records"}),
        ("def f():\n    import sim.cli", {"cli"}),
        ("if TYPE_CHECKING:\n    from sim.results import x", {"results"}),
        ("importlib.import_module('sim.build')", {"build"}),
        ("import numpy, simpy, similar.records", set()),
        ("'import sim.cli'", set()),
    ],
)
def test_the_rule_sees_every_form_of_import(tmp_path, source, rooms):
    path = tmp_path / "file.py"
    path.write_text(source)
    assert rooms_imported(path, ("sim", "world")) == rooms


def loaded_by(statement: str) -> set[str]:
    """Which heavy modules a new interpreter has loaded after a statement."""
    probe = f"{statement}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.skipif(not (ROOT / "sim" / "replication.py").exists(), reason="sim/replication.py is not there yet")
def test_a_worker_loads_nothing_heavy():
    assert loaded_by("import sim.replication") == set()


def test_a_heavy_module_would_be_seen():
    assert loaded_by("import scipy.stats, rich") == {"scipy.stats", "rich"}


@pytest.mark.parametrize("folder", ["sim", "analysis"])
def test_files_are_short(folder):
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in files_of(ROOT / folder)}
    long = {str(path): count for path, count in lines.items() if count > MOST_LINES}
    assert not long, f"over {MOST_LINES} lines: {long}"


@pytest.mark.parametrize("folder", ["sim", "analysis"])
def test_every_file_and_folder_says_what_it_is_about(folder):
    for path in files_of(ROOT / folder):
        vague = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & NO_NAMES
        assert not vague, f"{path}: {sorted(vague)} says nothing; a part lives with its user or in a room with a name"
