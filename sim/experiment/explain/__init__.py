"""Explanations of results: of one person or request, of the exposure as a whole, of each provision of the laws."""
