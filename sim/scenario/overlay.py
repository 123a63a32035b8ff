"""One document laid over another: `extends`, `--set`, policies of a study and Python's `with_` are this one thing.

Mappings merge by name; anything else is replaced, variates as a whole (a `fixed` over a `lognormal` leaves no
`lognormal`); null removes, but is kept as a value in what is laid over a scenario later, to remove then: in
`study.policies.*`, and in `changes.*.set` where it takes back no line of theirs. A dotted path leads into a mapping, a
variate too, and `*` in it means each key that stands there. A value laid over another loses the source of the other.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.document import ANNOTATIONS, UNPEELED, Document, document_of, dotted
from sim.scenario.faults import Fault, Mark, quoted
from sim.scenario.nodes import DEEPEST, Key, Node, StoppedError, parse, planted
from sim.scenario.paths import Steps, stepped
from sim.scenario.variates import KEYS

EACH = "*"


def merge(base: Document, over: Document) -> Document:
    """Return `over` laid on `base`; both stay as they are, and the faults of both are handed on."""
    merging = _Merging(base, over)
    merging.out.data = merging.lay(base.data, over.data, (), (), claimed=False)
    return merging.out


def option(text: str, nth: int = 1) -> Document:
    """Return the document of `--set path=value`; its values are marked `--set path`.

    The value is read as YAML: `180 days`, `[1, 2]`, `{fixed: 2 hours}`, `null` (which removes). `nth` (from 1)
    says which `--set` a text without a path was.
    """
    path, equals, value = text.partition("=")
    path, mark = path.strip(), Mark(f"--set {path.strip()}")
    if not equals or not all(path.split(".")) or path.count(".") >= DEEPEST:
        mark = Mark(f"--set number {nth}")
        return Document(faults=[Fault(mark, "", "E016", f"is {quoted(text)}; wanted path=value")])
    try:
        node = parse(value, mark.file)
    except StoppedError as stop:
        return Document(faults=[Fault(mark, path, stop.code, stop.text)])
    if node is None or (node.value is None and not node.written and node.pairs is None and node.items is None):
        return Document(faults=[Fault(mark, path, "E016", "is set to nothing; wanted a value, or null to remove it")])
    return marked(_read(Node(mark, pairs=[(Node(mark, value=path, written=path), node)])), mark)


def changed(base: Document, changes: Mapping[str, Any], at: Key | None = None) -> Document:
    """Return `base` with changes laid over it.

    Parameters
    ----------
    base : Document
    changes : mapping
        Nested, or with dotted keys: `{"laws.csl.off": True}`.
    at : path, optional
        Where in `base` the changes stand, as a policy of its study does; their marks are those. Otherwise they
        come from Python and are marked `with_`.
    """
    return merge(base, overlay(changes, base, at))


def overlay(changes: Mapping[str, Any], base: Document | None = None, at: Key | None = None) -> Document:
    """Return changes as a document that can be laid over others; `base` and `at` as in `changed`."""

    def mark_of(path: Key) -> Mark:
        return Mark("with_") if base is None or at is None else base.mark((*at, *path))

    return _read(planted(changes, mark_of))


def _read(root: Node) -> Document:
    try:
        return document_of(stepped(root, leave=UNPEELED))
    except StoppedError as stop:
        return Document(faults=[Fault(stop.mark, "", stop.code, stop.text)])


def marked(document: Document, mark: Mark) -> Document:
    """Return a document all of whose values have one mark: lines of an option mean nothing to a reader."""
    faults = [fault._replace(mark=mark) for fault in document.faults]
    marks, keys = (dict.fromkeys(table, mark) for table in (document.marks, document.keys))
    return Document(document.data, marks, document.sources, faults, keys)


def _paths(value: Any, path: Key) -> Iterator[Key]:
    """Yield the path of a value and of everything in it."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from _paths(part, (*path, key))


def _is_variate(value: dict[str, Any]) -> bool:
    """Whether a mapping has the form of a variate; `{table: FILE, column: NAME}` has not."""
    return len(value) == 1 and not isinstance(value, Steps) and value.keys() <= KEYS.keys()


_PLAIN = (("errors", "found"),)
"""Where a plain value stands for the `value` of a mapping, which is peeled off as that of any number is."""
_STUDIED = (("study", "policies"), ("study", "cross"))


def _laid_later(path: Key) -> bool:
    """Whether a path is inside changes that a document holds for later, where null is a value of theirs."""
    return len(path) > 3 and (path[:2] in _STUDIED or (path[0], path[2]) == ("changes", "set"))


def _without_nulls(value: Any, path: Key) -> Any:
    if not isinstance(value, dict):
        return value
    parts = {key: (part, (*path, key)) for key, part in value.items()}
    kept = {key: _without_nulls(part, at) for key, (part, at) in parts.items() if part is not None or _laid_later(at)}
    return type(value)(kept)


