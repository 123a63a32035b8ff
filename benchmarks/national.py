"""Requests per second at national scale, against customers per second of the same kind of queue elsewhere.

A request waits for an authoriser, then for one of an operator's staff, as a customer waits for a server; besides it
is about a person of 1.4 billion, looks records up in a store that a law governs, and is written to a ledger from
which measures are counted. A customer of a peer does nothing but wait: the peer's work is a part of ours. Seconds are
of processor time, which other work on the machine moves less than a clock.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec

from benchmarks.fresh import measured
from benchmarks.line import Line, of_pairs
from benchmarks.peers.queue import DAYS, LOAD

Say = Callable[[str], None]
PEERS = {"SimPy": ("simpy", 1), "Ciw": ("ciw", 2), "salabim": ("salabim", 10), "Cimba": ("cimba", 1)}
PEOPLE = 1.4e9
OPERATORS = 31


def settings(requests: int) -> list[str]:
    """Return what makes the national scenario one of so many requests, its desks busy for 0.8 of their time."""
    staff = requests / DAYS / OPERATORS / 24 / LOAD  # an hour of work for each
    return [
        f"agencies.police.cases.rate={requests / PEOPLE * 1e6:.12g} per million people per year",
        f"operators.isp.desk.staff={staff:.12g}",
    ]


def national_rows(requests: int, pairs: int, say: Say) -> list[Line]:
    """1.4 billion people, 180-day stores, one agency delay and a desk, against every peer that is installed."""
    return _rows(
        "national",
        {"scenario": "national.yaml", "settings": settings(requests)},
        [name for name, (package, _) in PEERS.items() if find_spec(package)],
        pairs=pairs,
        say=say,
    )


def mechanism_rows(scales: Sequence[float], pairs: int, say: Say) -> list[Line]:
    """Compare the main scenario, each of `scales` times its requests and staff, none of its people played one by one.

    What its compiled kernels take alone is what would be left if Python took no time.
    """
    found = []
    for scale in scales:
        what = {"scenario": "cn-2018-order-151", "settings": ["panel=0"], "scale": scale}
        name = f"every mechanism, {scale:g} times"
        found += _rows(name, what, ["SimPy"], pairs=pairs, say=say)
        run, seconds, calls = measured("benchmarks.kernels:played_and_spent", **what)
        each = 1e6 / run["requests"]
        say(f"{name}: {each * seconds:.1f} us a request in kernels, of {each * run['processor']:.1f}")
        whole, often = each * run["processor"], calls / run["requests"]
        note = f"a request, of {whole:.1f} us in this run; {often:.1f} calls from Python"
        found.append(Line(f"{name}: kernels alone", each * seconds, "us", note))
    return found


def _rows(name: str, what: dict[str, object], peers: list[str], *, pairs: int, say: Say) -> list[Line]:
    """Play ours and the peers in turn, so many times; a peer that is slow plays a part of the customers."""
    ours, theirs = [], {peer: [] for peer in peers}  # type: ignore[var-annotated]  # lists of floats
    requests = 0
    for pair in range(pairs):
        run = measured("benchmarks.played:played", **what)
        requests = run["requests"]
        ours.append(requests / run["processor"])
        for peer in peers:
            package, fewer = PEERS[peer]
            customers = max(1, requests // fewer)
            theirs[peer].append(customers / measured(f"benchmarks.peers.{package}_queue:seconds", customers=customers))
        told = ", ".join(f"{peer} {speeds[-1]:,.0f}" for peer, speeds in theirs.items())
        say(f"{name}: pair {pair + 1}: {ours[-1]:,.0f} requests/s; customers/s: {told}")
    lines = [of_pairs(f"{name}: speed", ours, "requests/s", f"{requests:,} requests, build and measures included")]
    for peer, speeds in theirs.items():
        note = f"requests per second over customers per second of {peer}'s M/M/124"
        ratios = [mine / theirs for mine, theirs in zip(ours, speeds, strict=True)]
        lines.append(of_pairs(f"{name} / {peer}", ratios, "ratio", note))
    return lines
