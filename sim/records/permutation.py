"""Keyed permutations of [0, n) without lists: where a number goes, and what went there.

A Feistel network over just enough bits, its two halves taking turns at being changed by a keyed hash of the
other; a number that lands at n or over walks on until it lands below (fewer than two passes on average).
`plain_permute` is the oracle.

References
----------
Black and Rogaway (2002), "Ciphers with arbitrary finite domains", CT-RSA (cycle walking).
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import fold, plain_fold
from sim.records.kernels import Whole

# Halves of few bits need many rounds, and halves of one bit are uneven even with 12 (pairs of a set of 5 showed
# it); so small sets walk in 256 numbers.
_ROUNDS = 12
_LEAST_BITS = 8
_ONE, _TURN = np.uint64(1), np.uint64(32)


@nb.njit("Tuple((uint64, uint64))(uint64)", cache=True, inline="always")
def halves(n: Whole) -> Whole:
    """Return the numbers of low and of high bits that write every number below n."""
    bits = np.uint64(_LEAST_BITS)
    while (_ONE << bits) < n:
        bits += _ONE
    return bits >> _ONE, bits - (bits >> _ONE)


@nb.njit("uint64(uint64, uint64, uint64, boolean)", cache=True)
def walk(key: Whole, n: Whole, x: Whole, back: bool) -> Whole:
    """Return where the key's permutation of [0, n) takes x, or what it takes to x; n from 1 to 2^62, x below n."""
    low_bits, high_bits = halves(n)
    low_mask, high_mask = (_ONE << low_bits) - _ONE, (_ONE << high_bits) - _ONE
    while True:
        low, high = x & low_mask, x >> low_bits
        for i in range(_ROUNDS):
            turn = np.uint64(_ROUNDS - 1 - i if back else i)
            if turn & _ONE:
                low ^= fold(key, (turn << _TURN) | high) & low_mask
            else:
                high ^= fold(key, (turn << _TURN) | low) & high_mask
        x = (high << low_bits) | low
        if x < n:
            return x


@nb.njit("uint64(uint64, uint64, uint64)", cache=True)
def permute(key: Whole, n: Whole, x: Whole) -> Whole:
    """Return where the key's permutation of [0, n) takes x."""
    return walk(key, n, x, False)


@nb.njit("uint64(uint64, uint64, uint64)", cache=True)
def unpermute(key: Whole, n: Whole, x: Whole) -> Whole:
    """Return what the key's permutation of [0, n) takes to x."""
    return walk(key, n, x, True)


@nb.njit("void(uint64, uint64, uint64[::1], boolean)", cache=True)
def walk_all(key: Whole, n: Whole, numbers: NDArray[np.uint64], back: bool) -> None:
    """Replace each of some numbers by its `walk`, round by round for all of them.

    A round waits for the one before, and a number has nothing else to do meanwhile; a processor works through eight
    numbers at a time in the same time. Those that landed at n or over walk on together.
    """
    low_bits, high_bits = halves(n)
    low_mask, high_mask = (_ONE << low_bits) - _ONE, (_ONE << high_bits) - _ONE
    low, high, whose = numbers & low_mask, numbers >> low_bits, np.arange(numbers.size)
    walking = np.int64(numbers.size)
    while walking > 0:
        for i in range(_ROUNDS):
            turn = np.uint64(_ROUNDS - 1 - i if back else i)
            if turn & _ONE:
                for j in range(walking):
                    low[j] ^= fold(key, (turn << _TURN) | high[j]) & low_mask
            else:
                for j in range(walking):
                    high[j] ^= fold(key, (turn << _TURN) | low[j]) & high_mask
        on = np.int64(0)
        for j in range(walking):
            x = (high[j] << low_bits) | low[j]
            numbers[whose[j]] = x
            low[on], high[on], whose[on] = low[j], high[j], whose[j]
            on += x >= n
        walking = on


@nb.njit("uint64[::1](uint64, uint64, uint64, uint64)", cache=True)
def unpermute_range(key: Whole, n: Whole, start: Whole, stop: Whole) -> NDArray[np.uint64]:
    """Return what the key's permutation of [0, n) takes to start, ..., stop - 1; shape (stop - start,)."""
    found = np.empty(stop - start, np.uint64)
    for i in range(found.size):
        found[i] = start + np.uint64(i)
    walk_all(key, n, found, True)
    return found


def plain_permute(key: int, n: int, x: int) -> int:
    """Return where the key's permutation of [0, n) takes x, in plain Python: the oracle for `permute`."""
    bits = max((n - 1).bit_length(), _LEAST_BITS)
    low_bits, high_bits = bits // 2, bits - bits // 2
    while True:
        high, low = divmod(x, 1 << low_bits)
        for turn in range(0, _ROUNDS, 2):
            high ^= plain_fold(key, turn * 2**32 + low) % (1 << high_bits)
            low ^= plain_fold(key, (turn + 1) * 2**32 + high) % (1 << low_bits)
        x = (high << low_bits) + low
        if x < n:
            return x
