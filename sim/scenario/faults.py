"""What is wrong with a scenario and where: marks, faults, permanent codes, and the error that carries them all."""

import difflib
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

CODES: dict[str, str] = {
    "E001": "The file is missing, a directory, or may not be read.",
    "E002": "The file is not UTF-8 text, or holds control characters.",
    "E003": "The file is larger than a scenario can be.",
    "E004": "The file is empty.",
    "E005": "The text is not YAML.",
    "E006": "The document is not a mapping of keys.",
    "E007": "A YAML tag or merge key; plain values are read, nothing else.",
    "E008": "A key is not plain text.",
    "E009": "A key stands twice in one mapping.",
    "E010": "Aliases expand to more values than a scenario can have.",
    "E011": "An alias refers to itself, or to nothing.",
    "E012": "Mappings and lists are nested too deeply.",
    "E013": "A number that cannot be used: not finite, too long, or misspelt.",
    "E014": "A text holds control characters.",
    "E015": "A range, source or status is not of its form.",
    "E016": "A setting (--set, a policy, with_) is not path=value, or its path leads nowhere.",
    "E017": "A chain of `extends` is circular or too long.",
    "E018": "A dask cluster (--dask) cannot be used: it does not answer, has no workers, or another exposim than here.",
    "E019": "A table or map has the name of a file that results have.",
    "E101": "An unknown key.",
    "E102": "A key is missing.",
    "E103": "A mapping, a list or a plain value stands where another of them is wanted.",
    "E201": "A value is not of the wanted kind, or its unit is unknown or of another kind.",
    "E202": "A bare number stands where a unit is needed.",
    "E203": "A word is not one of those allowed.",
    "E204": "A number is outside its range.",
    "E205": "A number is not whole.",
    "E206": "A date, a span of dates or working hours cannot be read.",
    "E207": "A name or text has characters or a length that are not allowed, or is one that means something else.",
    "E208": "A random variate is not of one of the known forms.",
    "E301": "Keys of one block contradict each other.",
    "E302": "A name refers to nothing in this scenario.",
    "E303": "Shares that must add up do not: a market over 100 %, a split that is not 100 %.",
    "E304": "Duties of the laws in force contradict each other.",
    "E305": "An operator, home or agency stands nowhere on the map.",
    "E306": "Dates are out of order.",
    "E308": "Too many people are to be played one by one.",
    "E351": "A filter stands at an operator that is no platform.",
    "E352": "Filters flag more records than can be followed one by one.",
    "E353": "A filter reports to an agency that opens no cases.",
    "E381": "Records are moved to a mirror whose own records are moved.",
    "E382": "A key holder is no operator.",
    "E383": "Records are moved by an operator without accounts, or to one that is no data centre or platform.",
    "E384": "Regions of accounts are over 100 %.",
    "E385": "A region of accounts is no place or country of the map.",
    "E386": "A mirror keeps one category of two operators.",
    "E311": "A tap is on no link or place of the map.",
    "E312": "A tap has the name of an operator.",
    "E391": "An amount of money is in another currency than the costs of the scenario.",
    "E392": "People of areas too large to be gone through one by one are to be intersected.",
    "E393": "Contacts are followed that no people can have: more than there are people, or with no mean.",
    "E394": "A figure takes no such option.",
    "E395": "A figure's file is no plain name that ends in .pdf, .svg or .png.",
    "E396": "Two figures are written to one file.",
    "E321": "A dated change is of something that cannot change during a run.",
    "E322": "Laws override each other in a circle.",
    "E371": "A study names a baseline that is no policy, or crosses with no values.",
    "E372": "A path that a study varies leads through a name that is not in the scenario.",
    "E373": "A study has more runs than --max-runs allows.",
    "E374": "A study names a measure, or a stage of one, that there is not.",
    "E375": "Values to be varied (--vary) cannot be read, are given twice, or do not fit the design.",
    "E376": "Unknowns are to be drawn, but no value of the scenario has a range.",
    "E377": "A design or table needs a package that is not installed.",
    "E378": "A condition on the points of a study cannot be read, names nothing, or leaves no point.",
    "E341": "Accounts are to be removed on a day on which the law that says so does not hold.",
    "E343": "People come, go or move in a population of over 100,000 whose records are taken in bulk: not built.",
    "W401": "A law is never in force during the run.",
    "W402": "A lever has no effect, because practice or another value overrules it.",
    "W403": "The offered load of a desk is over 0.9: its queue hardly settles.",
    "W404": "A source is not in the bibliography.",
    "W405": "Some people have no access operator: the markets of their place are under 100 %.",
    "W406": "Records are asked for that nobody keeps.",
    "W407": "A replication has very many requests.",
    "W408": "Agencies of one entry stand at one place: each opens the cases of that place.",
    "W409": "Purge jobs wake very often.",
    "W411": "An interception sees nobody.",
    "W412": "An interception lies outside the run.",
    "W414": "A scenario says that its numbers are not reviewed: see scenarios/README.md.",
    "W413": "An agency without cases has live orders.",
    "W421": "A dated change lies outside the run.",
    "W422": "A dated change sets what is so already.",
    "W423": "A law overrides one that is never in force beside it.",
    "W424": "A law's transition outlasts its duties of retention, or it has none.",
    "W425": "Freezes are ordered no sooner than the requests that they are for.",
    "W461": "An intruder has nothing to break into, or never does.",
    "W462": "What should raise the hazard of breaches never happens.",
    "W463": "An agency's own store is misused or used again, and nothing comes into it.",
    "W464": "An oversight has nothing to find.",
    "W481": "Records are moved of which there are none.",
    "W482": "Keys are of records that are not kept.",
    "W483": "A law opens a way to records that no agency abroad goes, or knows how to go.",
    "W484": "An intruder breaks into a mirror, which has no store of its own.",
    "W465": "Errors are those of a step that no agency has.",
    "W466": "Further checks avoid no errors.",
    "W467": "Errors are described, and none can happen.",
    "W491": "An area dump or contact chain, or a lever of one, has no effect.",
    "W492": "Area dumps go through very many people one by one.",
    "W431": "Visits that are to be made every year take more hours than the inspectors have.",
    "W432": "A special period brings no visit: it lies outside the run, or no law allows inspections then.",
    "W471": "A policy or a varied path of a study changes nothing.",
    "W472": "Two policies of a study come to the same numbers.",
    "W433": "People move between access operators where there is only one.",
    "W441": "Accounts are to be removed on a day outside the run.",
    "W442": "An order about identities has no effect.",
    "W443": "What is said of identities has no effect, for nothing asks for them.",
    "W451": "A filter flags nothing.",
    "W452": "A replication follows very many flagged records.",
    "W453": "Nobody comes on a watch list, or nobody reports on those who do.",
}
"""Permanent code -> what it stands for. A code is never given another meaning."""

