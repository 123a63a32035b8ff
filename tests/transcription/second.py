"""The second transcriptions of this folder, and where they and a scenario differ."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from sim.scenario.document import Document
from sim.scenario.faults import MisreadError
from sim.scenario.money import CURRENCIES
from sim.scenario.parameters import said_of
from sim.scenario.units import KINDS, read_quantity

HERE = Path(__file__).parent
NAMES = sorted(file.stem for file in HERE.glob("*.yaml"))
KEYS = {"what", "value", "items", "derived", "unit", "digits", "within", "status", "taken_as", "source", "because"}

Entry = dict[str, Any]


class Transcription(NamedTuple):
    """What was taken from the sources a second time."""

    values: dict[str, Entry]  # by the dotted path of the scenario
    gone: list[str]  # of the values of another transcription that this one extends
    besides: dict[str, Entry]  # by what they are: no value of the scenario


def transcription(name: str) -> Transcription:
    """Return the transcription of a scenario, with what it takes over from another."""
    data = YAML(typ="safe").load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    first = transcription(data["extends"]).values if "extends" in data else {}
    gone = data.get("gone", [])
    assert set(gone) <= first.keys(), f"{name}: gone, and never there: {sorted(set(gone) - first.keys())}"
    kept = {path: entry for path, entry in first.items() if path not in gone}
    assert not kept.keys() & data["values"].keys(), f"{name}: values that stand twice"
    return Transcription(kept | data["values"], gone, data.get("besides", {}))


def malformed(entry: Entry) -> bool:
    """Tell whether an entry lacks something, or has a tolerance without a reason."""
    wrong = entry.keys() - KEYS or not {"what", "status", "source"} <= entry.keys()
    several = len({"value", "items", "derived"} & entry.keys()) != 1
    return bool(wrong or several or ("within" in entry and "because" not in entry))


def written_values(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield every value of a scenario that nothing is inside of, dates and items of lists of mappings among them."""
    if isinstance(data, dict):
        for key, inside in data.items():
            yield from written_values(inside, (*path, key))
    elif isinstance(data, list) and any(isinstance(item, dict) for item in data):
        for index, inside in enumerate(data):
            yield from written_values(inside, (*path, index))
    else:
        yield path, data


def dotted(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path))


def uncovered(values: dict[str, Entry], document: Document) -> list[str]:
    """Return what a scenario takes from a source and no entry covers; one that counts items covers all of them."""
    counted = tuple(f"{path}." for path, entry in values.items() if "items" in entry)
    sourced = [dotted(path) for path, _ in written_values(document.data) if said_of(path, document)[1] != "assumption"]
    return [path for path in sourced if path not in values and not path.startswith(counted)]


def differences(second: Transcription, document: Document) -> list[str]:
    """Return where a transcription and a scenario differ: no such value, another one, another status or source."""
    first = dict(written_values(document.data))
    paths = {dotted(path): path for path in first}
    found = [f"{path}: is gone in the transcription only" for path in second.gone if path in paths]
    for name, entry in second.values.items():
        if "items" in entry:
            below = [path for path in first if dotted(path).startswith(f"{name}.")]
            found += _difference(name, entry, len(below), said_of(below[0], document) if below else ("", ""))
        elif name in paths:
            found += _difference(name, entry, first[paths[name]], said_of(paths[name], document))
        else:
            found.append(f"{name}: is no value of the scenario")
    return found


def _difference(name: str, entry: Entry, theirs: Any, said: tuple[str, str]) -> list[str]:
    mine, wanted = taken(entry), (entry["source"], entry.get("taken_as", entry["status"]))
    found = [] if same(mine, theirs, entry.get("within")) else [f"{name}: {theirs}; the transcription has {mine}"]
    return found if said == wanted else [*found, f"{name}: {said}; the transcription has {wanted}"]


def taken(entry: Entry) -> Any:
    """Return the value of an entry; a derived one is worked out and rounded to its digits.

    >>> taken({"derived": "128 / 176.2 * 100", "digits": 2, "unit": "%"})
    '73 %'
    """
    if "derived" not in entry:
        return entry.get("value", entry.get("items"))
    sum_of = entry["derived"]
    assert re.fullmatch(r"[0-9e.+*/() -]+", sum_of), f"{sum_of} is no arithmetic"
    rounded = float(f"{eval(sum_of):.{entry.get('digits', 12)}g}")
    return f"{rounded:.12g} {entry.get('unit', '')}".rstrip()


def same(mine: Any, theirs: Any, within: str | None = None) -> bool:
    """Tell whether two values are one: as quantities in the grammar of scenarios where they are any, else as text.

    >>> same("6 months", "0.5 years"), same("6 months", "180 days"), same("6 months", "180 days", "3 days")
    (True, False, True)
    """
    if isinstance(mine, list) and isinstance(theirs, list):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    one, other = _readings(mine), _readings(theirs)
    near = _readings(within) if within else {}
    common = one.keys() & other.keys()
    return any(abs(one[kind] - other[kind]) <= near.get(kind, 0) for kind in common) or str(mine) == str(theirs)


def _readings(written: Any) -> dict[tuple[str, str], float]:
    """Return what a text says as each kind of quantity that it can be, by kind and currency."""
    currency, found = next((word for word in str(written).split() if word in CURRENCIES), ""), {}
    for kind in KINDS:
        with suppress(MisreadError):
            found[kind, currency] = read_quantity(str(written), kind)
    return found
