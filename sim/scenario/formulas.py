"""Texts that a spreadsheet would carry out: results are opened there, and a scenario may come from a stranger."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet takes a text for a formula.

    >>> is_formula("=HYPERLINK(1)"), is_formula("+cmd|' /C calc'!A0"), is_formula("-5 %"), is_formula("as it is")
    (True, True, False, False)
    """
    begun = text.lstrip()
    return begun.startswith(("=", "@")) or (begun.startswith(("+", "-")) and any(sign in begun for sign in "(|!"))
