"""Hashes that make every random number: stateless, order-free, the same on every worker.

A decision's name, the seed and the replication are hashed once with BLAKE2b to a 64-bit key; ids go through
SplitMix64's finaliser, one after another. For a fixed key `fold` is a bijection of the id (an odd multiple, a
sum and a finaliser that can be undone), so two ids never share a number; ids are never joined by xor, which
would make (1, 2) and (2, 1) meet. MODEL.md, section 3, says which ids key which decision.

This file is a leaf: rooms that must know nothing of the simulator (records, world) use it too.

References
----------
Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA (SplitMix64);
RFC 7693 (BLAKE2).
"""

import hashlib
from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw import kernel_cache as _kernel_cache  # noqa: F401  # before the first kernel

Whole = Any  # a 64-bit whole number; the compiled signature says with or without sign, which `int` could not

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_UNIT = 2.0**-52

_G, _A, _B = np.uint64(GOLDEN), np.uint64(_FIRST), np.uint64(_SECOND)
_S30, _S27, _S31, _S12, _ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12), np.uint64(1)


def name_key(*parts: str | int) -> int:
    """Return the 64-bit key of a name: BLAKE2b over its parts, each with its length, so that no two names meet."""
    text = "".join(f"{len(str(part))}:{part};" for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def plain_mix(x: int) -> int:
    """SplitMix64's finaliser in plain Python: the oracle for `mix`."""
    x = ((x ^ (x >> 30)) * _FIRST) & MASK
    x = ((x ^ (x >> 27)) * _SECOND) & MASK
    return x ^ (x >> 31)


def plain_fold(key: int, number: int) -> int:
    """Hash one id into a key, in plain Python: the oracle for `fold`."""
    return plain_mix((key + GOLDEN * (number + 1)) & MASK)


def plain_unit(h: int) -> float:
    """Return the number in (0, 1) of a 64-bit hash: the middle of one of 2^52 equal cells, never 0 or 1.

    With 2^53 cells the middle of the last is no double and would round to 1.
    """
    return ((h >> 12) + 0.5) * _UNIT


@nb.njit("uint64(uint64)", cache=True, inline="always")
def mix(x: Whole) -> Whole:
    """SplitMix64's finaliser: a bijection of 64-bit numbers that scatters neighbours."""
    x = (x ^ (x >> _S30)) * _A
    x = (x ^ (x >> _S27)) * _B
    return x ^ (x >> _S31)


@nb.njit("uint64(uint64, uint64)", cache=True, inline="always")
def fold(key: Whole, number: Whole) -> Whole:
    """Hash one id into a key; for a fixed key no two ids meet. From Python it takes half the time of its oracle."""
    return mix(key + _G * (number + _ONE))


@nb.njit("float64(uint64)", cache=True, inline="always")
def unit(h: Whole) -> float:
    """Return the number in (0, 1) of a 64-bit hash (see `plain_unit`)."""
    return float((np.float64(h >> _S12) + 0.5) * _UNIT)


@nb.njit("float64(uint64, uint64)", cache=True)
def number_of(key: Whole, one: Whole) -> float:
    """Return the number in (0, 1) of one id under a key, at a fifth of the price of its oracles from Python."""
    return unit(fold(key, one))


@nb.njit("float64(uint64, uint64, uint64)", cache=True)
def first_number(key: Whole, one: Whole, other: Whole) -> float:
    """Return the first number in (0, 1) of the row of two ids under one key: what most rows are looked at for."""
    return unit(fold(fold(fold(key, one), other), np.uint64(0)))


@nb.njit("float64(uint64, uint64, uint64, uint64)", cache=True)
def number_of_three(key: Whole, one: Whole, other: Whole, third: Whole) -> float:
    """Return the number in (0, 1) of three ids, one after the other, under a key."""
    return unit(fold(fold(fold(key, one), other), third))


@nb.njit("float64[:](uint64, uint64[:])", cache=True)
def units(key: Whole, ids: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the numbers in (0, 1) of many ids under one key; shape of `ids`."""
    out = np.empty(ids.shape[0], np.float64)
    for i in range(ids.shape[0]):
        out[i] = unit(fold(key, ids[i]))
    return out


@nb.njit("uint64[:](uint64, uint64[:], float64)", cache=True)
def chosen(key: Whole, ids: NDArray[np.uint64], share: float) -> NDArray[np.uint64]:
    """Return those ids whose number in (0, 1) under a key is below a share; shape (n,)."""
    out = np.empty(ids.shape[0], np.uint64)
    number = 0
    for i in range(ids.shape[0]):
        out[number] = ids[i]
        number += unit(fold(key, ids[i])) < share
    return out[:number].copy()


@nb.njit("float64[:](uint64, int64)", cache=True)
def unit_row(key: Whole, wide: Whole) -> NDArray[np.float64]:
    """Return the numbers in (0, 1) of the ids 0 to wide - 1 under one key; shape (wide,)."""
    out = np.empty(wide, np.float64)
    for j in range(wide):
        out[j] = unit(fold(key, np.uint64(j)))
    return out


@nb.njit("Tuple((float64[:, :], uint64[:]))(uint64, uint64, int64, int64)", cache=True)
def unit_rows(key: Whole, first: Whole, many: Whole, wide: Whole) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
    """Return rows of numbers in (0, 1): row i belongs to id `first + i`, column j to its j-th number.

    Returns
    -------
    numbers : ndarray (many, wide) float64
    keys : ndarray (many,) uint64
        Key of each row: `fold(key, first + i)`.
    """
    out = np.empty((many, wide), np.float64)
    keys = np.empty(many, np.uint64)
    for i in range(many):
        keys[i] = fold(key, first + np.uint64(i))
        for j in range(wide):
            out[i, j] = unit(fold(keys[i], np.uint64(j)))
    return out, keys


@nb.njit("uint64[::1](uint64, int64[::1])", cache=True)
def keys_of(key: Whole, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hash many ids into one key; shape of `numbers` (n,)."""
    out = np.empty(numbers.size, np.uint64)
    for i in range(numbers.size):
        out[i] = fold(key, np.uint64(numbers[i]))
    return out


@nb.njit("uint64[::1](uint64[::1], int64[::1])", cache=True)
def folds_of(keys: NDArray[np.uint64], numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hash an id into each key; shape of both (n,)."""
    out = np.empty(keys.size, np.uint64)
    for i in range(keys.size):
        out[i] = fold(keys[i], np.uint64(numbers[i]))
    return out


@nb.njit("uint64[::1](uint64[::1], uint64)", cache=True)
def folds(keys: NDArray[np.uint64], number: Whole) -> NDArray[np.uint64]:
    """Hash one id into many keys; shape of `keys` (n,)."""
    out = np.empty(keys.size, np.uint64)
    for i in range(keys.size):
        out[i] = fold(keys[i], number)
    return out


@nb.njit("float64[:, ::1](uint64[::1], int64)", cache=True)
def rows(keys: NDArray[np.uint64], wide: Whole) -> NDArray[np.float64]:
    """Return the row of numbers in (0, 1) of each key, as `unit_row` has it; shape (n, wide)."""
    out = np.empty((keys.size, wide), np.float64)
    for i in range(keys.size):
        for j in range(wide):
            out[i, j] = unit(fold(keys[i], np.uint64(j)))
    return out


@nb.njit("float64[::1](uint64[::1])", cache=True)
def units_of(keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the number in (0, 1) of each hash; shape of `keys` (n,)."""
    out = np.empty(keys.size, np.float64)
    for i in range(keys.size):
        out[i] = unit(keys[i])
    return out


@nb.njit("float64[::1](uint64[::1], uint64, uint64[::1])", cache=True)
def first_numbers(keys: NDArray[np.uint64], one: Whole, others: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return `first_number` of many keys, one id and many others; shape of `keys` (n,)."""
    out = np.empty(keys.size, np.float64)
    for i in range(keys.size):
        out[i] = first_number(keys[i], one, others[i])
    return out
