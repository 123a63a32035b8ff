"""The world: maps and routes, who lives where, and when desks are open."""
