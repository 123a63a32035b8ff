"""The visits that an agency plans through one channel: to whom and when, before hours and law have their say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from math import inf

from sim.actors.attention import Ages, Layer, Pace
from sim.actors.peer_duty import unit_exponential
from sim.actors.target import Peers, Target
from sim.draw.hashing import fold, name_key, number_of, plain_unit

Nominal = tuple[float, str, int, Target]  # time, name of the operator (decides between equal times), key, whom
_PEERS, _WHOM, _REGULAR = name_key("peers"), name_key("whom"), name_key("regular")
_BASE = Layer("", 1.0)


class Rounds:
    """Nominal visits to the operators of an area.

    The base of visits to an operator is a Poisson process made from the numbers of (agency, channel, operator): more
    visits are the same visits closer together, and an operator that is added moves none of the others'. Those to its
    peers are one process, of which each visit picks its group. Layers add visits of their own. Regular visits are one
    in each of equal stretches of time, at a time of its own within it; groups of peers take turns.

    Parameters
    ----------
    key : int
        Of the draws of this agency and channel.
    paces : mapping from Peers to Pace
        Of each real operator, by the described one.
    layers : sequence of Layer
    ages : mapping from entry to Ages
        Of entries whose operators were opened not long ago.
    """

    def __init__(
        self,
        key: int,
        days: float,
        paces: Mapping[Peers, Pace],
        layers: Sequence[Layer] = (),
        ages: Mapping[str, Ages] | None = None,
    ) -> None:
        self._key, self._days, self.paces, self._layers, self._ages = key, days, paces, layers, ages or {}

    def visits(self) -> Iterator[Nominal]:
        """Return all nominal visits in order of time."""
        return merge(*self._streams())

    def _streams(self) -> Iterator[Iterator[Nominal]]:
        for peers, pace in self.paces.items():
            own = fold(self._key, peers.operator.key)
            for whom, key, many in (
                (lambda u, peers=peers: peers.own, own, 1),
                (peers.one, fold(own, _PEERS), peers.groups),
            ):
                yield self._poisson(peers, pace.base * many, key, _BASE, whom)
                for layer in self._layers:
                    of_layer = fold(key, name_key(layer.name))
                    yield self._poisson(peers, pace.raised * layer.extra * many, of_layer, layer, whom)
            yield self._regular(peers, pace.regular, fold(own, _REGULAR), [peers.own])
            groups = [peers.group(number) for number in range(peers.groups)] if pace.regular else []
            yield self._regular(peers, pace.regular, fold(fold(own, _PEERS), _REGULAR), groups)

    def _poisson(
        self, peers: Peers, per_day: float, key: int, layer: Layer, whom: Callable[[float], Target]
    ) -> Iterator[Nominal]:
        ages, ends = self._ages.get(peers.operator.entry), min(self._days, layer.ends)
        if per_day <= 0.0 or (layer.opened_within < inf and ages is None):
            return
        time, number = max(0.0, layer.begins), 0
        while True:
            time += unit_exponential(key, number) / per_day
            if time >= ends:
                return
            of_visit = fold(key, number)
            target = whom(number_of(of_visit, _WHOM))
            if layer.opened_within == inf or (ages and ages.at(target.key, time) <= layer.opened_within):
                yield time, peers.operator.name, of_visit, target
            number += 1

    def _regular(self, peers: Peers, per_day: float, key: int, targets: Sequence[Target]) -> Iterator[Nominal]:
        if per_day <= 0.0 or not targets:
            return
        each, number = 1.0 / (per_day * len(targets)), 0
        while True:
            of_visit = fold(key, number)
            time = (number + plain_unit(of_visit)) * each
            if time >= self._days:
                return
            yield time, peers.operator.name, of_visit, targets[number % len(targets)]
            number += 1
