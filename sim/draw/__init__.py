"""Random numbers: hashes, keyed decisions, variates."""
