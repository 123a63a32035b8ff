"""Replications of a scenario, carried out and kept."""
