"""What exposim is measured against."""

import gc
from time import perf_counter

import numpy as np
import simpy


def plain_queue(customers: int, servers: int = 124, days: float = 365.0) -> float:
    """Return the seconds that a plain SimPy M/M/c takes: a Resource, one process a customer, nothing else."""
    rng = np.random.default_rng(1)
    gaps = rng.exponential(days / customers, customers).tolist()
    services = rng.exponential(servers / (customers / days) * 0.8, customers).tolist()
    env = simpy.Environment()
    desk = simpy.Resource(env, servers)
    waits = []

    def customer(service: float):  # type: ignore[no-untyped-def]  # a SimPy process
        arrived = env.now
        with desk.request() as turn:
            yield turn
            waits.append(env.now - arrived)
            yield env.timeout(service)

    def source():  # type: ignore[no-untyped-def]  # a SimPy process
        for gap, service in zip(gaps, services, strict=True):
            yield env.timeout(gap)
            env.process(customer(service))

    env.process(source())  # type: ignore[no-untyped-call]  # a SimPy process
    gc.collect()
    began = perf_counter()
    env.run()
    return perf_counter() - began
