"""What a command refuses to do."""


class Refusal(Exception):  # noqa: N818  # read by users as what it is
    """Bad input other than a faulty scenario; its text says what was found and what is wanted."""