class _Merging:
    """Lays one document over another; `out` is what comes of it."""

    def __init__(self, base: Document, over: Document) -> None:
        self._over = over
        faults = [*base.faults, *over.faults]
        self.out = Document({}, dict(base.marks), dict(base.sources), faults, dict(base.keys))

    def lay(self, below: Any, above: Any, path: Key, over_path: Key, *, claimed: bool) -> Any:
        """Return `above` laid on `below`; `claimed` says that a mapping around them names a source of its own."""
        if path in _PLAIN and not isinstance(below, list) and not isinstance(above, list):
            return self._spelled_out(below, above, path, over_path, claimed=claimed)
        if isinstance(below, dict) and isinstance(above, dict) and not (_is_variate(below) and _is_variate(above)):
            return self._mappings(below, above, path, over_path, claimed=claimed)
        if isinstance(above, Steps):
            if not above:  # the path led to a range, source or status alone
                self._annotate(path, over_path)
                return below
            if isinstance(below, list):
                self._fault(path, over_path, "is a list; lists are replaced as a whole")
                return below
        self._forget(below, path)
        self._take(above, path, over_path)
        if claimed and path not in self.out.sources:
            self.out.sources[path] = {}
        return self._new(above, path, over_path)

    def _spelled_out(self, below: Any, above: Any, path: Key, over_path: Key, *, claimed: bool) -> dict[str, Any]:
        """Merge as mappings what may be plain values, each of which stands for the `value` of a mapping."""
        own = None if isinstance(above, dict) else self._over.mark(over_path)
        first, second = (one if isinstance(one, dict) else {"value": one} for one in (below, above))
        merged = self._mappings(first, second, path, over_path, claimed=claimed)
        if own is not None:
            self.out.marks[(*path, "value")] = own
        return merged

    def _mappings(self, below: Any, above: Any, path: Key, over_path: Key, *, claimed: bool) -> dict[str, Any]:
        named = self._annotate(path, over_path)
        claimed = not named and (claimed or bool(self.out.sources.get(path)))
        merged = Steps(below) if isinstance(below, Steps) and isinstance(above, Steps) else dict(below)
        for key, value in sorted(above.items(), key=lambda pair: pair[0] != EACH):
            names = [key]
            if key == EACH and isinstance(above, Steps):
                names = list(merged)
                if not names:
                    self._fault((*path, EACH), (*over_path, EACH), "stands for each key, but there is none")
            for name in names:
                self._one(merged, name, value, (*path, name), (*over_path, key), claimed=claimed)
        return merged

    def _one(self, merged: dict[str, Any], name: str, value: Any, path: Key, over_path: Key, *, claimed: bool) -> None:
        takes_back = path[0] == "changes" and merged.get(name) is not None
        if value is None and (takes_back or not _laid_later(path)):
            self._forget(merged.pop(name, None), path)
        elif name in merged:
            merged[name] = self.lay(merged[name], value, path, over_path, claimed=claimed)
        else:
            self._take(value, path, over_path)
            merged[name] = self._new(value, path, over_path)

    def _new(self, value: Any, path: Key, over_path: Key) -> Any:
        """Return a value for a place where nothing merges: nulls go, and `*` finds nothing."""
        for inside in _paths(value, ()):
            if inside and inside[-1] == EACH:
                self._fault((*path, *inside), (*over_path, *inside), "stands for each key, but there is none")
        return _without_nulls(value, path)

    def _annotate(self, path: Key, over_path: Key) -> bool:
        """Hand on what the upper document says of a path itself; return whether it says anything."""
        said = self._over.sources.get(over_path)
        if said is None:
            return False
        self._forget_source(path)
        self.out.sources[path] = said
        for name in ANNOTATIONS:
            if (*over_path, name) in self._over.marks:
                self.out.marks[(*path, name)] = self._over.marks[(*over_path, name)]
        return bool(said)

    def _forget(self, below: Any, path: Key) -> None:
        for inside in _paths(below, path):
            self.out.keys.pop(inside, None)
            self._forget_source(inside)
            self.out.marks.pop(inside, None)

    def _forget_source(self, path: Key) -> None:
        self.out.sources.pop(path, None)
        for name in ANNOTATIONS:
            self.out.marks.pop((*path, name), None)

    def _take(self, above: Any, path: Key, over_path: Key) -> None:
        """Hand on the marks, keys and sources of a value of the upper document."""
        for inside in _paths(above, ()):
            here, there = (*path, *inside), (*over_path, *inside)
            if there in self._over.marks:
                self.out.marks[here] = self._over.marks[there]
            if there in self._over.keys:
                self.out.keys[here] = self._over.keys[there]
            self._annotate(here, there)

    def _fault(self, path: Key, over_path: Key, text: str) -> None:
        self.out.faults.append(
            Fault(self._over.mark(over_path), dotted(path), "E016", f"{text}; wanted a path to a value")
        )
