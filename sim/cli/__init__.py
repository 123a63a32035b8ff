"""The command `exposim`, a file per panel."""
