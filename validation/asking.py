"""What happens to requests: returned and declined, urgent, wrong, and the desk that answers them."""

from collections.abc import Sequence
from functools import partial

from sim.ledger.facts import RequestClosed
from validation.playing import each, facts, measured
from validation.rows import Published, Row, Spread, at_least, counted, figure, years

CHAIN, ERRORS, DESKS = "The chain of approval, United Kingdom 2015", "Errors", "Volumes and desks"
PLAYED, PART = 4, 1 / 25
GROWTH = "The model has a constant rate. It says what chance alone would do, and the change is more than that."

# One step at a time, so that every pass of it is seen.
SPOC = ("agencies.police.chain={spoc: {back: 23 %, declined: 6 %}}",)
OFFICER = ("agencies.police.chain={authorise: {back: 3 %, rejected: 2 %}}",)


def _of_passes(settings: Sequence[str], state: str = "") -> Spread:
    """Return which share of the passes of a step ended so, or was sent back."""

    def share(replication: int) -> float:
        asked = facts(RequestClosed, "kingdom", tuple(settings), replication)
        back = sum(fact.reworks for fact in asked)
        ended = sum(fact.state == state for fact in asked) if state else back
        return float(100 * ended / (len(asked) + back))

    return years(each(PLAYED, share), larger=1 / PART)


def _told(value: float) -> Published:
    return figure(value, "iocco-2016", "verified", within=0.5)


FILTER = [
    Row("uk-spoc-back", CHAIN, "returned by the single point of contact, of what it sees", "%", _told(23),
        "calibrated", "`back: 23 %`", partial(_of_passes, SPOC)),
    Row("uk-spoc-declined", CHAIN, "declined by it", "%", _told(6), "calibrated", "`declined: 6 %`",
        partial(_of_passes, SPOC, "declined")),
    Row("uk-officer-back", CHAIN, "returned by the authorising officer", "%", _told(3), "calibrated", "`back: 3 %`",
        partial(_of_passes, OFFICER)),
    Row("uk-officer-rejected", CHAIN, "rejected by the officer", "%", _told(2), "calibrated", "`rejected: 2 %`",
        partial(_of_passes, OFFICER, "rejected")),
]  # fmt: skip

ITEMS = {2016: 754_559, 2017: 757_977, 2018: 808_214}
ERRING = "errors={rate: 0.146 %, by: {spoc: 43.5 %, draft: 39.4 %, operator: 11.6 %, authorise: 2.9 %, other: 2.6 %}}"
STEPS = "agencies.police.chain={draft: {}, spoc: {}, authorise: {}}"


def _errors(year: int) -> Spread:
    """Return the errors of a year's items at the rate of 2016, played at twenty times the rate and a part of the size.

    Errors are rare and independent, so those of a year are Poisson about the mean that the replications find.
    """
    part, often, played = 1 / 50, 20, 4
    rate = f"agencies.police.cases.rate={ITEMS[year] * part / 2.6:.2f} per million people per year"
    settings = (ERRING.replace("0.146 %", "2.92 %"), STEPS, rate)
    found = each(played, lambda replication: measured("kingdom", "error.items", settings, replication))
    return counted(sum(found) / played / often / part, sum(found))


def _errors_of_operators() -> Spread:
    """Return the share of errors that operators make, over as many errors as 2018 had (at a hundred times the rate)."""
    many = (ERRING.replace("0.146 %", "3.2 %"), STEPS)

    def share(replication: int) -> float:
        by = measured("kingdom", "error.items", many, replication, task="operator")
        return 100 * by / measured("kingdom", "error.items", many, replication)

    return years(each(6, share))


WRONG = [
    Row("uk-errors-2016", ERRORS, "reportable errors in 2016, of 754,559 items", "1",
        figure(1101, "ipco-2016", "verified"), "calibrated", "0.146 % of items, that year's own",
        partial(_errors, 2016)),
    Row("uk-errors-2017", ERRORS, "reportable errors in 2017, of 757,977 items", "1",
        figure(926, "ipco-2018", "verified"), "predicted", "the rate of 2016", partial(_errors, 2017),
        "Errors per item fell from 0.146 to 0.122 %. " + GROWTH,
        "what it was before was not kept. Rate, items and interval are those of the rows of 2016 and 2018."),
    Row("uk-errors-2018", ERRORS, "reportable errors in 2018, of 808,214 items", "1",
        figure(903, "ipco-2018", "verified"), "predicted", "the rate of 2016", partial(_errors, 2018),
        "Errors per item fell to 0.112 %. " + GROWTH),
    Row("uk-errors-providers", ERRORS, "errors of 2018 made by providers (126 of 903)", "%",
        figure(13.95, "ipco-2018", "derived"), "predicted", "their share in 2016, 11.6 %", _errors_of_operators,
        "The share rose from 11.6 to 14 %, which is at the edge of what chance does."),
]  # fmt: skip


