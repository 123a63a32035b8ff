"""Exposure of people: how many, how often, to what extent, and how evenly."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from sim.ledger.accounts import Ledger
from sim.measures.incidence import Incidence
from sim.measures.load import BY_PLACE, time_average
from sim.measures.people import LABELS, Exposed, exposed
from sim.measures.rows import Numbers, Part, measure

TIMES = {"1": (0.0, 1.5), "2-5": (1.5, 5.5), "6+": (5.5, np.inf)}
BY_LABEL = ("stage", *LABELS)
NONE: Mapping[str, str] = MappingProxyType({})


@measure("exposure.persons", unit="person", scale="positive", kind="count", labels=(*BY_LABEL, "group"))
def persons(ledger: Ledger) -> Iterable[Part]:
    """Distinct people with an exposure instant in the period, by stage.

    The instant is the delivery of an answer, the end of a visit that copied or read, or a theft. Distinct people do
    not add up over labels or periods. People copied in bulk are drawn class by class; those of a class who were also
    looked at one by one are drawn as a hypergeometric number. Under a label that only some of a class's copies have,
    the people are drawn among those whom all copies exposed, by the chances of these copies: exact row by row. Rows by
    `group` count the members of a group of people such as journalists; of a class copied in bulk their number is
    binomial. Rows by `jurisdiction` count the people exposed at any of the operators that stand there.
    """
    for found in exposed(ledger).values():
        yield from (_of(found, value, labels) for labels, value in found.by_label())
        yield from (_of(found, value, {"group": group}) for group, value, _ in found.by_group())


@measure("exposure.share", unit="1", scale="share", kind="ratio", labels=("stage", "place"))
def share(ledger: Ledger) -> Iterable[Part]:
    """Distinct people with an exposure instant in the period over people present, by stage and by place of home.

    Where people come and go, both are of those who are there at some time of the period.
    """
    for found in exposed(ledger).values():
        yield _of(found, found.present, over=ledger.frame.present)
        homes = found.by_home
        for number, place in enumerate(ledger.frame.places):
            if place.name in homes:
                yield _of(found, homes[place.name], {"place": place.name}, ledger.frame.present_at(number))


@measure("exposure.bystanders", unit="person", scale="positive", kind="count", labels=("stage", "group"))
def bystanders(ledger: Ledger) -> Iterable[Part]:
    """Distinct people exposed in the period who were an intended subject of no request in the whole run."""
    for found in exposed(ledger).values():
        yield _of(found, found.bystanders)
        yield from (_of(found, value, {"group": group}) for group, _, value in found.by_group())


@measure("exposure.non_suspects", unit="person", scale="positive", kind="count", labels=("stage",))
def non_suspects(ledger: Ledger) -> Iterable[Part]:
    """Distinct people exposed in the period as a subject who is neither a suspect nor a matter of national security.

    Victims, witnesses, associates, next of kin and so on; somebody may be both and counts.
    """
    return (_of(found, found.unsuspected) for found in exposed(ledger).values())


@measure("exposure.per_case", unit="person", scale="positive", kind="ratio")
def per_case(ledger: Ledger) -> Iterable[Part]:
    """People exposed by the answers to requests drafted in the period, per case opened in it.

    Somebody exposed by two answers counts twice.
    """
    cases = ledger.opened_in("case")
    return [Part({}, ledger.requests.total("people"), cases)] if cases.any() else []


@measure("exposure.repeat", unit="person", scale="positive", kind="count", labels=("stage", "band"))
def repeat(ledger: Ledger) -> Iterable[Part]:
    """Distinct people exposed in the period once, 2-5 times, and 6 and more times.

    One disclosure of one category by one act is one time. Where people were both looked at and copied, the bands are
    expected numbers. In classes of over 100,000 people, which are drawn as a crowd, whoever has been exposed is as
    likely as any other of equal activity to be so again: with three and more copies that overlap, people exposed
    once, and 6 and more times, come out too few.
    """
    for found in exposed(ledger).values():
        bands = np.array([[_between(pair, *edges) for edges in TIMES.values()] for pair in found.often])
        yield from (_of(found, bands[:, i], {"band": band}) for i, band in enumerate(TIMES))


@measure("exposure.gini", unit="1", scale="share", kind="statistic", labels=("stage",))
def gini(ledger: Ledger) -> Iterable[Part]:
    """Gini coefficient of the number of exposures in the period over all people present, the unexposed included.

    Too small where classes of over 100,000 people were copied three times and more: see `exposure.repeat`.
    """
    people = ledger.frame.present.tolist()
    return (
        _of(found, np.array([_gini(*pair, many) for pair, many in zip(found.often, people, strict=True)]))
        for found in exposed(ledger).values()
    )


@measure("exposure.region_ratio", unit="1", scale="positive", kind="statistic", labels=("stage",))
def region_ratio(ledger: Ledger) -> Iterable[Part]:
    """90th over 10th percentile of the share of people exposed, over the places where people have their homes.

    No row where the 10th percentile is 0.
    """
    places = ledger.frame.places
    people = {place.name: ledger.frame.present_at(n) for n, place in enumerate(places) if place.people > 0}
    if not people:
        return
    nothing, shares = np.zeros(len(ledger.frame.windows)), []
    for homes in (found.by_home for found in exposed(ledger).values()):
        shares.append([homes.get(place, nothing) / number for place, number in people.items()])
    low, high = np.quantile(np.array(shares), [0.1, 0.9], axis=1)
    ratios = np.where(low > 0.0, high / np.where(low > 0.0, low, 1.0), np.nan)
    yield from (_of(found, ratio) for found, ratio in zip(exposed(ledger).values(), ratios, strict=True))


@measure("exposure.first", unit="1", scale="share", kind="ratio", labels=("stage",))
def first(ledger: Ledger) -> Iterable[Part]:
    """Cumulative incidence of first exposure at the end of the period, with the clock started at the end of warm-up.

    Share of the people at risk when the clock starts who were exposed by then; the curve is among the curves. Where
    people come and go the clock of those who come starts with them, and leaving censors (Kaplan-Meier).
    """
    frame = ledger.frame
    if frame.presence is not None:
        ends = np.array([window.end - frame.warmup_days for window in frame.windows])
        curves = {found: Incidence(ledger, found.stage, frame.presence) for found in exposed(ledger).values()}
        return (
            _of(found, curve.at(ends) * curve.people, over=np.full(len(ends), curve.people))
            for found, curve in curves.items()
        )
    ends = np.searchsorted(frame.grid, [window.end for window in frame.windows])
    at_risk = np.full(len(ends), float(frame.people))
    return (_of(found, found.over_time[ends], over=at_risk) for found in exposed(ledger).values())


@measure("exposure.held_person_days", unit="person day", scale="positive", kind="average", labels=BY_PLACE)
def held_person_days(ledger: Ledger) -> Iterable[Part]:
    """Time average of the days of people's lives that operators hold, summed over people and categories."""
    return time_average(ledger, lambda held: held.person_days)


def _of(found: Exposed, value: Numbers, labels: Mapping[str, str] = NONE, over: Numbers | None = None) -> Part:
    return Part({"stage": found.stage, **labels}, value, over)


def _between(pair: tuple[Numbers, Numbers], low: float, high: float) -> float:
    times, people = pair
    return float(people[(times >= low) & (times < high)].sum())


def _gini(times: Numbers, people: Numbers, everybody: float) -> float:
    """Return the Gini coefficient of numbers in groups: sum m x (F_before + F) / (N sum m x) - 1."""
    exposures = float(times @ people)
    if exposures == 0.0:
        return float("nan")
    order = np.argsort(times)
    times, people = times[order], people[order]
    upto = everybody - people.sum() + np.cumsum(people)
    return float((people * times) @ (2.0 * upto - people) / (everybody * exposures) - 1.0)