_LONGEST_QUOTE = 60
_MOST_TOLD = 200  # of one file: a garbled file has thousands


class Mark(NamedTuple):
    """Where a value was written: a file with line and column (from 1), or, with line 0, a setting."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Fault(NamedTuple):
    """One thing that is wrong: where, the dotted path, a code of `CODES`, and `found; wanted`."""

    mark: Mark
    path: str
    code: str
    text: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.mark), self.path, f"{self.code} {self.text}") if part)


class MisreadError(ValueError):
    """A value that cannot be read; its text says `is X; wanted Y`, its `code` is one of `CODES`."""

    def __init__(self, text: str, code: str = "E201") -> None:
        super().__init__(text)
        self.code = code

    def __reduce__(self) -> tuple[type["MisreadError"], tuple[str, str]]:
        return MisreadError, (str(self), self.code)


class ScenarioError(Exception):
    """A scenario that cannot be run; `faults` are all of them, in order of place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(self.faults)

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Fault, ...]]]:
        return ScenarioError, (self.faults,)

    def __str__(self) -> str:
        return told(self.faults)


def told(faults: Iterable[Fault]) -> str:
    """Return faults as aligned lines under the name of their file, the first 200 of each."""
    blocks = []
    for file, group in groupby(sorted(set(faults)), key=lambda fault: fault.mark.file):
        rows = [(_place(f.mark), escaped(f.path), f.code, f.text) for f in group]
        shown = rows[:_MOST_TOLD]
        widths = [max(len(row[column]) for row in shown) for column in range(3)]
        lines = ["  " + "  ".join(_cells(row, widths)) for row in shown]
        lines += [f"  and {len(rows) - len(shown):,} more"] * (len(rows) > len(shown))
        blocks.append("\n".join([f"{escaped(file)}: {_counted(rows)}", *lines]))
    return "\n".join(blocks)


def _place(mark: Mark) -> str:
    return f"{mark.line}:{mark.column}" if mark.line else ""


def _cells(row: tuple[str, ...], widths: Sequence[int]) -> list[str]:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False) if width]
    return [*cells, row[3]]


def _counted(rows: Sequence[tuple[str, ...]]) -> str:
    words = []
    for letter, word in (("E", "fault"), ("W", "warning")):
        count = sum(row[2].startswith(letter) for row in rows)
        if count:
            words.append(f"{count} {word}{'s' * (count != 1)}")
    return ", ".join(words)


def escaped(text: str) -> str:
    """Return `text` with everything that a terminal would act on written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def quoted(value: object) -> str:
    """Return a value as it may stand in a message: texts in quotes, escaped, and not too long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = escaped(str(value)[: _LONGEST_QUOTE + 1])
    if len(text) > _LONGEST_QUOTE:
        text = text[:_LONGEST_QUOTE] + "..."
    return f"'{text}'" if isinstance(value, str) else text


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Return the valid name that `name` was most likely meant to be, or None."""
    close = difflib.get_close_matches(name[:64], list(valid), n=1, cutoff=0.6)
    return close[0] if close else None
