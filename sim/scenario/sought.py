"""A scenario file with the files it extends, laid one over the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario import catalogue
from sim.scenario.blocks.vocabulary import NOT_REVIEWED
from sim.scenario.document import Document, read_file
from sim.scenario.faults import Fault, ScenarioError, quoted
from sim.scenario.files import is_file
from sim.scenario.overlay import merge, option

LONGEST_CHAIN = 10
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Sought:
    """What was read: the merged document, the name, the folders of the files, the scenario's own first."""

    document: Document
    name: str
    folders: tuple[Path, ...]


def sought(name_or_path: str | Path, settings: Sequence[str]) -> Sought:
    """Return the document of a file or catalogue name, with all that it extends and the settings laid over it.

    Raises
    ------
    ScenarioError
        If there is no such file. Anything else that is wrong is among the faults of the document.
    """
    path = where(str(name_or_path), Path())
    chain = _chain(path)
    document = chain[-1][1]
    for _, over in reversed(chain[:-1]):
        document = merge(_of_its_own(document), over)
    if isinstance(document.data.get("extends"), str):
        del document.data["extends"]
    for nth, text in enumerate(settings, start=1):
        document = merge(document, option(text, nth))
    folders = dict.fromkeys(file.parent.resolve() for file, _ in chain)
    return Sought(document, path.stem, tuple(folders))


def _of_its_own(base: Document) -> Document:
    """Return a document to be extended: a review was of the file that says so, and of none with other numbers."""
    if base.data.get("review") == NOT_REVIEWED:
        return base
    data = {key: value for key, value in base.data.items() if key != "review"}
    return Document(data, base.marks, base.sources, base.faults, base.keys)


def where(name: str, folder: Path) -> Path:
    """Return the file that a name stands for: one of the catalogue if it is bare, or one in a folder.

    Raises
    ------
    ScenarioError
        E001 if there is neither.
    """
    path = folder / name
    if Path(name).suffix in _SUFFIXES or len(Path(name).parts) != 1:
        return path
    try:
        return catalogue.find(name)
    except ScenarioError:
        if is_file(path):
            return path
        raise


def _chain(path: Path) -> list[tuple[Path, Document]]:
    """Return the documents of a chain of `extends`, the file itself first; its faults stand in the documents."""
    chain: list[tuple[Path, Document]] = []
    seen: list[Path] = []
    following: Path | None = path
    while following is not None:
        shipped = following.parent == catalogue.folder()
        document = read_file(following, following.stem if shipped else "")
        chain.append((following, document))
        seen.append(following.resolve())
        following = _next(following, document, seen)
    return chain


def _next(path: Path, document: Document, seen: Sequence[Path]) -> Path | None:
    base = document.data.get("extends")
    if not isinstance(base, str):
        return None  # anything else that is written there is a fault of its field
    mark = document.mark(("extends",))
    try:
        file = where(base, path.parent)
    except ScenarioError as error:
        document.faults.append(Fault(mark, "extends", "E001", error.faults[0].text))
        return None
    if not is_file(file):  # a pipe or a device would be waited for
        text = f"is {quoted(base)}, which is no file beside {quoted(path.name)}; wanted a file or catalogue name"
        document.faults.append(Fault(mark, "extends", "E001", text))
        return None
    if file.resolve() in seen:
        document.faults.append(Fault(mark, "extends", "E017", f"is {quoted(base)}, which extends this file in turn"))
        return None
    if len(seen) > LONGEST_CHAIN:
        text = f"is the end of more than {LONGEST_CHAIN} files that extend each other; wanted fewer"
        document.faults.append(Fault(mark, "extends", "E017", text))
        return None
    return file
