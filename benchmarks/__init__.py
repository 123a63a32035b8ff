"""Speed as ratios measured in one run, against named peers; never a test, for machines are noisy."""
