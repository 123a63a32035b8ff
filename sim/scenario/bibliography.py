"""The bibliography beside a scenario: the few fields of BibTeX entries that a list of sources shows."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.scenario.files import BIBLIOGRAPHY

_START = re.compile(r"^[ \t]*@(\w+)[ \t]*\{[ \t]*([^,\s{}]+)[ \t]*,", re.MULTILINE)
_FIELD = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*\{(.*?)\}[ \t]*,?[ \t]*$", re.MULTILINE | re.DOTALL)
_LARGEST = 1_000_000  # bytes


class Reference(NamedTuple):
    """One source: its key and what a reader needs to find it."""

    key: str
    author: str = ""
    title: str = ""
    year: str = ""
    url: str = ""
    note: str = ""


def references(folders: Iterable[Path]) -> dict[str, Reference] | None:
    """Return the entries of the bibliographies in some folders by key, None if no folder has one."""
    texts = [text for folder in folders if (text := _text(folder / BIBLIOGRAPHY)) is not None]
    return {reference.key: reference for text in reversed(texts) for reference in entries(text)} if texts else None


def entry_texts(folders: Iterable[Path]) -> dict[str, str]:
    """Return the entries of the bibliographies in some folders by key, as they are written."""
    found: dict[str, str] = {}
    for text in (text for folder in folders if (text := _text(folder / BIBLIOGRAPHY)) is not None):
        for start, body in _pieces(text):
            found.setdefault(start[2], f"{start[0].strip()}{body}".strip())
    return found


def entries(text: str) -> Sequence[Reference]:
    """Return the entries of a BibTeX text.

    Examples
    --------
    >>> entries("@misc{order-151, title = {On inspections}, year = 2018}")[0].key
    'order-151'
    """
    return [_entry(start[2], body) for start, body in _pieces(text)]


def _pieces(text: str) -> Iterable[tuple[re.Match[str], str]]:
    """Yield the beginning of each entry and what stands between it and the next."""
    starts = list(_START.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    yield from ((start, text[start.end() : end]) for start, end in zip(starts, ends, strict=True))


def _entry(key: str, body: str) -> Reference:
    said = {name.lower(): _plain(content) for name, content in _FIELD.findall(body)}
    if "doi" in said:
        said.setdefault("url", f"https://doi.org/{said['doi']}")
    return Reference(key, **{name: said[name] for name in Reference._fields[1:] if name in said})


def _plain(content: str) -> str:
    return re.sub(r"\\([%&_#$])", r"\1", re.sub(r"[{}]", "", " ".join(content.split())))


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8") if path.is_file() and path.stat().st_size < _LARGEST else None
    except (OSError, UnicodeDecodeError):
        return None
