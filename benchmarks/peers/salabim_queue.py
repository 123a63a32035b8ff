"""Salabim: a Resource, one component a customer, with `yield` as SimPy has it."""

from collections.abc import Iterator
from time import process_time
from typing import Any

import numpy as np
import salabim

from benchmarks.peers.queue import SERVERS, mean_gap, mean_service


def seconds(customers: int) -> float:
    """Return the seconds of processor time that salabim takes for an M/M/124; its draws are made beforehand."""
    salabim.yieldless(False)
    env = salabim.Environment(trace=False, random_seed=1)
    rng = np.random.default_rng(1)
    gaps = rng.exponential(mean_gap(customers), customers).tolist()
    services = rng.exponential(mean_service(customers), customers).tolist()
    desk = salabim.Resource("desk", capacity=SERVERS)
    waits = []

    class Customer(salabim.Component):
        def setup(self, service: float) -> None:
            self.service = service

        def process(self) -> Iterator[Any]:
            arrived = env.now()
            yield self.request(desk)
            waits.append(env.now() - arrived)
            yield self.hold(self.service)
            self.release()

    class Source(salabim.Component):
        def process(self) -> Iterator[Any]:
            for gap, service in zip(gaps, services, strict=True):
                yield self.hold(gap)
                Customer(service=service)

    Source()
    began = process_time()
    env.run()
    return process_time() - began
