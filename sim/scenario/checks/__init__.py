"""Checks of a scenario as a whole, by what they are about."""
