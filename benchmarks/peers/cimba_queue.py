"""Cimba: the model compiled for an engine in C, one process a customer."""

from time import perf_counter

import cimba
from cimba import inputs

from benchmarks.peers.queue import SERVERS, mean_gap, mean_service


class Customer(cimba.Model):
    """Waits for a server, is served, goes."""

    desk: cimba.Ref[cimba.Resource]
    service: float

    @cimba.process
    def life(self) -> None:
        """One customer."""
        self.desk.acquire()
        cimba.hold(self.service)
        self.desk.release()


class Queue(cimba.Model):
    """An M/M/c of so many customers."""

    gap: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    work: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    desk: cimba.Resource
    customers: int
    busy: cimba.Output[float]

    @cimba.process
    def source(self) -> None:
        """Bring the customers."""
        for _ in range(self.customers):
            cimba.hold(self.gap.next())
            cimba.spawn(Customer, desk=self.desk, service=self.work.next())

    @cimba.on_end
    def measure(self) -> None:
        """Say how many servers were busy on average."""
        self.busy = self.desk.mean_in_use()


def seconds(customers: int) -> float:
    """Return the seconds that Cimba takes for an M/M/124, its draws included and its compilation left out.

    They are of the clock, for its threads and processes are its own affair; those of the other peers of the processor.
    """
    model = Queue()
    model.desk = cimba.Resource(capacity=SERVERS)
    for many in (10, customers):  # the first compiles
        model.gap = inputs.dist.exponential(mean=mean_gap(customers))
        model.work = inputs.dist.exponential(mean=mean_service(customers))
        model.customers = many
        experiment = cimba.Experiment(model, replications=1, window=cimba.Window.until_idle(), seed=1)
        began = perf_counter()
        experiment.run()
        took = perf_counter() - began
    return took
