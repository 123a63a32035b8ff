"""Words of a scenario that try to be more than text."""

from typing import Any

from tests.unit.analysis.conftest import WORDS

HOSTILE = "<script>document.title='owned'</script></title><b onload=\"x\">'&lt; \u202eabc\u200f {{ 7 * 7 }} $\\frac{1"


def hostile_words() -> dict[str, Any]:
    """Return words in which every text of a stranger is hostile."""
    row = {"path": HOSTILE, "read": HOSTILE, "range": HOSTILE, "source": HOSTILE, "status": HOSTILE}
    thing = {"name": HOSTILE, "what": HOSTILE, "lines": [HOSTILE]}
    source = {"key": HOSTILE, "title": HOSTILE, "author": HOSTILE, "year": "", "url": "javascript:alert(1)", "note": ""}
    return WORDS | {
        "title": HOSTILE,
        "about": HOSTILE,
        "operators": [thing],
        "laws": [thing],
        "parameters": [row],
        "sources": [source],
        "warnings": [{"path": HOSTILE, "code": "W401", "text": HOSTILE}],
        "time_line": [{"day": "2021-02-15", "what": f"law {HOSTILE}", "played": True}],
    }
