"""What happened in a run, and how it adds up."""
