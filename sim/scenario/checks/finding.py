"""What a check of meaning finds: a path, a code, and the paths of whatever else took part."""

from typing import NamedTuple

from sim.scenario.faults import nearest, quoted

Path = tuple[str, ...]


class Finding(NamedTuple):
    """One fault or warning, before it is given the mark of its path."""

    path: Path
    code: str
    text: str
    about: tuple[Path, ...] = ()  # what else it rests on: where one of these was not read, it says nothing


def nothing_called(name: str, kind: str, valid: list[str] | tuple[str, ...]) -> str:
    """Return the text of a name that refers to nothing, with the nearest valid name or the whole short list."""
    near = nearest(name, valid)
    if near:
        return f"is {quoted(name)}, which is no {kind}; did you mean {quoted(near)}?"
    named = ", ".join(map(quoted, valid[:8])) + (", ..." if len(valid) > 8 else "")
    return (
        f"is {quoted(name)}, which is no {kind}; wanted one of {named}"
        if valid
        else f"is {quoted(name)}; there is no {kind}"
    )
