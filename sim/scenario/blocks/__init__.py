"""The blocks of a scenario, one file each."""
