"""Scenarios: files in, a checked `Scenario` out."""
