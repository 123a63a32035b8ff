"""A scenario file as plain data that remembers where each value stands and what source it names.

Nothing here knows what a scenario is, but for three things: `value`, `range`, `source` and `status` are peeled
off (everywhere but in `study` and `figures`, which hold other scenarios' values), and keys with dots in
`changes.*.set` stand for nested mappings.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.scenario.faults import Fault, Mark, quoted
from sim.scenario.formulas import is_formula
from sim.scenario.nodes import DEEPEST, MOST_NODES, Key, Node, Scalar, StoppedError, parse
from sim.scenario.paths import Steps, stepped

Source = dict[str, Any]

LARGEST_FILE = 1_000_000
"""In bytes: twenty times the largest scenario; beyond it, reading YAML takes minutes."""
STATUSES = ("verified", "secondary", "unverified", "assumption", "derived")
ANNOTATIONS = ("range", "source", "status")
UNPEELED = ("study", "figures")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONTROL_IN_VALUE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Document:
    """Plain data with the mark and the source of each path.

    Attributes
    ----------
    data : dict
        Mappings, lists, texts, numbers, true, false and None; keys are text.
    marks, keys : dict of path to Mark
        Where a value, and where its key, was written. A path is a tuple of keys and list positions.
    sources : dict of path to dict
        What a value says of itself: `range` (a pair of texts or numbers, or a mapping of relative dotted paths to
        pairs), `source`, `status`, `note`; `beside` is True where they stood beside the keys of a mapping. An
        empty dict: a value laid over one whose mapping names a source, without naming its own.
    faults : list of Fault
    """

    data: dict[str, Any] = field(default_factory=dict)
    marks: dict[Key, Mark] = field(default_factory=dict)
    sources: dict[Key, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    keys: dict[Key, Mark] = field(default_factory=dict)

    def mark(self, path: Key) -> Mark:
        """Return the mark of `path`, or of the nearest thing above it that was written."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, Mark("scenario"))

    def key_mark(self, path: Key) -> Mark:
        """Return the mark of the key of `path`, or the mark of its value where no key is known."""
        return self.keys.get(path) or self.mark(path)

    def source(self, path: Key) -> Source:
        """Return what the value of `path`, or else the nearest mapping above it, says of its source."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.sources:
                return self.sources[path[:length]]
        return {}


def read_file(path: str | Path, name: str = "") -> Document:
    """Read a scenario file; whatever is wrong is among the faults of the document, which call it `name` or its path."""
    name = name or str(path)
    try:
        with Path(path).open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _refused(name, "E001", f"cannot be read: {reason[:1].lower()}{reason[1:]}; wanted a scenario file")
    if len(raw) > LARGEST_FILE:
        return _refused(
            name, "E003", f"is larger than {LARGEST_FILE:,} bytes; wanted a scenario, with tables beside it"
        )
    try:
        return read_text(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        return _refused(name, "E002", "is not UTF-8 text; wanted a text file", line, column)


def read_text(text: str, file: str) -> Document:
    """Read the text of a scenario; `file` is what its marks call it."""
    control = _CONTROL.search(text)
    if control:
        line, column = text.count("\n", 0, control.start()) + 1, control.start() - text.rfind("\n", 0, control.start())
        return _refused(file, "E002", f"has the control character {quoted(control[0])}; wanted text", line, column)
    try:
        root = parse(text, file)
    except StoppedError as stop:
        return Document(faults=[Fault(stop.mark, "", stop.code, stop.text)])
    if root is None or (root.pairs is None and root.items is None and root.value is None and not root.wrong):
        return _refused(file, "E004", "is empty; wanted a scenario")
    return document_of(root)


def document_of(root: Node) -> Document:
    """Return the document of a node, which must be a mapping."""
    document = Document()
    if root.pairs is None:
        found = "a list" if root.items is not None else quoted(root.value)
        document.faults.append(Fault(root.mark, "", "E006", f"is {found}; wanted a mapping of keys"))
        return document
    try:
        document.data = _Reader(document).read(root, ())
    except StoppedError as stop:
        document.faults.append(Fault(stop.mark, "", stop.code, stop.text))
    return document


def _refused(file: str, code: str, text: str, line: int = 1, column: int = 1) -> Document:
    return Document(faults=[Fault(Mark(file, line, column), "", code, text)])


def dotted(path: Key) -> str:
    """Return a path as it stands in messages and settings."""
    return ".".join(map(str, path))


class _Reader:
    """Turns nodes into data, and notes marks, sources and faults on the way."""

    def __init__(self, document: Document) -> None:
        self._document, self._seen = document, 0

    def _fault(self, mark: Mark, path: Key, code: str, text: str) -> None:
        self._document.faults.append(Fault(mark, dotted(path), code, text))

    def read(self, node: Node, path: Key) -> Any:
        self._seen += 1
        if self._seen > MOST_NODES:
            raise StoppedError(node.mark, "E010", f"aliases expand beyond {MOST_NODES:,} values; wanted fewer")
        if len(path) > DEEPEST:
            raise StoppedError(node.mark, "E012", f"is nested more than {DEEPEST} deep; wanted less")
        self._document.marks[path] = node.mark
        if node.wrong:
            return self._fault(node.mark, path, *node.wrong)
        if node.items is not None:
            return [self.read(item, (*path, i)) for i, item in enumerate(node.items)]
        if node.pairs is not None:
            return self._mapping(node, path)
        return self._scalar(node, path)

    def _scalar(self, node: Node, path: Key) -> Scalar:
        if isinstance(node.value, str) and _CONTROL_IN_VALUE.search(node.value):
            self._fault(node.mark, path, "E014", f"is {quoted(node.value)}; wanted text without control characters")
        return node.value

    def _mapping(self, node: Node, path: Key) -> Any:
        if len(path) == 3 and (path[0], path[2]) == ("changes", "set"):
            node = stepped(node)
        named = self._named(node, path)
        if path[:1] not in [(name,) for name in UNPEELED]:
            if "value" in named and named.keys() <= {"value", "note", *ANNOTATIONS}:
                return self._peeled(named, path)
            self._annotations(named, path, beside=True)
        pairs = {name: self.read(value, (*path, name)) for name, (_, value) in named.items()}
        return Steps(pairs) if node.steps else pairs

    def _named(self, node: Node, path: Key) -> dict[str, tuple[Node, Node]]:
        named: dict[str, tuple[Node, Node]] = {}
        for key, value in node.pairs or ():
            name = self._key(key, path)
            if name is None:
                continue
            if name in named:
                self._fault(key.mark, (*path, name), "E009", f"{quoted(name)} stands twice; wanted it once")
                continue
            named[name] = (key, value)
            self._document.keys[(*path, name)] = key.mark
        return named

    def _key(self, key: Node, path: Key) -> str | None:
        if key.wrong:
            self._fault(key.mark, path, *key.wrong)
        elif key.pairs is not None or key.items is not None or key.value is None or isinstance(key.value, bool | float):
            found = "a mapping or list" if key.value is None and not key.written else quoted(key.written)
            self._fault(key.mark, path, "E008", f"{found} is a key that is not text; wanted text, in quotes if need be")
        elif _CONTROL_IN_VALUE.search(key.written) or "\n" in key.written:
            self._fault(key.mark, path, "E014", f"{quoted(key.written)} is a key with control characters; wanted none")
        else:
            return key.written
        return None

    def _peeled(self, named: dict[str, tuple[Node, Node]], path: Key) -> Any:
        note = named.pop("note", None)
        value = named.pop("value")[1]
        self._annotations(named, path, beside=False)
        if note is not None and isinstance(note[1].value, str):
            self._document.sources.setdefault(path, {})["note"] = note[1].value
        self._document.keys.pop((*path, "value"), None)
        return self.read(value, path)

    def _annotations(self, named: dict[str, tuple[Node, Node]], path: Key, *, beside: bool) -> None:
        """Take range, source and status out of `named`, unless they are things of that name."""
        said: Source = {}
        for name in ANNOTATIONS:
            node = named[name][1] if name in named else None
            if node is None or (name != "range" and (node.pairs or node.items is not None)):
                continue
            del named[name]
            self._document.keys.pop((*path, name), None)
            self._document.marks[(*path, name)] = node.mark
            content = self._range(node, path) if name == "range" else self._said(name, node, path)
            if content is not None:
                said[name] = content
        if said:
            self._document.sources[path] = said | ({"beside": True} if beside else {})

    def _said(self, name: str, node: Node, path: Key) -> str | None:
        if name == "status" and node.value not in STATUSES:
            text = f"is {quoted(node.value)}; wanted one of {', '.join(STATUSES)}"
        elif not isinstance(node.value, str) or not node.value.strip() or is_formula(node.value):
            text = f"is {quoted(node.value)}; wanted the name of a source"
        else:
            self._scalar(node, (*path, name))
            return node.value
        self._fault(node.mark, (*path, name), "E015", text)
        return None

    def _range(self, node: Node, path: Key) -> Any:
        """Return [low, high] as a pair, or a mapping of relative paths to pairs."""
        if node.pairs is None:
            return self._pair(node, (*path, "range"))
        named = self._named(node, (*path, "range"))
        pairs = {name: self._pair(value, (*path, "range", name)) for name, (_, value) in named.items()}
        for name in named:
            del self._document.keys[(*path, "range", name)]
        return {name: pair for name, pair in pairs.items() if pair is not None}

    def _pair(self, node: Node, path: Key) -> tuple[Scalar, Scalar] | None:
        ends = [item.value for item in node.items or () if item.value is not None and not isinstance(item.value, bool)]
        if len(ends) == 2 and len(node.items or ()) == 2 and not node.wrong:
            return ends[0], ends[1]
        self._fault(node.mark, path, "E015", "is no range; wanted two values, [low, high]")
        return None
