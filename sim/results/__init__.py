"""Folders of results, and where their numbers come from."""
