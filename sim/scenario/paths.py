"""Keys with dots as nested mappings: `laws.csl.off: true` stands for `laws: {csl: {off: true}}`."""

from dataclasses import replace
from typing import Any

from sim.scenario.nodes import DEEPEST, MOST_NODES, Node, StoppedError


class Steps(dict[str, Any]):
    """A mapping that a dotted path made: it leads to a value and says nothing of what stands beside it."""


def stepped(node: Node, leave: tuple[str, ...] = ()) -> Node:
    """Return a mapping node with its dotted keys, at any depth, written out as mappings.

    A key that contradicts another (`a: 1` beside `a.b: 2`) stays as a second key of that name, which is a fault
    when the node is read. Mappings that stand under a key of `leave` keep their keys. StoppedError if aliases
    expand too far.
    """
    return _Stepper().node(node, 0, leave)


class _Stepper:
    def __init__(self) -> None:
        self._seen = 0

    def node(self, node: Node, depth: int, leave: tuple[str, ...] = ()) -> Node:
        self._seen += 1
        if self._seen > MOST_NODES:
            raise StoppedError(node.mark, "E010", f"aliases expand beyond {MOST_NODES:,} values; wanted fewer")
        if depth > DEEPEST:
            raise StoppedError(node.mark, "E012", f"is nested more than {DEEPEST} deep; wanted less")
        if node.pairs is None or node.literal:
            return node
        groups: dict[str, list[tuple[Node, str, Node]]] = {}
        for key, value in node.pairs:
            first, rest = _split(key)
            kept = replace(value, literal=True) if first in leave else value
            groups.setdefault(first, []).append((key, rest, kept))
        pairs = [pair for first, members in groups.items() for pair in self._joined(first, members, depth)]
        return Node(node.mark, pairs=pairs, wrong=node.wrong, steps=node.steps)

    def _joined(self, first: str, members: list[tuple[Node, str, Node]], depth: int) -> list[tuple[Node, Node]]:
        whole = [value for _, rest, value in members if not rest]
        if len(whole) == len(members) or len(whole) > 1 or any(value.pairs is None for value in whole):
            return [(_renamed(key, first), self.node(value, depth + 1)) for key, _, value in members]
        inside = [
            pair
            for key, rest, value in members
            for pair in ([(_renamed(key, rest), value)] if rest else value.pairs or [])
        ]
        key = members[0][0]
        steps = Node(key.mark, pairs=inside, steps=all(value.steps for value in whole))
        return [(_renamed(key, first), self.node(steps, depth + 1))]


def _split(key: Node) -> tuple[str, str]:
    """Return the first step of a key and the rest; a key that is no dotted path is its own first step."""
    words = key.written.split(".")
    if len(words) == 1 or not all(words) or len(words) > DEEPEST or key.wrong or not isinstance(key.value, str):
        return key.written, ""
    return words[0], ".".join(words[1:])


def _renamed(key: Node, name: str) -> Node:
    return key if key.written == name else Node(key.mark, value=name, written=name)