def _carrier(requests: float, people_million: float, urgent: float, part: float, staff: float = 1000) -> list[str]:
    """Return the settings of a carrier with so many requests a year, played at a part of its size."""
    return [
        f"people.residents.number={people_million * part:g} million",
        f"agencies.police.cases.rate={requests / people_million:.3f} per million people per year",
        f"agencies.police.asks.grades={{1: {100 * urgent:.3f} %, 3: {100 * (1 - urgent):.3f} %}}",
        f"operators.carrier.desk.staff={staff * part:g}",
    ]


TELSTRA = _carrier(84_949, 16.0, 6_202 / 84_949, 1 / 20)
AT_T = _carrier(261_100, 103.0, 80_000 / 261_100, 1 / 10, staff=100)


def _requests(settings: Sequence[str], part: float, per: float = 1.0) -> Spread:
    def number(replication: int) -> float:
        return measured("desk", "request.count", settings, replication) / part / per

    return years(each(5, number), larger=1 / part)


def _urgent(settings: Sequence[str], part: float, *, per_day: bool = False) -> Spread:
    def number(replication: int) -> float:
        asked = facts(RequestClosed, "desk", tuple(settings), replication)
        urgent = sum(fact.grade == 1 for fact in asked)
        return float(urgent / part / 365 if per_day else 100 * urgent / len(asked))

    return years(each(5, number), larger=1 / part)


def _busy() -> Spread:
    return years(each(5, lambda r: 100 * measured("desk", "desk.utilisation", AT_T, r)), larger=10)


CARRIERS = [
    Row("telstra-2014", DESKS, "requests to Telstra, 2013-14", "1", figure(84_949, "telstra-2015", "verified"),
        "calibrated", "that number, of 16 million services", partial(_requests, TELSTRA, 1 / 20)),
    Row("telstra-2015", DESKS, "requests to Telstra, 2014-15", "1", figure(90_106, "telstra-2015", "verified"),
        "predicted", "the number of 2013-14", partial(_requests, TELSTRA, 1 / 20),
        "Requests grew by 6 % in a year. " + GROWTH),
    Row("telstra-urgent-2014", DESKS, "of them life-threatening and emergency calls, 2013-14", "%",
        figure(7.30, "telstra-2015", "derived", within=0.005), "calibrated", "6,202 of 84,949",
        partial(_urgent, TELSTRA, 1 / 20)),
    Row("telstra-urgent-2015", DESKS, "the same, 2014-15 (7,485 of 90,106)", "%",
        figure(8.31, "telstra-2015", "derived", within=0.005), "predicted", "the share of 2013-14",
        partial(_urgent, TELSTRA, 1 / 20), "Emergencies grew by 21 %, requests by 6 %. " + GROWTH),
    Row("att-urgent-telstra", DESKS, "emergencies among requests to AT&T, 2011", "%",
        figure(30.6, "markey-2012", "derived", within=0.5), "predicted", "the share of Telstra, 2013-14",
        partial(_urgent, TELSTRA, 1 / 20),
        "Shares of one carrier say nothing of another: AT&T counts exigent requests of police without a court order, "
        "Telstra threats to life and calls to 000. Take them from the country at hand."),
    Row("att-day", DESKS, "requests to AT&T a day (over 700)", "1 per day", at_least(700, "markey-2012", "secondary"),
        "predicted", "261,100 a year", partial(_requests, AT_T, 1 / 10, 365.0)),
    Row("att-urgent-day", DESKS, "emergencies a day, of these (230)", "1 per day",
        figure(230, "markey-2012", "secondary", within=5), "predicted", "80,000 a year",
        partial(_urgent, AT_T, 1 / 10, per_day=True),
        "80,000 a year are 219 a day: the two published figures are rounded, or of different times."),
    Row("att-staff", DESKS, "requests a person of the staff and year (over 100 people)", "1",
        Published(2600, 0, 2611, "markey-2012", "derived"), "arithmetic", "261,100 requests, 100 people",
        partial(_requests, AT_T, 1 / 10, 100.0)),
    Row("att-busy", DESKS, "utilisation of AT&T's desk: the staff coped", "%",
        Published(100, 0, 100, "markey-2012", "derived"), "predicted",
        "100 people, 36 minutes a request (an assumption within 27 to 45), office hours", _busy),
]  # fmt: skip

ROWS = [*FILTER, *WRONG, *CARRIERS]
