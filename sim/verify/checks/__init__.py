"""One check a file: a small world is run and its numbers are compared with what is known of them."""
