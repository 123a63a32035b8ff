"""What stores hold, and what a duty to keep records costs."""

from functools import partial

from scipy import stats

from validation.playing import measured
from validation.rows import Published, Row, Spread, at_least, exact, figure

STORAGE, COSTS = "Storage", "Costs"
DENMARK, MB, TB = 5.6e6, 1e6, 1e12


def _store(per_day: float, kept: str, record: str, people: int = 1_000_000) -> tuple[str, ...]:
    return (
        f"people.residents.writes.session={per_day:g} per person day",
        f"people.residents.number={people}",
        f"operators.isp.keeps.session={kept}",
        f"operators.isp.record_size.session={record}",
        "people.residents.activity_cv=0",
    )


def _held(per_day: float, kept: str, record: str, *, over: float, people: int = 1_000_000) -> Spread:
    """Return the bytes held, over something; a store purges once a day, so that it holds up to a day more."""
    return exact(measured("store", "load.stored", _store(per_day, kept, record, people)) / over)


def _of_one_person() -> Spread:
    """Return the records of six months of one person, where people differ as the model says: Gamma of variation 1."""
    mean = measured("store", "load.stored", _store(400, "182 days", "1 byte")) / 1e6
    return Spread(mean, *(mean * float(stats.expon.ppf(q)) for q in (0.025, 0.975)))


SIZE = [
    Row("dk-year", STORAGE, "registrations of a person and year, Denmark", "record",
        figure(146_000, "itpol-2013", "derived", within=500), "arithmetic", "400 a person and day",
        partial(_held, 400, "365 days", "1 byte", over=1e6)),
    Row("dk-nation", STORAGE, "registrations a year, 5.6 million people (trillion)", "record",
        figure(0.8, "itpol-2013", "derived", within=0.05), "arithmetic", "400 a person and day",
        partial(_held, 400, "365 days", "1 byte", over=1e6 * 1e12 / DENMARK)),
    Row("spitz", STORAGE, "records of one politician in six months, Germany", "record",
        figure(35_830, "zeit-2011", "verified"), "predicted", "Denmark's 400 a day, people as varied as by default",
        _of_one_person),
    Row("cgn-low", STORAGE, "log of address translation, 33,000 connections a day", "MB per subscriber day",
        figure(5, "rfc-7422", "unverified", within=0.5), "arithmetic", "connections and bytes of the same source",
        partial(_held, 33_000, "365 days", "150 bytes", over=1e6 * 365 * MB)),
    Row("cgn-high", STORAGE, "the same, 216,000 connections", "MB per subscriber day",
        figure(32, "rfc-7422", "unverified", within=0.5), "arithmetic", "as above",
        partial(_held, 216_000, "365 days", "150 bytes", over=1e6 * 365 * MB)),
    Row("cgn-month", STORAGE, "a million subscribers for a month, 33,000 connections a day", "TB",
        figure(150, "rfc-7422", "unverified", within=5), "arithmetic", "as above",
        partial(_held, 33_000, "30 days", "150 bytes", over=TB)),
    Row("nanog", STORAGE, "10,000 customers for 180 days, in records of 20 bytes", "TB",
        figure(0.4, "nanog-2014", "verified", within=0.05), "predicted", "the lower 33,000 connections of RFC 7422",
        partial(_held, 33_000, "180 days", "20 bytes", over=TB, people=10_000),
        "The two estimates disagree: the network engineer's bound is that of 11,500 events a subscriber and day. A "
        "store of translations is known to a factor of three at best."),
]  # fmt: skip


def _per_head(operator: str, settings: tuple[str, ...] = ()) -> Spread:
    return exact(measured("providers", "load.cost_per_subscriber", settings, operator=operator))


TEN_YEARS = ("costs.fixed=155964 EUR per year",)  # 375,240 once and 9,870 a month, over ten years
UNITS = (
    "No rate of exchange is used, and none comes to so much. The European figure is of one provider of unknown make, "
    "the others of all that a carrier had to build; a fixed cost says little of the cost of volume."
)

MONEY = [
    Row("eu-provider", COSTS, "first year of a provider of half a million customers", "EUR per customer",
        figure(0.987, "com-2011-225", "unverified", within=0.005), "calibrated",
        "375,240 euros and 9,870 a month as a fixed cost", partial(_per_head, "large")),
    Row("de-small", COSTS, "start of a provider of up to 1,000 customers, Germany", "EUR per customer",
        at_least(100, "zeit-2015", "secondary"), "predicted", "the same fixed cost", partial(_per_head, "small")),
    Row("de-small-ratio", COSTS, "how many times dearer a head is at the small provider", "1",
        at_least(100, "zeit-2015", "derived"), "predicted", "the same fixed cost",
        lambda: exact(_per_head("small").mean / _per_head("large").mean)),
    Row("au-customer", COSTS, "average over ten years, Australia (1.83 to 6.12 Australian dollars)",
        "per customer year", Published(3.98, 1.83, 6.12, "itnews-2015", "secondary"), "predicted",
        "the European provider's costs over ten years, in euros", partial(_per_head, "large", TEN_YEARS), UNITS),
    Row("dk-head", COSTS, "capital of session logging, Denmark (pounds)", "per head",
        figure(19, "ey-2016", "derived", within=0.5), "predicted", "the European provider's first year, in euros",
        partial(_per_head, "large"), "Session logging is volume: some 400 records a person and day. " + UNITS),
]  # fmt: skip

ROWS = [*SIZE, *MONEY]
