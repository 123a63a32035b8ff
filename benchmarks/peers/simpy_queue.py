"""SimPy: a Resource, one process a customer, nothing else."""

import gc
from time import process_time

import numpy as np
import simpy

from benchmarks.peers.queue import SERVERS, mean_gap, mean_service


def seconds(customers: int) -> float:
    """Return the seconds of processor time that a plain SimPy M/M/124 takes; its draws are made beforehand."""
    rng = np.random.default_rng(1)
    gaps = rng.exponential(mean_gap(customers), customers).tolist()
    services = rng.exponential(mean_service(customers), customers).tolist()
    env = simpy.Environment()
    desk = simpy.Resource(env, SERVERS)
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
    began = process_time()
    env.run()
    return process_time() - began


def bare_events(events: int) -> float:
    """Return the processor time of timeouts of one process, which do nothing: SimPy's own floor [s]."""
    env = simpy.Environment()

    def ticking():  # type: ignore[no-untyped-def]  # a SimPy process
        for _ in range(events):
            yield env.timeout(1.0)

    env.process(ticking())  # type: ignore[no-untyped-call]  # a SimPy process
    began = process_time()
    env.run()
    return process_time() - began
