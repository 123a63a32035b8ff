"""The explanation of one person or one request: replayed, put into words, as data and as a graph."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from analysis.loading import ResultsError
from sim.experiment.explain.graphs import graph_of
from sim.experiment.explain.moments import listed, moment
from sim.experiment.explain.sentences import headline, records_of, request_line, sentences, window_of
from sim.experiment.rerunning import Origin, refuse_other_model, refuse_other_rows
from sim.replication import Chain, CopiedCrowd, CopyEvent, NobodyError, Seeker, Story, sought, watched

ANY = "any"
_WIDTH, _INDENT = 100, "    "
_DIGITS = 15  # of the number of a person, at most
_LARGE_CLASS = 100_000  # beyond it, bulk acts draw people as a whole

Tick = Callable[[float], None]


@dataclass(frozen=True)
class Explanation:
    """What a replication says of one person, or of one request item.

    Attributes
    ----------
    request : int or None
        Number of the request item that was asked about; None: the whole person.
    """

    origin: Origin
    replication: int
    story: Story
    request: int | None = None

    @property
    def chains(self) -> list[Chain]:
        """The disclosures to tell."""
        if self.request is None:
            return list(self.story.chains)
        return [one for one in self.story.chains if one.request is not None and one.request.number == self.request]

    def as_text(self) -> str:
        """Return the explanation in words."""
        blocks = [_wrapped(self._head()), *self._requests_in_vain()]
        for number, chain in enumerate(self.chains, 1):
            said = sentences(chain, self.story)
            lines = [f"{number}. {headline(chain, self.story.start)}"]
            lines += [_wrapped(f"{name:<11}{text}", " " * 11) for name, text in said.items()]
            blocks.append("\n".join(lines))
        return "\n\n".join([*blocks, *self._crowds()])

    def as_data(self) -> dict[str, Any]:
        """Return the explanation as plain data: times are dates, and what is not known is null."""
        import networkx as nx

        start, key = self.story.start, self.origin.results.provenance["key"]
        graph = nx.node_link_data(graph_of(self.chains, self.story), edges="edges")
        return {
            "results": str(self.origin.results.path),
            "point": self.origin.point,
            "key": key,
            "replication": self.replication,
            "person": self._person_as_data(),
            "request": self.request,
            "exposures": [self._chain_as_data(chain) for chain in self.chains],
            "requests": [_plain(one.fact._asdict() | {"number": one.number}) for one, _ in self._own_requests()],
            "crowds": list(self._crowds()),
            "day_0": start.isoformat(),
            "graph": graph,
        }

    def _person_as_data(self) -> dict[str, Any]:
        start, one = self.story.start, self.story.person
        stays = [{"from": moment(start, s.start), "to": moment(start, s.end), "access": s.access} for s in one.stays]
        return one._asdict() | {"stays": stays}

    def _chain_as_data(self, chain: Chain) -> dict[str, Any]:
        start, fact, (first, last) = self.story.start, chain.fact, window_of(chain.fact)
        kept = _plain(chain.kept._asdict()) if chain.kept is not None else None
        if kept is not None and chain.kept is not None:
            kept["without"] = [_plain(one._asdict()) for one in chain.kept.without]
        return {
            "time": moment(start, fact.time),
            "channel": fact.channel,
            "stages": list(chain.stages),
            "agency": fact.agency,
            "operator": fact.operator,
            "category": fact.category,
            "role": fact.role,
            "recipient": fact.recipient,
            "records": records_of(fact),
            "from": moment(start, first),
            "to": moment(start, last),
            "kept": kept,
            "request": chain.request.number if chain.request else None,
            "authorised": chain.authorised._asdict() if chain.authorised else None,
            "act": _plain({"fact": type(chain.act).__name__, **chain.act._asdict()}) if chain.act else None,
            "told": _plain(chain.told._asdict()) if chain.told else None,
            "words": sentences(chain, self.story),
        }

    def _head(self) -> str:
        one, origin = self.story.person, self.origin
        lives = " ".join(
            filter(None, ("of", one.population, f"in {one.place}", f"(a line of {one.access})" * bool(one.access)))
        )
        many = len(self.chains)
        times = {0: "was not exposed one by one", 1: "was exposed once"}.get(many, f"was exposed {many} times")
        reached = Counter(chain.stages[-1] for chain in self.chains)
        if many > 1:  # by the stage that each reached
            times += f" ({', '.join(f'{count} {stage}' for stage, count in reached.items())})"
        what = f"in the answer to request {self.request}" if self.request is not None else ""
        words = " ".join(filter(None, (f"Person {one.number} {lives} {times}", what)))
        where = f"Replication {self.replication} of {origin.where}, seed {origin.seed}"
        return f"{words}.{self._stays()} {where}; day 0 is {self.story.start}."

    def _stays(self) -> str:
        """Return where somebody who moves, comes or goes was when; empty for everybody else."""
        stays, start = self.story.person.stays, self.story.start
        if not stays:
            return ""
        end = (self.origin.loaded.scenario.end - start).days
        lines = [f"of {one.access} until {moment(start, one.end)}" for one in stays[:-1]]
        parts = [
            f"the person came on {moment(start, stays[0].start)}" if stays[0].start > 0.0 else "",
            f"the line was {', '.join(lines)}, then of {stays[-1].access}" if lines else "",
            f"the person left for good on {moment(start, stays[-1].end)}" if stays[-1].end < end else "",
        ]
        told = "; ".join(filter(None, parts))
        return f" {told[0].upper()}{told[1:]}." if told else ""

    def _own_requests(self) -> list[Any]:
        return [pair for pair in self.story.requests if self.request is None or pair[0].number == self.request]

    def _requests_in_vain(self) -> Iterator[str]:
        """Yield what became of the requests about the person that exposed nobody."""
        exposing = {chain.request.number for chain in self.story.chains if chain.request is not None}
        for ended, _ in self._own_requests():
            if ended.number not in exposing:
                line = request_line(ended.number, ended.fact, self.story.start)
                yield _wrapped(f"Nothing came of {line}.")

    def _crowds(self) -> Iterator[str]:
        """Yield what is known of somebody whose class is drawn as a whole."""
        for crowd in self.story.crowds:
            acts = [event for event in crowd.events if event.exposed]
            if acts:
                yield _wrapped(f"{self._of_crowd(crowd, acts)} {_acts_told(acts)}")

    def _of_crowd(self, crowd: CopiedCrowd, acts: Sequence[CopyEvent]) -> str:
        who, stage = f"Person {self.story.person.number}", acts[0].stage
        many = int(crowd.distinct[crowd.periods.index("")]) if "" in crowd.periods else 0
        begun = f"{who} is one of {crowd.people:,} people whom acts in bulk touched as a crowd:"
        if many >= crowd.people:
            return f"{begun} all of them had records {stage} in the run, this person too; by which act is not decided."
        return (
            f"{begun} {many:,} of them had records {stage} in the run. A crowd of over {_LARGE_CLASS:,} is drawn as a "
            "whole; who of them it was is not decided, so this cannot be explained for one person."
        )


def _acts_told(acts: Sequence[CopyEvent]) -> str:
    """Return how many acts of each kind there were."""
    kinds = Counter((one.channel, one.operator, one.agency) for one in acts)
    told = [f"{channel} at {operator} by {agency} ({many})" for (channel, operator, agency), many in kinds.items()]
    return f"The acts, counted by category: {listed(told)}."


def person_explained(origin: Origin, replication: int, wanted: str, tick: Tick | None = None) -> Explanation:
    """Return the explanation of a person, by number, or of the first one exposed (`any`).

    Raises
    ------
    ResultsError
        If there is no such person or replication, another model made the results, or they come out otherwise.
    """
    _refuse_what_is_not_there(origin, replication)
    if wanted == ANY:
        seeker = sought(origin.loaded, seed=origin.seed, replication=replication)
        if not seeker.found:
            text = f"nobody was exposed one by one in replication {replication}"
            raise ResultsError(f"{origin.results.path}: {text}; wanted another one, see --replication")
        person = seeker.person
    elif wanted.isdecimal() and len(wanted) <= _DIGITS:
        person = int(wanted)
    else:
        raise ResultsError(f"--person: is {wanted!r}; wanted a number from 0, or 'any'")
    return _explained(origin, replication, person, None, tick)


def request_explained(origin: Origin, replication: int, wanted: str, tick: Tick | None = None) -> Explanation:
    """Return the explanation of a request item, by its number in the order in which they end; `any` is the first.

    Raises
    ------
    ResultsError
        As `person_explained` does.
    """
    _refuse_what_is_not_there(origin, replication)
    if wanted == ANY:
        found = person_explained(origin, replication, ANY, tick)
        numbers = [one.request.number for one in found.chains if one.request is not None]
        if not numbers:
            raise ResultsError(f"{origin.results.path}: the first person exposed was in no answer; wanted --person any")
        return Explanation(origin, replication, found.story, numbers[0])
    if not (wanted.isdecimal() and len(wanted) <= _DIGITS) or int(wanted) < 1:
        raise ResultsError(
            f"--request: is {wanted!r}; wanted a number from 1, in the order in which requests end, or 'any'"
        )
    number = int(wanted)
    seeker: Seeker = sought(origin.loaded, seed=origin.seed, replication=replication, request=number)
    if not seeker.found:
        raise ResultsError(
            f"--request: is {number}; wanted 1 to {seeker.ended}, as many as replication {replication} has"
        )
    if seeker.person < 0:
        raise ResultsError(f"--request: {number} is about nobody who could be identified; wanted another one")
    return _explained(origin, replication, seeker.person, number, tick)


def _explained(origin: Origin, replication: int, person: int, request: int | None, tick: Tick | None) -> Explanation:
    try:
        rows, story = watched(origin.loaded, seed=origin.seed, replication=replication, person=person, tick=tick)
    except NobodyError as error:
        raise ResultsError(f"--person: is {person}; wanted a number from 0 to {error.last}, or 'any'") from None
    refuse_other_rows(origin, replication, rows)
    return Explanation(origin, replication, story, request)


def _refuse_what_is_not_there(origin: Origin, replication: int) -> None:
    refuse_other_model(origin)
    there = origin.results.replications
    if replication not in there:
        shown = f"{there[0]} to {there[-1]}" if len(there) > 1 else str(there[0])
        raise ResultsError(f"--replication: is {replication}; wanted one that {origin.results.path} holds: {shown}")


def _wrapped(text: str, indent: str = "") -> str:
    return fill(
        text, _WIDTH, initial_indent=_INDENT if indent else "", subsequent_indent=_INDENT + indent if indent else ""
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return facts without numbers that JSON has no word for."""
    return {name: None if isinstance(one, float) and not math.isfinite(one) else one for name, one in values.items()}
