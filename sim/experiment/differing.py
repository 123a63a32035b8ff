"""What differs between two scenarios, value by value: paths, quantities as they are read, laws with their dates."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.loading import Loaded
from sim.scenario.words import words

_NOT_COMPARED = {"extends", "exposim"}
_ABOUT = ("title", "about", "study", "figures")  # without effect on any number


class Change(NamedTuple):
    """One value that differs; None: it is not there."""

    path: str
    before: str | None
    after: str | None

    @property
    def counts(self) -> bool:
        """Whether numbers hang on it."""
        return self.path.partition(".")[0] not in _ABOUT

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: {self.after}, which is new"
        if self.after is None:
            return f"{self.path}: was {self.before}, and is gone"
        return f"{self.path}: {self.before} -> {self.after}"


def changes(before: Loaded, after: Loaded) -> list[Change]:
    """Return what differs between two scenarios, in the order of the file; defaults are values like any other."""
    one, other = _values(before), _values(after)
    paths = dict.fromkeys([*one, *other])
    return [Change(path, one.get(path), other.get(path)) for path in paths if one.get(path) != other.get(path)]


def in_words(before: Loaded, after: Loaded, names: tuple[str, str]) -> str:
    """Return what differs in words: by block, laws with the days on which they are in force."""
    found = changes(before, after)
    if not found:
        return f"{names[0]} and {names[1]} are the same scenario: every value is the same."
    head = f"From {names[0]} to {names[1]}: {len(found)} values differ"
    none = "" if before.key != after.key else ", none of them one that numbers hang on"
    return "\n".join([f"{head}{none}.", *_blocks(found, before, after)])


def _blocks(found: list[Change], before: Loaded, after: Loaded) -> Iterator[str]:
    blocks: dict[str, list[Change]] = {}
    for change in found:
        top, _, rest = change.path.partition(".")
        name = f"{top} {rest.partition('.')[0]}" if top == "laws" else top
        blocks.setdefault(name, []).append(change)
    for name, changed in sorted(blocks.items(), key=lambda item: _order(item[0], before, after)):
        yield f"\n{name}{_dates(name, before, after)}"
        yield from (f"  {change}" for change in changed)


def _order(name: str, before: Loaded, after: Loaded) -> tuple[bool, str, str]:
    """Return a key that puts laws last, by the day on which they come into force."""
    law = _law(name, after) or _law(name, before)
    day = law.in_force[0].isoformat() if law is not None else ""
    return name.startswith("laws "), day, name


def _dates(name: str, before: Loaded, after: Loaded) -> str:
    one, other = _law(name, before), _law(name, after)
    told = [_span(law) for law in (one, other) if law is not None]
    if not told:
        return ""
    if one is None or other is None:
        return f" ({'new' if one is None else 'gone'}; {told[0]})"
    return f" ({' -> '.join(dict.fromkeys(told))})"


def _span(law: Any) -> str:
    if law.off:
        return "off"
    return f"from {law.effective or 'the beginning'}{f' to {law.repealed}' if law.repealed else ''}"


def _law(name: str, loaded: Loaded) -> Any:
    return loaded.scenario.laws.get(name.removeprefix("laws ")) if name.startswith("laws ") else None


def _values(loaded: Loaded) -> dict[str, str]:
    """Return every value by path, as it is read where it is a quantity."""
    covered = {one.path: one.read for one in words(loaded).parameters}
    dump = loaded.scenario.model_dump(mode="json", by_alias=True)
    flat = {path: value for path, value in _flat(dump, "") if path.partition(".")[0] not in _NOT_COMPARED}
    found = {path: covered.get(path, _shown(value)) for path, value in flat.items() if not _inside(path, covered)}
    return found | covered


def _inside(path: str, covered: dict[str, str]) -> bool:
    """Whether a value is part of one that is read as a whole."""
    parts = path.split(".")
    return any(".".join(parts[:many]) in covered for many in range(1, len(parts)))


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inside in value.items():
            yield from _flat(inside, f"{path}.{name}" if path else str(name))
    elif value is not None and value not in ({}, []):
        yield path, value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())
