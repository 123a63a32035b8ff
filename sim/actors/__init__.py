"""People, operators, agencies and their desks as processes: each reads from top to bottom as its life."""
