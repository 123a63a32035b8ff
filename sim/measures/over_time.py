"""Tables over time and place: thinned series, the curve of first exposure, and the map."""

from collections.abc import Iterator

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.outcome import Columns
from sim.measures.incidence import Incidence
from sim.measures.load import lines
from sim.measures.people import Exposed, exposed
from sim.measures.rows import Numbers

SERIES = ("time", "series", "stage", "desk", "operator", "category", "jurisdiction", "law", "change", "unit", "value")
CURVES = ("time", "stage", "at_risk", "first")
LINKS = ("one", "other", "length_km")
PLACES = ("period", "stage", "place", "lon", "lat", "people", "persons", "share")

Line = tuple[dict[str, str], Numbers]
Dated = tuple[dict[str, str], Numbers, Numbers]  # labels, times, values


def series(ledger: Ledger) -> Columns:
    """Return values at evenly spaced times over the run, in columns SERIES; one row for each series and time.

    `exposure.persons` and `.share` are people exposed since the end of the warm-up; `desk.backlog` is work waiting,
    `load.stored` what stores hold, `inspection.open_deficits` duties not met,
    `monitoring.watched` people on lists. `law.in_force` and `change.made` have
    rows of their own days only: of the first day, and of each day on which the value becomes 1 or 0.
    """
    points = ledger.frame.points
    lines = [*_people(ledger), *_backlogs(ledger), *_stored(ledger), *_deficits(ledger), *_watched(ledger)]
    found: list[Dated] = [(labels, points, row) for labels, row in lines]
    found += [*_laws(ledger), *_changes(ledger)]
    columns: Columns = {
        name: [text for labels, at, _ in found for text in [labels.get(name, "")] * len(at)] for name in SERIES[1:-1]
    }
    return {
        "time": np.concatenate([times for _, times, _ in found]),
        **columns,
        "value": np.concatenate([row for _, _, row in found]),
    }


def curves(ledger: Ledger) -> Columns:
    """Return the cumulative incidence of first exposure and the people at risk, in columns CURVES.

    The clock starts when the warm-up ends. Where nobody comes or goes, those at risk are those not yet exposed;
    else times are those of a clock that starts with whoever comes, as `exposure.first` has it.
    """
    grid, warmup = ledger.frame.grid, ledger.frame.warmup_days
    counted = grid >= warmup
    people, found = float(ledger.frame.people), exposed(ledger)
    if ledger.frame.presence is not None:
        days = grid[counted] - warmup
        some = [Incidence(ledger, stage, ledger.frame.presence) for stage in found]
        return {
            "time": np.tile(grid[counted], len(found)),
            "stage": [stage for stage in found for _ in days],
            "at_risk": np.concatenate([one.at_risk(days) for one in some]),
            "first": np.concatenate([one.at(days) for one in some]),
        }
    upto = np.concatenate([one.over_time[counted] for one in found.values()])
    return {
        "time": np.tile(grid[counted], len(found)),
        "stage": [stage for stage in found for _ in range(int(counted.sum()))],
        "at_risk": people - upto,
        "first": upto / people if people else np.full_like(upto, np.nan),
    }


def map_table(ledger: Ledger) -> Columns:
    """Return exposed people by place of home, in columns PLACES; one row for each period, stage and place."""
    rows = [row for found in exposed(ledger).values() for row in _homes(ledger, found)]
    return (
        {name: list(column) for name, column in zip(PLACES, zip(*rows, strict=True), strict=True)}
        if rows
        else ({name: [] for name in PLACES})
    )


def links_table(ledger: Ledger) -> Columns:
    """Return the links of the map, in columns LINKS."""
    links = ledger.frame.links
    ends: Columns = {name: [getattr(link, name) for link in links] for name in LINKS[:-1]}
    return {**ends, LINKS[-1]: np.array([link.length_km for link in links], np.float64)}


def _homes(ledger: Ledger, found: Exposed) -> Iterator[tuple[object, ...]]:
    homes, nobody = found.by_home, np.zeros(len(ledger.frame.windows))
    for number, period in enumerate(ledger.frame.names):
        for place in ledger.frame.places:
            persons = float(homes.get(place.name, nobody)[number])
            yield (period, found.stage, *place, persons, persons / place.people if place.people else np.nan)


def _people(ledger: Ledger) -> Iterator[Line]:
    frame = ledger.frame
    at = np.searchsorted(frame.grid, frame.points)
    for stage, found in exposed(ledger).items():
        persons = found.over_time[at]
        yield {"series": "exposure.persons", "stage": stage, "unit": "person"}, persons
        yield {"series": "exposure.share", "stage": stage, "unit": "1"}, persons / max(frame.present[0], 1.0)


def _backlogs(ledger: Ledger) -> Iterator[Line]:
    for name, desk in ledger.desks.items():
        yield {"series": "desk.backlog", "desk": name, "unit": "1"}, np.array(desk.queue.values) * desk.mean_weight


def _stored(ledger: Ledger) -> Iterator[Line]:
    for (operator, category), held in lines(ledger).items():
        labels = {"series": "load.stored", "operator": operator, "category": category, "unit": "byte"}
        yield labels, held.at(ledger.frame.points, held.bytes)


def _deficits(ledger: Ledger) -> Iterator[Line]:
    table, points = ledger.deficits, ledger.frame.points
    change = np.zeros(len(points) + 1)
    weight = table.column("weight")
    np.add.at(change, np.searchsorted(points, table.column("opened")), weight)
    np.add.at(change, np.searchsorted(points, table.column("time")), -weight)
    yield {"series": "inspection.open_deficits", "unit": "1"}, np.cumsum(change)[:-1]


def _laws(ledger: Ledger) -> Iterator[Dated]:
    """Yield when each law is in force: at first, and on the days on which it comes into force or ceases to be."""
    for country in dict.fromkeys(fact.jurisdiction for fact in ledger.laws):
        facts = [fact for fact in ledger.laws if fact.jurisdiction == country]
        for law in dict.fromkeys(law for fact in facts for law in fact.laws):
            there = [float(law in fact.laws) for fact in facts]
            turns = [n for n, now in enumerate(there) if n == 0 or now != there[n - 1]]
            labels = {"series": "law.in_force", "jurisdiction": country, "law": law, "unit": "1"}
            yield labels, np.array([facts[n].time for n in turns]), np.array([there[n] for n in turns])


def _changes(ledger: Ledger) -> Iterator[Dated]:
    for fact in ledger.changes:
        days = sorted({0.0, fact.time})
        made = np.array([float(day >= fact.time) for day in days])
        yield {"series": "change.made", "change": fact.change, "unit": "1"}, np.array(days), made


def _watched(ledger: Ledger) -> Iterator[Line]:
    table, points = ledger.watches, ledger.frame.points
    if table.rows:
        change = np.zeros(len(points) + 1)
        np.add.at(change, np.searchsorted(points, table.column("since")), 1.0)
        np.add.at(change, np.searchsorted(points, table.column("time")), -1.0)
        yield {"series": "monitoring.watched", "unit": "person"}, np.cumsum(change)[:-1]
