"""Random numbers themselves: keyed uniform numbers against a threshold, and the mean of each family of variates."""

import numpy as np

from sim.draw.keyed import Decision
from sim.draw.variates import sampler
from sim.scenario.variates import NumberVariate
from sim.verify import evidence
from sim.verify.evidence import PValue

SHARE, UNIFORMS, DRAWS = 0.3, 1_000_000, 200_000
FAMILIES: dict[str, object] = {
    "exponential": {"mean": 3},
    "gamma": {"mean": 3, "cv": 0.5},
    "lognormal": {"mean": 3, "cv": 0.8},
    "uniform": [1, 5],
    "table": [[1, "20 %"], [4, "70 %"], [10, "10 %"]],
}


def below(*, share: float = SHARE, seed: int = 61) -> PValue:
    """Return the p-value of the share of keyed uniform numbers under 0.3, were it `share`."""
    numbers = Decision("threshold", seed=seed, replication=0).uniforms(np.arange(UNIFORMS, dtype=np.uint64))
    return evidence.of_share(int((numbers < SHARE).sum()), UNIFORMS, share)


def mean_of(family: str, *, bias: float = 1.0, seed: int = 62) -> PValue:
    """Return the p-value of the mean of a family's variates, were it `bias` times its mean."""
    variate = NumberVariate.model_validate({family: FAMILIES[family]})
    draw = sampler(variate)
    numbers = Decision(family, seed=seed, replication=0).uniforms(np.arange(DRAWS, dtype=np.uint64)).tolist()
    return evidence.of_mean([draw(u) for u in numbers], bias * variate.mean)
