"""Contact chains over a population of the size of the United States, and three area dumps."""

from functools import partial
from math import sqrt
from typing import NamedTuple

from sim.ledger.facts import CopiedCrowd, Searched
from validation.playing import each, facts
from validation.rows import Published, Row, Spread, figure, years, years_by_factor

CHAINS, DUMPS = "Contact chains", "Area dumps"
PEOPLE, VOLUNTEERS = 320e6, 823


class Chain(NamedTuple):
    """A rule: how many hops, over what window, and how the world differs."""

    hops: int
    window: str
    cases: float  # per million people and year
    settings: tuple[str, ...] = ()

    @property
    def all_settings(self) -> tuple[str, ...]:
        """The settings of a run."""
        return (
            f"agencies.agency.asks.chains.hops={self.hops}",
            f"agencies.agency.asks.chains.window={self.window}",
            f"agencies.agency.cases.rate={self.cases:g} per million people per year",
            *self.settings,
        )


def _mean_reached(chain: Chain, replication: int) -> float:
    """Return the people whom a chain reaches, on average over those of a replication, listed or drawn as a crowd."""
    searches = facts(Searched, "chains", chain.all_settings, replication)
    crowds = facts(CopiedCrowd, "chains", chain.all_settings, replication)
    listed = sum(one.persons for one in searches)
    drawn = sum(event.exposed for crowd in crowds for event in crowd.events)
    return float((listed + drawn) / len(searches))


def reached(chain: Chain, replications: int) -> Spread:
    """Return where the mean over a programme's chains lies in 95 % of replications."""
    return years_by_factor(each(replications, lambda replication: _mean_reached(chain, replication)))


ALIKE = ("people.residents.contacts.tail=1000", "people.residents.activity_cv=0")
TWO, THREE = Chain(2, "18 months", 0.25), Chain(3, "5 years", 0.25)  # some 13 chains a programme
SUBSCRIBERS = 45e6  # of the carrier with the voicemail number
HUB = Chain(
    2, "18 months", 0.25, (f"people.residents.contacts.hubs={{number: 1, reach: {100 * SUBSCRIBERS / PEOPLE:g} %}}",)
)


def _share_through_a_hub() -> Spread:
    """Return which share of 823 volunteers a chain joins that goes through everybody's voicemail, a single number."""
    crowds = facts(CopiedCrowd, "chains", HUB.all_settings, 0)
    wide = [event.exposed / PEOPLE for crowd in crowds for event in crowd.events if event.exposed > PEOPLE / 100]
    share = sum(wide) / len(wide)
    reach = 1.96 * sqrt(share * (1 - share) / VOLUNTEERS)
    return Spread(100 * share, 100 * (share - reach), 100 * (share + reach))


CONTACTS = [
    Row("chain-two", CHAINS, "people reached in two hops and 18 months", "person",
        figure(25_000, "spectrum-2016", "secondary", within=500), "calibrated",
        "75 contacts, and a tail of the degrees that gives so many", partial(reached, TWO, 12),
        seen="the interval is by a factor, since one of plus and minus reached below 0."),
    Row("chain-three", CHAINS, "people reached in three hops and five years (million)", "person",
        figure(20, "spectrum-2016", "secondary", within=1), "predicted", "the two figures above",
        lambda: Spread(*(value / 1e6 for value in reached(THREE, 6))),
        "Contacts are a fixed set in the model, so that five years find hardly more of them than 18 months; in five "
        "years people meet others, and numbers change hands.",
        "the interval is by a factor, and of as many chains as that of two hops. Before, it held 4 to 35 million."),
    Row("chain-alike-two", CHAINS, "two hops, if everybody has 75 contacts", "person",
        figure(5_625, "pclob-2014", "unverified", within=75), "arithmetic", "75 contacts",
        partial(reached, Chain(2, "18 months", 0.1, ALIKE), 2)),
    Row("chain-alike-three", CHAINS, "three hops, if everybody has 75 contacts", "person",
        figure(421_875, "pclob-2014", "unverified", within=17_000), "arithmetic", "75 contacts; none of a contact's "
        "contacts known before", partial(reached, Chain(3, "18 months", 0.05, ALIKE), 2)),
    Row("chain-hub", CHAINS, "people whom one voicemail number joins at two hops", "%",
        figure(17.5, "mayer-2016", "secondary", within=0.05), "predicted",
        "45 million subscribers of the 320 million people played call their carrier's voicemail", _share_through_a_hub,
        "823 volunteers are no sample of the country: with a chance of 14 %, between 12 and 16 % of them would have "
        "been joined. The model's reach through a hub counts all who are in contact with it.",
        "the share that has the carrier was one of 310 million people, a number without a source; it is now one of the "
        "people of all rows of chains, which takes the prediction away from the published figure."),
]  # fmt: skip


def _searched(replication: int) -> list[Searched]:
    return [one for one in facts(Searched, "dumps", (), replication) if one.intersects]


def _in_any(size: float) -> Spread:
    def people(replication: int) -> float:
        found = _searched(replication)
        return size * sum(one.persons for one in found) / len(found)

    return years(each(3, people))


def _in_all() -> Spread:
    def people(replication: int) -> float:
        found = _searched(replication)
        return sum(one.candidates for one in found) / len(found)

    return years(each(3, people))


AREA = [
    Row("dumps-people", DUMPS, "people in three dumps, played at a hundredth of the size", "person",
        figure(150_000, "feigenbaum-2017", "verified", within=5_000), "calibrated",
        "a chance of 0.5 % for each of a region to pass within the hour", partial(_in_any, 100.0)),
    Row("dumps-match", DUMPS, "people in all three dumps: the one who is sought", "person",
        figure(1, "feigenbaum-2017", "verified", within=0.5), "predicted", "people pass each place by chance",
        _in_all),
    Row("dumps-residents", DUMPS, "the same, if the people of the dumps live there", "person",
        Published(1, 0.5, 1.5, "feigenbaum-2017", "verified"), "predicted",
        "an area of 500 people, all of whom have a record in the hour",
        lambda: years(each(2, _candidates_of_residents)),
        "Dumps of a case are of one place in the model, where people are at home; those of 2010 were of three towns. "
        "An intersection over residents finds them all. Use passers-by, as above."),
]  # fmt: skip
AT_HOME = (
    "people.residents.number=5000 people",
    "agencies.police.asks.dumps.area=500 people",
    "people.residents.writes.location=200 per person day",
    "agencies.police.cases.rate=2000 per million people per year",
)


def _candidates_of_residents(replication: int) -> float:
    found = [one for one in facts(Searched, "dumps", AT_HOME, replication) if one.intersects]
    return float(sum(one.candidates for one in found) / len(found))


ROWS = [*CONTACTS, *AREA]
