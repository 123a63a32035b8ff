"""The numbers that decide the life of a request."""

NUMBERS = 14


class Column:
    """Which number of a request's row decides what; a reworked request goes on with a row of its own."""

    (
        DRAFT,
        REVIEW,
        REVIEW_SAYS,
        AUTHORISE,
        AUTHORISE_SAYS,
        DELAY,
        REWORK,
        HANDLING,
        WITHHELD,
        REFUSED,
        VOLUNTARY,
        TAKES,
        ITEMS,
        LATE_REVIEW,
    ) = range(NUMBERS)


VERDICTS = {Column.WITHHELD: "withheld", Column.REVIEW: "declined", Column.AUTHORISE: "rejected"}
"""How a request is turned down, by the column of who does."""
