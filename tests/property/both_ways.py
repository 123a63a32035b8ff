"""A run whose requests are sent and closed many at a time, and the same with each seen to by itself."""

from sim.replication import simulate


def tables(outcome):
    """All that a run keeps, but its counts."""
    return outcome.rows, outcome.series, outcome.curves, outcome.places, outcome.links, outcome.flows


def both_ways(scenario, seed=1):
    """Return the run of many at a time, having seen that it is the other to the last bit."""
    blocks = simulate(scenario, seed=seed, replication=0)
    single = simulate(scenario, seed=seed, replication=0, journal=True)
    assert repr(tables(blocks)) == repr(tables(single))
    assert dict(blocks.counts) == dict(single.counts)
    return blocks
