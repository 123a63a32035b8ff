"""Parts of the user's own: a module that registers measures, map sources or actors, and what runs it went into.

A plug-in is one file or one package, named on the command line or in Python and never by a scenario: a file from
somewhere else can then run nothing. Its code goes into the key of a run as a hash, so that numbers made with another
version of it are never mixed. What it registers is there for the rest of the process.
"""

import importlib.util
import sys
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import NamedTuple


class PluginError(ValueError):
    """A plug-in that cannot be used; its text says what was found and what is wanted."""


class Plugin(NamedTuple):
    """A module of the user's that was loaded: its name, its file, and the hash of all its code."""

    name: str
    path: str
    digest: str

    def use(self) -> None:
        """Load it in this process, a worker's, if it is not there yet.

        Raises
        ------
        PluginError
            If its code is not what the run began with.
        """
        if use_plugin(self.path) != self:
            raise PluginError(f"{self.path}: was changed while the run went on; wanted it as it was at the start")


_used: dict[str, Plugin] = {}


def used_plugins() -> tuple[Plugin, ...]:
    """Return the plug-ins of this process, in order of name."""
    return tuple(_used[name] for name in sorted(_used))


def plugin_hashes() -> dict[str, str]:
    """Return the hash of each plug-in of this process, by name, as provenance has it."""
    return {plugin.name: plugin.digest for plugin in used_plugins()}


def model_version() -> str:
    """Return the version that is part of every key: exposim's own, and name and hash of each plug-in."""
    return "+".join([version("exposim"), *(f"{plugin.name}-{plugin.digest}" for plugin in used_plugins())])


def use_plugin(module: str | Path) -> Plugin:
    """Load a module of the user's, which registers measures, map sources or actors.

    Parameters
    ----------
    module : str or Path
        A file or package, such as `my_measures.py`; or a name, looked for in the working folder and then among
        installed modules.

    Raises
    ------
    PluginError
        If there is no such module, it cannot be loaded, or it registers nothing.
    """
    path = _found(str(module))
    name = path.parent.name if path.name == "__init__.py" else path.stem
    plugin = Plugin(name, str(path), _digest(path))
    if name in _used:
        if _used[name] != plugin:
            raise PluginError(f"{module}: another plug-in '{name}', or an earlier state of it, is loaded; wanted one")
        return plugin
    if name in sys.modules or not name.isidentifier():
        raise PluginError(f"{module}: '{name}' is the name of a module of Python; wanted another name for the file")
    before = _registered()
    _load(name, path, str(module))
    if _registered() == before:
        del sys.modules[name]
        raise PluginError(f"{module}: registers nothing; wanted a measure, a map source or an actor")
    _used[name] = plugin
    return plugin


def _found(module: str) -> Path:
    """Return the file of a module: `x.py` itself, or the `__init__.py` of a package."""
    path = Path(module)
    candidates = [path, path / "__init__.py"]
    if path.name:  # '.' and '/' have none
        candidates.insert(1, path.with_name(f"{path.name}.py"))
    for candidate in candidates:
        if candidate.is_file() and candidate.suffix == ".py":
            return candidate.resolve()
    try:
        spec = importlib.util.find_spec(module) if module.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        raise PluginError(f"{module}: there is no such module; wanted a file such as my_measures.py")
    return Path(spec.origin).resolve()


def _digest(path: Path) -> str:
    """Return 16 hex digits of the code: of a package, of all files of Python in it."""
    files = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
    hashed = blake2b(digest_size=8)
    for file in files:
        content = file.read_bytes()
        hashed.update(f"{file.relative_to(path.parent).as_posix()}:{len(content)};".encode() + content)
    return hashed.hexdigest()


def _load(name: str, path: Path, module: str) -> None:
    within = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=within)
    if spec is None or spec.loader is None:
        raise PluginError(f"{module}: cannot be loaded; wanted a module of Python")
    loaded: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    try:
        spec.loader.exec_module(loaded)
    except Exception as error:  # whatever the user's code does, it is the user's to mend
        del sys.modules[name]
        raise PluginError(
            f"{module}: {_where(error, path)}{type(error).__name__}: {error}; wanted it to load"
        ) from error


def _where(error: Exception, path: Path) -> str:
    """Return the line of the plug-in in which an error arose."""
    line, trace = getattr(error, "lineno", 0) or 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"line {line}: " if line else ""


def _registered() -> tuple[int, int, int]:
    """Return how many measures, map sources and actors of plug-ins there are."""
    from sim.build.guests import GUESTS
    from sim.measures import DEFINITIONS
    from sim.world.maps import SOURCES

    return len(DEFINITIONS), len(SOURCES), len(GUESTS)
