"""YAML text, or plain Python data, as a tree of nodes with marks; hostile text is stopped here.

Events of the YAML reader are put together here and not by its own composer, so that depth, size and aliases
are bounded while reading (a line of brackets costs the composer minutes), and so that plain words are
resolved by the core schema of YAML 1.2 whatever a document claims: `on`, `yes` and dates stay text.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from sim.scenario.faults import Mark, escaped, quoted

Scalar = str | int | float | bool | None
Key = tuple[str | int, ...]

DEEPEST = 40
MOST_NODES = 200_000  # counted with every alias expanded: refuses "billion laughs" without limiting real files
LONGEST_NUMBER = 30

_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class StoppedError(Exception):
    """A text that cannot be read on: a mark, a code and what is wrong."""

    def __init__(self, mark: Mark, code: str, text: str) -> None:
        super().__init__(text)
        self.mark, self.code, self.text = mark, code, text


@dataclass(slots=True)
class Node:
    """A value as written: a scalar, a list of nodes or pairs of nodes.

    `wrong` holds the code and text of a fault of this node alone; `steps` says that a dotted path made this
    mapping, so that it leads to a value and says nothing of what stands beside it; `literal` that its keys are
    names, whatever dots they have.
    """

    mark: Mark
    value: Scalar = None
    items: list["Node"] | None = None
    pairs: list[tuple["Node", "Node"]] | None = None
    wrong: tuple[str, str] | None = None
    written: str = ""
    steps: bool = False
    literal: bool = False


def parse(text: str, file: str) -> Node | None:
    """Return the node of a YAML text, None if it holds nothing; StoppedError if it cannot be read."""
    try:
        return _Tree(file).document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        mark = Mark(file, place.line + 1, place.column + 1) if place else Mark(file, 1, 1)
        raise StoppedError(mark, "E005", _told(error)) from None
    except (YAMLError, ValueError, OverflowError, LookupError, AssertionError, AttributeError, TypeError) as error:
        # The reader lets its own slips through on some escapes and directives (`"\UFFFFFFFF"`, `%YAML x`).
        raise StoppedError(Mark(file, 1, 1), "E005", f"is not YAML: {escaped(str(error))[:120]}; wanted YAML") from None


def _told(error: MarkedYAMLError) -> str:
    parts = [escaped(str(part)) for part in (error.context, error.problem) if part]
    return f"is not YAML: {', '.join(parts)[:200]}; wanted YAML"


@dataclass
class _Tree:
    """Puts events together; `anchors` holds finished nodes, `open` the names of those being read."""

    file: str
    anchors: dict[str, Node] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    count: int = 0

    def document(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise self._stop(event, "E005", "is a second document; wanted one")
                root = self._node(next(events), events, 0)
            elif isinstance(event, StreamEndEvent):
                break
        return root

    def _mark(self, event: Event) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _stop(self, event: Event, code: str, text: str) -> StoppedError:
        return StoppedError(self._mark(event), code, text)

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        self.count += 1
        if self.count > MOST_NODES:
            raise self._stop(event, "E010", f"is more than {MOST_NODES:,} values; wanted fewer")
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if not isinstance(event, NodeEvent):
            raise self._stop(event, "E005", "is not YAML: a value is missing; wanted YAML")
        if depth > DEEPEST:
            raise self._stop(event, "E012", f"is nested more than {DEEPEST} deep; wanted less")
        name = event.anchor
        if name is not None:
            self.open.add(name)
        node = self._made(event, events, depth)
        if name is not None:
            self.open.discard(name)
            self.anchors[name] = node
        return node

    def _alias(self, event: AliasEvent) -> Node:
        name = event.anchor
        if name in self.open or name not in self.anchors:
            what = "refers to itself" if name in self.open else "refers to nothing before it"
            raise self._stop(event, "E011", f"alias {quoted(f'*{name}')} {what}; wanted an anchor that stands above")
        return self.anchors[name]

    def _made(self, event: NodeEvent, events: Iterator[Event], depth: int) -> Node:
        node = Node(self._mark(event))
        if isinstance(event, ScalarEvent):
            _fill(node, event.value, plain=not event.style)
        elif isinstance(event, SequenceStartEvent):
            node.items = [self._node(item, events, depth + 1) for item in _until(SequenceEndEvent, events)]
        else:
            node.pairs = [
                (self._node(key, events, depth + 1), self._node(next(events), events, depth + 1))
                for key in _until(MappingEndEvent, events)
            ]
        tag = getattr(event, "tag", None)
        if tag is not None:
            node.wrong = ("E007", f"has the tag {quoted(str(tag))}; wanted a plain value, tags are not read")
        return node


def _until(end: type[Event], events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _fill(node: Node, text: str, *, plain: bool) -> None:
    node.written = node.value = text
    if not plain:
        return
    if text == "<<":
        node.wrong = ("E007", "merge keys are not read; wanted plain keys, or `extends`")
    elif text in _NULLS:
        node.value = None
    elif text in _BOOLS:
        node.value = _BOOLS[text]
    elif _NOT_FINITE.fullmatch(text):
        node.wrong = ("E013", f"is {quoted(text)}; wanted a finite number")
    elif _WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text):
        node.value, node.wrong = _number(text)


def _number(text: str) -> tuple[int | float | None, tuple[str, str] | None]:
    if len(text) > LONGEST_NUMBER:
        return None, ("E013", f"is {quoted(text)}; wanted a number of at most {LONGEST_NUMBER} characters")
    if _WHOLE.fullmatch(text):
        return int(text, {"o": 8, "x": 16}.get(text[1:2], 10)), None
    number = float(text)
    return (number, None) if isfinite(number) else (None, ("E013", f"is {quoted(text)}; wanted a smaller number"))


def planted(data: object, mark_of: Callable[[Key], Mark], path: Key = ()) -> Node:
    """Return plain Python data as a node, each value with the mark that `mark_of` gives for its path."""
    node = Node(mark_of(path))
    if hasattr(data, "tolist"):  # numpy's numbers and arrays
        data = data.tolist()
    if len(path) > DEEPEST:
        node.wrong = ("E012", f"is nested more than {DEEPEST} deep; wanted less")
    elif isinstance(data, Mapping):
        node.pairs = [
            (_planted_key(key, mark_of(path)), planted(v, mark_of, (*path, str(key)))) for key, v in data.items()
        ]
    elif isinstance(data, list | tuple):
        node.items = [planted(value, mark_of, (*path, i)) for i, value in enumerate(data)]
    else:
        node.value, node.wrong = _plain(data)
        node.written = str(data)
    return node


def _planted_key(key: object, mark: Mark) -> Node:
    wrong = None if isinstance(key, str | int) else ("E008", f"{quoted(key)} is a key that is not text; wanted text")
    return Node(mark, value=str(key), written=str(key), wrong=wrong)


def _plain(data: object) -> tuple[Scalar, tuple[str, str] | None]:
    """Return a Python value as a scalar of a file; a date is its text."""
    if isinstance(data, date):
        return data.isoformat(), None
    if isinstance(data, float) and not isfinite(data):
        return None, ("E013", f"is {data}; wanted a finite number")
    if data is None or isinstance(data, str | bool | int | float):
        return data, None
    return None, ("E103", f"is a Python {quoted(type(data).__name__)}; wanted text, a number, a list or a mapping")
