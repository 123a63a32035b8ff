"""A small country to build in: a chain of towns a - b - c - d, 100 km each, with a country abroad behind d."""

import json
from functools import partial
from pathlib import Path

from sim.actors.census import Census
from sim.build.context import Context
from sim.build.frame import frame_of
from sim.build.geography import Geography
from sim.build.operators import access_shares, build_operators, mean_accounts, sites
from sim.build.population import build_people
from sim.entry import load_scenario
from sim.ledger.accounts import Ledger
from sim.scenario.loading import Loaded

CHAIN = {
    "directed": False,
    "multigraph": False,
    "graph": {},
    "nodes": [{"id": name, "pos": [10.0 + i, 50.0]} for i, name in enumerate("abcd")],
    "links": [{"source": a, "target": b, "dist": 100.0} for a, b in zip("abc", "bcd", strict=True)],
}
HEAD = """
exposim: 1
start: 2024-01-01
end: 2024-03-01
places: {map: "node_link:chain.json", country: home, regions: {table: regions.csv}, abroad: {XX: {attach: d}}}
"""
PEOPLE = """
people: {residents: {number: 1000 people, writes: {session: 2 per person day, ip_assignment: 1 per person day}}}
"""
PLAIN = "operators: {net: {market: 100 %, keeps: {session: 9 days}}}\n"


def loaded(folder: Path, text: str, head: str = HEAD, people: str = PEOPLE) -> Loaded:
    (folder / "chain.json").write_text(json.dumps(CHAIN))
    (folder / "regions.csv").write_text("node\na\nb\nc\nd\n")
    (folder / "homes.csv").write_text("node,number\na,1\nb,1\nc,2\nd,4\n")
    (folder / "world.yaml").write_text(head + people + text)
    return load_scenario(folder / "world.yaml")


def begun(folder: Path, text: str = PLAIN, head: str = HEAD, people: str = PEOPLE) -> tuple[Context, Census]:
    """A context with its people and a ledger."""
    given = loaded(folder, text, head, people)
    context = Context(given, Geography(given), seed=1, replication=0)
    census = build_people(context, access_shares(context, sites(context)), partial(mean_accounts, context))
    context.ledger = Ledger(frame_of(context, census))
    return context, census


def operators_of(folder: Path, text: str, head: str = HEAD, people: str = PEOPLE):
    context, census = begun(folder, text, head, people)
    built = build_operators(context, sites(context), census)
    return context, census, {own.name: own for own in built}
