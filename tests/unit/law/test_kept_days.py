from math import inf

import pytest

from sim.law.statute import Rules, kept_days
from sim.scenario.provisions.access import AccessRule

NONE, LIFE = None, inf
CASES = [
    # practice, at least, at most, complies -> kept
    (NONE, NONE, NONE, True, NONE),  # not logged, and no law says that it should be
    (NONE, 0.0, NONE, True, NONE),  # a duty of nothing
    (NONE, NONE, 30.0, True, NONE),  # a maximum does not make anybody log
    (NONE, 90.0, NONE, True, 90.0),  # a minimum does
    (NONE, 90.0, NONE, False, NONE),
    (NONE, 90.0, 60.0, True, 60.0),  # of contradicting laws the deletion wins
    (7.0, NONE, NONE, True, 7.0),
    (7.0, 0.0, NONE, True, 7.0),
    (7.0, 90.0, NONE, True, 90.0),
    (7.0, 90.0, NONE, False, 7.0),
    (365.0, 90.0, NONE, True, 365.0),  # longer than ordered is allowed
    (365.0, 90.0, 180.0, True, 180.0),
    (365.0, 90.0, 180.0, False, 365.0),
    (7.0, NONE, 0.0, True, 0.0),  # deletion
    (0.0, 30.0, NONE, True, 30.0),
    (LIFE, 90.0, NONE, True, LIFE),
    (LIFE, NONE, 180.0, True, 180.0),
    (7.0, LIFE, NONE, True, LIFE),
]


@pytest.mark.parametrize(("practice", "least", "most", "complies", "kept"), CASES)
def test_practice_is_raised_and_cut_by_the_law_where_the_operator_complies(practice, least, most, complies, kept):
    at_least = {} if least is None else {"session": least}
    at_most = {} if most is None else {"session": most}
    rules = Rules((), at_least, at_most, None, AccessRule())
    assert kept_days(practice, rules, "session", complies=complies) == kept
    assert kept_days(practice, rules, "message", complies=complies) == practice
