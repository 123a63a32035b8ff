"""One self-contained page of results or of a study: what was asked, what came out, and what it rests on."""

from analysis.report.page import Reported, page_of, write_page

__all__ = ["Reported", "page_of", "write_page"]
