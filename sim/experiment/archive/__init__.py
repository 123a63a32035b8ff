"""Archives of results: what another needs to check, cite and repeat them, and what comes of repeating them."""
