"""The law as values: what is in force when, and whom it reaches."""
