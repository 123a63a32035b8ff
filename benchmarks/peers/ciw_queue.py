"""Ciw: a network of one node, until as many customers have gone."""

from time import process_time

import ciw

from benchmarks.peers.queue import SERVERS, mean_gap, mean_service


def seconds(customers: int) -> float:
    """Return the seconds of processor time that Ciw takes for an M/M/124, its draws included."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1 / mean_gap(customers))],
        service_distributions=[ciw.dists.Exponential(1 / mean_service(customers))],
        number_of_servers=[SERVERS],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    began = process_time()
    simulation.simulate_until_max_customers(customers, method="Finish")
    return process_time() - began
