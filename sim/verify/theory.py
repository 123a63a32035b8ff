"""Closed forms that small worlds are compared with; each was checked against brute force before any actor was written.

Symbols: m is the mean age of what is asked for, T a retention period and x = T / m, z a person's activity: Gamma
with mean 1 and coefficient of variation cv.
"""

from math import comb, exp, factorial, fsum, log1p

import numpy as np
from numpy.typing import NDArray


def erlang_c(servers: int, load: float) -> float:
    """Return the chance of waiting in M/M/c; `load` is arrival over service rate, under `servers` (Erlang, 1917)."""
    some = fsum(load**k / factorial(k) for k in range(servers))
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (some + last)


def erlang_b(servers: int, load: float) -> float:
    """Return the share of Poisson arrivals that find M/G/c/c full, whatever the law of the service (Erlang, 1917)."""
    return load**servers / factorial(servers) / fsum(load**k / factorial(k) for k in range(servers + 1))


def mean_wait(servers: int, load: float, service: float) -> float:
    """Return the mean wait in M/M/c before service, in units of `service`, the mean service time."""
    return erlang_c(servers, load) * service / (servers - load)


def cobham_waits(servers: int, load: float, service: float, first_share: float) -> tuple[float, float]:
    """Return the mean waits of two classes of M/M/c, of which the first goes first but does not interrupt.

    References
    ----------
    Cobham (1954), "Priority assignment in waiting line problems", Operations Research 2.
    """
    use = load / servers
    start = erlang_c(servers, load) * service / servers
    return start / (1 - use * first_share), start / ((1 - use * first_share) * (1 - use))


def opening_wait_hours(opens: float, closes: float) -> float:
    """Return the mean wait for a desk open Mon-Fri between two hours of the day, over all arrivals of a week."""
    night = 24.0 - (closes - opens)
    return (4 * night**2 + (night + 48.0) ** 2) / 2 / 168


def purge_overhang(mean_age: float, every: float) -> float:
    """Return what a purge every so often makes of the chance exp(-T / m) of being too late: a factor under 1."""
    return mean_age / every * (1 - exp(-every / mean_age))


def hit_share(mean_age: float, retention: float, every: float, longest_delay: float) -> float:
    """Return the share of look-ups in time: exponential age, a delay uniform from 0, a purge every so often."""
    x = longest_delay / mean_age
    delayed = (exp(x) - 1) / x if x else 1.0
    return 1 - delayed * exp(-retention / mean_age) * purge_overhang(mean_age, every)


def chain_share(mean_age: float, first: float, second: float, delay: float, every: float) -> float:
    """Return the share of chains of two look-ups, each after `delay`, that both come in time.

    The purges of both stores fall on one grid, and the delay is a multiple of its interval.
    """
    limit = min(first - delay, second - 2 * delay)
    return 1 - exp(-limit / mean_age) * purge_overhang(mean_age, every)


def chain_share_if_independent(mean_age: float, first: float, second: float, delay: float, every: float) -> float:
    """Return the product of the shares of both look-ups: wrong, since both are about one moment."""
    over = purge_overhang(mean_age, every)
    return (1 - exp(-(first - delay) / mean_age) * over) * (1 - exp(-(second - 2 * delay) / mean_age) * over)


def mean_age_served(mean_age: float, retention: float, every: float) -> float:
    """Return the mean age of what look-ups without delay find: exponential age, a purge every so often.

    What is found is younger than T + U, retention and a time since the last purge, uniform from 0 to `every`. With B =
    E exp(-U / m) (`purge_overhang`) and C = E U exp(-U / m), the integral of the age over what is found is
    m - exp(-T / m) ((T + m) B + C), and its chance 1 - exp(-T / m) B.
    """
    left, over, y = exp(-retention / mean_age), purge_overhang(mean_age, every), every / mean_age
    since = mean_age / y * (1 - (1 + y) * exp(-y))
    return (mean_age - left * ((retention + mean_age) * over + since)) / (1 - left * over)


