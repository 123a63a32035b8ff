"""How old data are when they are asked for, and how long the period is that is asked for."""

from functools import partial
from math import inf, log

import numpy as np

from analysis.bands import Distribution, Numbers, bands
from analysis.families import FAMILIES
from analysis.fitting import Fit, fit
from sim.ledger.facts import RequestClosed
from validation.playing import each, facts
from validation.rows import Row, Spread, figure, years

MONTH = 365.25 / 12
TOPIC = "Age of data, and period asked for"
PLAYED, PART = 4, 1 / 25  # replications, and the part of a year's items that one has
LONG = (
    "What is over 12 months old was kept for business and not under an order; the model keeps what its scenario says, "
    "and a scenario with the ordered period alone has none of it."
)


def _ages(replication: int, settings: tuple[str, ...] = ()) -> Numbers:
    """Return the ages of what was found, at the time when it was asked for."""
    found = [fact for fact in facts(RequestClosed, "kingdom", settings, replication) if fact.state == "complete"]
    return np.array([fact.drafted - fact.asked_to for fact in found])


def _share_of_ages(low: float, high: float, settings: tuple[str, ...] = ()) -> Spread:
    def share(replication: int) -> float:
        ages = _ages(replication, settings)
        return 100 * float(np.mean((ages > low * MONTH) & (ages <= high * MONTH)))

    return years(each(PLAYED, share), larger=1 / PART)


def _share_of_periods(longest_days: float, settings: tuple[str, ...] = ()) -> Spread:
    def share(replication: int) -> float:
        asked = facts(RequestClosed, "kingdom", settings, replication)
        return 100 * float(np.mean([fact.asked_to - fact.asked_from <= longest_days for fact in asked]))

    return years(each(PLAYED, share), larger=1 / PART)


SHORT = ("operators.carrier.keeps.session=12 months",)
ONE_PARAMETER = ("agencies.police.asks.window={exponential: {mean: 4.48 days}}",)

KINGDOM = [
    Row("uk-age-4", TOPIC, "items under 4 months old, United Kingdom 2015", "%",
        figure(88, "iocco-2016", "verified", within=1.5), "calibrated",
        "lognormal fitted to the three bands, which add up to 101 %", partial(_share_of_ages, -inf, 4)),
    Row("uk-age-12", TOPIC, "items of 4 to 12 months", "%", figure(8, "iocco-2016", "verified", within=0.5),
        "calibrated", "as above", partial(_share_of_ages, 4, 12)),
    Row("uk-age-over", TOPIC, "items over 12 months", "%", figure(5, "iocco-2016", "verified", within=0.5),
        "calibrated", "as above, where the carrier keeps everything", partial(_share_of_ages, 12, inf)),
    Row("uk-age-ordered", TOPIC, "items over 12 months, where only 12 months are kept", "%",
        figure(5, "iocco-2016", "verified", within=0.5), "predicted", "the period that could be ordered, 12 months",
        partial(_share_of_ages, 12 + 1 / 30, inf, SHORT), LONG),
    Row("uk-period-day", TOPIC, "requests for less than a day of records", "%",
        figure(20, "iocco-2016", "verified", within=2.5), "calibrated", "lognormal through both figures",
        partial(_share_of_periods, 1.0)),
    Row("uk-period-3", TOPIC, "requests for up to 3 months", "%", figure(80, "iocco-2016", "verified", within=2.5),
        "calibrated", "as above", partial(_share_of_periods, 3 * MONTH)),
    Row("uk-period-one", TOPIC, "requests for up to 3 months, from the share under a day alone", "%",
        figure(80, "iocco-2016", "verified", within=2.5), "predicted",
        "exponential (one parameter) through the share under a day",
        partial(_share_of_periods, 3 * MONTH, ONE_PARAMETER),
        "Periods spread far wider than an exponential: who used an address at a time, and everything of half a year."),
]  # fmt: skip


EUROPE = {"all": (67, 19, 12, 2), "fixed telephony": (61, 28, 8, 3), "mobile telephony": (70, 18, 11, 1),
          "internet": (56, 19, 18, 7)}  # fmt: skip


def _beyond(shares: tuple[float, ...]) -> Spread:
    """Return the share over 12 months that the bands up to 12 months say, between two families.

    The law is fitted to what is under 12 months, as if nothing else could be seen, and goes on to 24.
    """
    found = []
    for family in ("gamma", "lognormal"):
        fitted = fit(bands([3 * MONTH, 6 * MONTH, 12 * MONTH], shares[:3], cut_days=12 * MONTH), family, counted=False)
        over = bands([12 * MONTH, 24 * MONTH], [1, 1], cut_days=24 * MONTH)
        found.append(100 * float(over.chances(_law(fitted))[1]))
    return Spread(sum(found) / 2, min(found), max(found))


def _law(fitted: Fit) -> Distribution:
    """Return the distribution that a fit says."""
    family = FAMILIES[fitted.family]
    logs = [log(log(part.value)) if part.key == "spread" else log(part.value) for part in fitted.parameters]
    return family.distribution(np.array(logs))


FEW_STATES = (
    "Most of the nine states kept nothing over 12 months, so that the published share is that of the few that did; "
    "the fit lets all of them keep 24."
)
WHY = {
    "fixed telephony": "The bands fall faster than what lies beyond them: a law fitted to the young is a poor guide to "
    "the old. The extrapolation is the weak part of any such fit.",
}
UNION = [
    Row(f"eu-over-12-{name.split()[0]}", TOPIC, f"requests over 12 months, nine member states 2008, {name}", "%",
        figure(shares[3], "com-2011-225", "unverified", within=0.5), "predicted",
        "the three bands up to 12 months, cut there (`exposim fit`); from gamma to lognormal",
        partial(_beyond, shares), WHY.get(name, FEW_STATES))
    for name, shares in EUROPE.items()
]  # fmt: skip

ROWS = [*KINGDOM, *UNION]
