"""Desks, and what passes through them on a course that is known beforehand, played in compiled code."""
