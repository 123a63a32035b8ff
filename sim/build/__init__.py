"""A scenario, a seed and a replication become wired actors; only this room knows every other."""
