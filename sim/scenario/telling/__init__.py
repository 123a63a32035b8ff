"""The parts of a scenario in words."""