def untouched_share(per_person: float, activity_cv: float = 0.0) -> float:
    """Return the share of people whom none of so many picks a person has hit; picks in proportion to z."""
    if activity_cv == 0.0:
        return exp(-per_person)
    square = activity_cv**2
    return exp(-log1p(square * per_person) / square)


def seen_each_time(per_window: float, windows: int, activity_cv: float) -> float:
    """Return the share of people with a record in each of some disjoint windows of equal length, in mean records.

    Given z the windows are independent: the mean of (1 - exp(-z L))^n, multiplied out.
    """
    missed = [untouched_share(k * per_window, activity_cv) for k in range(windows + 1)]
    return fsum((1 - 2 * (k % 2)) * comb(windows, k) * share for k, share in enumerate(missed))


def reached_by_chain(
    degree: NDArray[np.float64], share: NDArray[np.float64], per_person: float, activity_cv: float, hops: int
) -> float:
    """Return the mean number of people whom a chain of one or two hops reaches, the subject left out.

    Somebody of degree d exchanged one of n messages with a given contact with chance 1 - exp(-z n / d). In a large
    configuration model the other end of an edge has degree k with a chance in proportion to k, and leads to k - 1
    others.
    """
    missed = np.array([untouched_share(per_person / d, activity_cv) if d else 1.0 for d in degree])
    first = float((share * degree * (1 - missed)).sum())
    if hops == 1:
        return first
    other_end = share * degree / float((share * degree).sum())
    return first + first * float((other_end * (degree - 1) * (1 - missed)).sum())


def occupancy_variance(people: int, per_person: float) -> float:
    """Return the variance of the number of distinct people among Poisson picks, so many a person on average."""
    missed = exp(-per_person)
    return people * missed * (1 - missed)


def occupancy_variance_given_number(people: int, per_person: float) -> float:
    """Return the variance of the number of distinct people among a fixed number of picks, for many people."""
    missed = exp(-per_person)
    return people * missed * (1 - (1 + per_person) * missed)


def open_deficit_share(between_visits: float, found_share: float, repair: float, mean_sound: float) -> float:
    """Return the share of time that a duty is not met, if visits are Poisson and each finds a deficit by chance."""
    mean_open = between_visits / found_share + repair
    return mean_open / (mean_open + mean_sound)


def held_days(before: float, after: float, since: float) -> float:
    """Return how many days a store holds, `since` days after its retention was lengthened."""
    return min(after, before + max(0.0, since))


def seen_in_both(first: float, second: float, union: float) -> float:
    """Return the chance that each of two windows of one Poisson process has a record; lengths in mean records."""
    return 1 - exp(-first) - exp(-second) + exp(-union)


def breaches_under_decay(hazard: float, raised: float, decay: float, time: float) -> tuple[float, float]:
    """Return mean and variance of the breaches of one store whose duty of security decays once, for good.

    The duty is kept for an exponential time X of rate `decay`, from when on the hazard is `raised` times itself: given
    X the number is Poisson with mean hazard * (time + (raised - 1) (time - X)+).
    """
    kept = (1 - exp(-decay * time)) / decay
    mean_open = time - kept
    square_open = time**2 - 2 * (time - kept) / decay
    mean = hazard * (time + (raised - 1) * mean_open)
    return mean, mean + (hazard * (raised - 1)) ** 2 * (square_open - mean_open**2)


def in_time(mean_age: float, kept: float, mean_delay: float) -> float:
    """Return the chance that age and delay, both exponential, add up to less than a retention without a purge grid."""
    if mean_delay == 0.0:
        return 1 - exp(-kept / mean_age)
    late = mean_age * exp(-kept / mean_age) - mean_delay * exp(-kept / mean_delay)
    return 1 - late / (mean_age - mean_delay)
