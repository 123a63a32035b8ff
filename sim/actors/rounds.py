"""The visits that an agency plans through one channel: to whom and when, before hours and law have their say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from sim.actors.attention import Ages, Layer, Pace
from sim.actors.coming import Coming, Stream
from sim.actors.target import Peers, Target
from sim.draw.hashing import fold, folds, keys_of, name_key, number_of, units, units_of
from sim.draw.poisson import poisson_times

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

    def visits(self) -> Iterator[Coming]:
        """Return all nominal visits, stream by stream."""
        for peers, pace in self.paces.items():
            operator, own = peers.operator, fold(self._key, peers.operator.key)
            for alone, key, many in ((True, own, 1), (False, fold(own, _PEERS), peers.groups)):
                whom = _to(peers.own) if alone else _to_one_of(peers)
                to = operator, peers.own.weight if alone else peers.weight, whom, peers.own if alone else None
                for layer, per_day in self._paced(pace):
                    of_layer = key if layer is _BASE else fold(key, name_key(layer.name))
                    yield self._poisson(Stream(of_layer, *to), per_day * many, layer, peers)
            own_turn = Stream(fold(own, _REGULAR), operator, peers.own.weight, _to(peers.own), peers.own)
            yield self._regular(own_turn, pace.regular, 1)
            turns = Stream(fold(fold(own, _PEERS), _REGULAR), operator, peers.weight, _to_each_of(peers))
            yield self._regular(turns, pace.regular, peers.groups)

    def _paced(self, pace: Pace) -> Iterator[tuple[Layer, float]]:
        """Yield the base and the layers beside it, each with its visits to one real operator a day."""
        yield _BASE, pace.base
        for layer in self._layers:
            yield layer, pace.raised * layer.extra

    def _poisson(self, stream: Stream, per_day: float, layer: Layer, peers: Peers) -> Coming:
        """Return the visits of a layer: of one for the young, those to who is young when they come."""
        ages, ends = self._ages.get(stream.operator.entry), min(self._days, layer.ends)
        is_for_young = layer.opened_within < inf
        if per_day <= 0.0 or (is_for_young and ages is None):
            return Coming(stream, np.empty(0), np.empty(0, np.int64))
        times = poisson_times(stream.key, 0, max(0.0, layer.begins), per_day, ends)[:-1]
        numbers = np.arange(len(times))
        if is_for_young and ages is not None:
            numbers = np.flatnonzero(ages.at(_whom(stream, peers, numbers), times) <= layer.opened_within)
        return Coming(stream, times[numbers], numbers)

    def _regular(self, stream: Stream, per_day: float, many: int) -> Coming:
        """Return visits to `many` who take turns."""
        if per_day <= 0.0 or not many:
            return Coming(stream, np.empty(0), np.empty(0, np.int64))
        each = 1.0 / (per_day * many)
        numbers = np.arange(ceil(self._days / each) + 1)
        times = (numbers + units(stream.key, numbers.astype(np.uint64))) * each
        within = times < self._days
        return Coming(stream, times[within], numbers[within])


def _to(target: Target) -> Callable[[int, int], Target]:
    return lambda number, key: target


def _to_one_of(peers: Peers) -> Callable[[int, int], Target]:
    return lambda number, key: peers.group(int(number_of(key, _WHOM) * peers.groups))


def _whom(stream: Stream, peers: Peers, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the keys of those to whom visits of a stream are, alone or to one of the peers each; shape (n,)."""
    if stream.described is not None:
        return np.full(len(numbers), stream.described.key, np.uint64)
    groups = units_of(folds(keys_of(stream.key, numbers), _WHOM)) * peers.groups
    return peers.keys(groups.astype(np.int64))


def _to_each_of(peers: Peers) -> Callable[[int, int], Target]:
    return lambda number, key: peers.group(number % peers.groups)
