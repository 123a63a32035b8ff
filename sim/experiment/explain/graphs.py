"""An explanation as a small graph: person, records, store, what found them, who had them, who read them."""

from collections.abc import Iterator, Sequence
from typing import Any

import networkx as nx

from sim.experiment.explain.moments import listed, moment, period, span
from sim.experiment.explain.sentences import NAMES, held_from, window_of
from sim.replication import Chain, Kept, Story

LAYERS = ("person", "records", "store", "act", "recipient", "end", "told")
"""Kinds of nodes, in the order of the chain; laws and authorisers stand beside it."""

_ACTS = {
    "onsite": "visit of {0}",
    "remote": "remote inspection by {0}",
    "interception": "interception by {0}",
    "mirror": "copy within reach of {0}",
    "monitoring": "filter",
    "breach": "breach by {0}",
    "misuse": "misuse at {0}",
}


def graph_of(chains: Sequence[Chain], story: Story) -> "nx.DiGraph[str]":
    """Return the chains as one graph.

    Nodes have `label`, `kind` (one of LAYERS, `law` or `authoriser`) and `chain` (from 1; 0 is shared); edges have
    `label`.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    person = f"person {story.person.number}"
    graph.add_node("person", label=person, kind="person", chain=0)
    for number, chain in enumerate(chains, 1):
        _add(graph, number, chain, story)
    return graph


def as_text(graph: "nx.DiGraph[str]") -> str:
    """Return a graph as lines: each chain from the person to its end, with what bears on it below."""
    lines = []
    label = graph.nodes(data="label")
    for number in sorted({data["chain"] for _, data in graph.nodes(data=True)} - {0}):
        names = [f"{number}:{kind}" for kind in LAYERS[1:] if f"{number}:{kind}" in graph]
        lines.append(f"{number}. {label['person']}")
        for depth, (one, other) in enumerate(zip(["person", *names], names, strict=False)):
            pad = "   " + "  " * depth
            lines.append(f"{pad}└─ {graph.edges[one, other]['label']} ─> {label[other]}")
            for beside in graph.predecessors(other):
                if beside != one:
                    lines.append(f"{pad}   <─ {graph.edges[beside, other]['label']} ─ {label[beside]}")
    return "\n".join(lines)


def _add(graph: "nx.DiGraph[str]", number: int, chain: Chain, story: Story) -> None:
    """Add one chain, node by node."""
    last = "person"
    for kind, label, edge in _nodes(chain, story):
        name = f"{number}:{kind}"
        graph.add_node(name, label=label, kind=kind, chain=number)
        graph.add_edge(last, name, label=edge)
        last = name
    for beside, label, edge, target in _beside(chain):
        name = f"{number}:{beside} {label}"
        graph.add_node(name, label=label, kind=beside, chain=number)
        graph.add_edge(name, f"{number}:{target}", label=edge)


def _nodes(chain: Chain, story: Story) -> Iterator[tuple[str, str, str]]:
    """Yield kind, label and edge of each node of a chain after the person."""
    fact, start, kept = chain.fact, story.start, chain.kept
    when = moment(start, fact.time)
    name, before = NAMES.get(fact.category, fact.category), held_from(chain, story)
    of = f"held from {moment(start, before)}" if before == before else f"of {span(start, *window_of(fact))}"
    yield "records", f"{name} {of}", "wrote"
    yield "store", _store(fact, kept), "kept" if kept is not None or before == before else "passed"
    found = moment(start, kept.looked) if kept is not None else when
    if chain.request is not None:
        yield "act", f"request {chain.request.number}", f"found {found}"
    else:
        yield "act", _ACTS.get(fact.channel, "{0}").format(fact.agency), f"found {found}"
    if "obtained" in chain.stages:
        yield (
            "recipient",
            fact.agency if fact.recipient in ("agency", "intruder") else fact.recipient,
            f"obtained {when}",
        )
    elif "examined" not in chain.stages:
        yield "recipient", fact.agency, f"within reach from {when}"
    if "examined" in chain.stages:
        yield "end", f"read by a human of {fact.agency}", when
    if chain.told is not None and chain.told.told:
        yield "told", "the person is told", moment(start, chain.told.time)


def _store(fact: Any, kept: Kept | None) -> str:
    if kept is None:
        return str(fact.operator)
    return f"{listed(kept.operators, 'or')}, which keeps {period(kept.kept_days)}"


def _beside(chain: Chain) -> Iterator[tuple[str, str, str, str]]:
    """Yield kind, label, edge and target of what bears on a chain: laws, and who authorised."""
    kept, given = chain.kept, chain.authorised
    if kept is not None:
        for law in kept.raised_by:
            yield "law", law, "makes it keep for longer", "store"
        for law in kept.cut_by:
            yield "law", law, "has it deleted sooner", "store"
        needed = {law for one in kept.needed for law in one.laws} - {*kept.raised_by, *kept.cut_by}
        for law in sorted(needed):
            yield "law", law, "without it there would be nothing left", "store"
    if given is not None and given.by != "nobody":
        yield "authoriser", f"{given.by} ({given.law or 'own chain'})", "authorises", "act"
    if chain.act_law:
        yield "law", chain.act_law, "allows it", "act"
