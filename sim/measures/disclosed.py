"""What was disclosed of people: records, their ages, and the days they cover."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.designs import BANDS, EXPOSURE_LABELS
from sim.ledger.facts import CopyEvents
from sim.ledger.in_order import in_order
from sim.ledger.outcome import Columns
from sim.ledger.tables import Table
from sim.measures.counting import AT_ONCE, OF_A_ROW
from sim.measures.cover import cover, windows_of
from sim.measures.people import exposed
from sim.measures.rows import Numbers, Part, measure
from sim.measures.sweep import Whole, bits_for

FLOWS = ("period", "stage", "role", "category", "operator", "channel", "agency", "recipient", "records")

Sums = dict[tuple[str, str, str], Numbers]  # by stage, label and value; no label is everything
Copied = dict[tuple[str, ...], Numbers]  # by combination of labels


@measure("exposure.records", unit="record", scale="positive", kind="count", labels=("stage", *OF_A_ROW))
def records(ledger: Ledger) -> Iterable[Part]:
    """How many records were disclosed in the period: pairs of a stored copy of a record and an act that disclosed it.

    A state found (subscriber, ip_assignment) counts as one record.
    """
    return (Part(_labels(*key), value) for key, value in ledger.once(_records).items())


@measure("exposure.record_age", unit="day", scale="positive", kind="average", labels=("stage", *OF_A_ROW))
def record_age(ledger: Ledger) -> Iterable[Part]:
    """Mean age of the records disclosed in the period, at their disclosure."""
    ages, numbers = ledger.once(_ages), ledger.once(_records)
    return (Part(_labels(*key), value, numbers[key]) for key, value in ages.items())


@measure("exposure.record_age_share", unit="1", scale="share", kind="ratio", labels=("stage", "band"))
def record_age_share(ledger: Ledger) -> Iterable[Part]:
    """Share of the records disclosed in the period by age: up to 3, 3-6, 6-12, over 12 months of 30.4375 days.

    Bulk copies of classes drawn as a whole are left out: their ages are known in sum only.
    """
    codes, in_window = ledger.exposures.codes, ledger.frame.in_window
    sums = np.stack([ledger.exposures.sums(band) for band in BANDS])  # (bands, codes, slices)
    for stage in exposed(ledger):
        rows = sums[:, codes.having("stage", [stage])].sum(axis=1) @ in_window
        total = rows.sum(axis=0)
        yield from (Part({"stage": stage, "band": band}, row, total) for band, row in zip(BANDS, rows, strict=True))


@measure("exposure.person_days", unit="person day", scale="positive", kind="count", labels=("stage", "category"))
def person_days(ledger: Ledger) -> Iterable[Part]:
    """Days of people's lives covered by windows disclosed in the period that held a record.

    For each person and category the union of the windows, so that a day disclosed twice counts once; the total is the
    sum over categories. Bulk copies of classes drawn as a whole are left out.
    """
    categories, _ = ledger.exposures.codes.label("category")
    for stage, days in zip(exposed(ledger), _covered(ledger), strict=True):
        yield Part({"stage": stage}, days.sum(axis=0))
        yield from (Part({"stage": stage, "category": name}, days[i]) for i, name in enumerate(categories))


def _covered(ledger: Ledger) -> Numbers:
    """Return the days covered; shape (stages, categories, windows).

    Ranges of people ascend as people do within them, so that days are added up in one order however many there are.
    """
    codes, frame, stages = ledger.exposures.codes, ledger.frame, list(exposed(ledger))
    stage_of, (categories, category_of) = codes.places("stage", stages), codes.label("category")
    group_of = np.where(stage_of < 0, -1, stage_of * len(categories) + category_of)
    days = np.zeros((len(stages) * len(categories), len(frame.windows)))
    run_bits, group_bits = bits_for(ledger.exposures.single.rows), bits_for(len(days))
    runs: list[NDArray[np.float32]] = []
    pieces = _windows(ledger.exposures.single, group_of, run_bits, runs)
    for some in in_order(ledger.exposures, pieces, run_bits + group_bits, AT_ONCE):
        if len(runs) > 1:
            runs[:] = [np.concatenate(runs)]
        cover(some.keys, run_bits, group_bits, runs[0], frame.in_window, days)
    return days.reshape(len(stages), len(categories), len(frame.windows))


def _windows(
    table: Table, group_of: NDArray[np.int64], run_bits: int, runs: list[NDArray[np.float32]]
) -> Iterator[tuple[Whole, Whole]]:
    """Yield whose windows disclosures covered, as `windows_of` says it; adds the windows of each piece to `runs`."""
    before = 0
    for person, code, part, start, end in table.pieces("person", "code", "slice", "start", "end"):
        persons, cells = np.empty((2, len(person)), np.uint64)
        own = np.empty((len(person), 3), np.float32)
        rows, many = windows_of(
            person.astype(np.uint64), code.astype(np.int32), part.astype(np.uint16), start, end, group_of, run_bits,
            before, own, persons, cells,
        )  # fmt: skip
        before += many
        runs.append(own[:many].copy())
        yield persons[:rows], cells[:rows]


def _records(ledger: Ledger) -> Sums:
    return _disclosed(ledger, "records", ledger.once(_copied_records))


def _ages(ledger: Ledger) -> Sums:
    return _disclosed(ledger, "age_days", _copied(ledger, "age_days"))


class _Labelled(NamedTuple):
    """Which sums each combination of labels is added to, in the order of labels and not in that of appearance."""

    order: NDArray[np.int64]  # (rows,), of the ledger's combinations and those of bulk copies behind them
    place: NDArray[np.int64]  # (labels, rows), of the sum of everything and of each label
    keys: list[tuple[str, str, str]]  # of the sums


def _labelled(ledger: Ledger) -> _Labelled:
    rows = [*ledger.exposures.codes, *ledger.once(_copied_records)]
    order = sorted(range(len(rows)), key=rows.__getitem__)
    number = {(stage, "", ""): i for i, stage in enumerate(exposed(ledger))}  # there even where nothing was disclosed
    positions, stage = [EXPOSURE_LABELS.index(label) for label in OF_A_ROW], EXPOSURE_LABELS.index("stage")
    place = np.empty((len(order), 1 + len(OF_A_ROW)), np.int64)
    for i, row in enumerate(map(rows.__getitem__, order)):
        own = [(row[stage], label, row[position]) for label, position in zip(OF_A_ROW, positions, strict=True)]
        place[i] = [number.setdefault(key, len(number)) for key in ((row[stage], "", ""), *own)]
    return _Labelled(np.array(order, np.int64), place.T, list(number))


def _disclosed(ledger: Ledger, name: str, copied: Copied) -> Sums:
    """Return a sum over disclosures and bulk copies in total and by label, for each stage."""
    order, place, keys = ledger.once(_labelled)
    by_code = ledger.exposures.sums(name) @ ledger.frame.in_window
    added = np.concatenate([by_code, *(row[None] for row in copied.values())])[order]
    columns = [np.bincount(place.ravel(), np.tile(column, len(place)), len(keys)) for column in added.T]
    return dict(zip(keys, np.stack(columns, axis=1), strict=True))


def _copied_records(ledger: Ledger) -> Copied:
    return _copied(ledger, "records")


def _copied(ledger: Ledger, name: str) -> Copied:
    """Return a sum over bulk copies by combination of labels."""
    sums: dict[tuple[str, ...], Numbers] = defaultdict(lambda: np.zeros(ledger.frame.slices))
    for crowd in ledger.crowds:
        events = CopyEvents.of(crowd.events)
        columns = events.columns
        part, numbers = ledger.frame.slices_of(columns.time), getattr(columns, name).astype(np.float64)
        for which, (*labels, recipient) in enumerate(events.labels):
            own = columns.which == which
            np.add.at(sums[*labels, crowd.place, "bystander", recipient], part[own], numbers[own])
    return {key: row @ ledger.frame.in_window for key, row in sums.items()}


def _labels(stage: str, label: str, value: str) -> Mapping[str, str]:
    return {"stage": stage, label: value} if label else {"stage": stage}


def flows(ledger: Ledger) -> Columns:
    """Return the records disclosed by whose they are, what they are, where they lay, and how and to whom they went.

    Columns FLOWS; a row for each period, stage and combination of labels that disclosed a record. Records add up over
    rows of a period and stage to `exposure.records`.
    """
    by_code = ledger.exposures.sums("records") @ ledger.frame.in_window
    copied, shown = ledger.once(_copied_records), itemgetter(*map(EXPOSURE_LABELS.index, FLOWS[1:-1]))
    number: dict[tuple[str, ...], int] = {}
    keys = map(shown, [*ledger.exposures.codes, *copied])
    place = np.array([number.setdefault(key, len(number)) for key in keys], np.int64)
    added = np.concatenate([by_code, *(row[None] for row in copied.values())])
    order = sorted(number)
    rows = [
        (period, *key, sums[number[key]])
        for period, column in zip(ledger.frame.names, added.T, strict=True)
        for sums in [np.bincount(place, column, len(number)).tolist()]
        for key in order
        if sums[number[key]] > 0.0
    ]
    columns: Columns = {name: [row[column] for row in rows] for column, name in enumerate(FLOWS[:-1])}
    return {**columns, FLOWS[-1]: np.array([row[-1] for row in rows], np.float64)}
