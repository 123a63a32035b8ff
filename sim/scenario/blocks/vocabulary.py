"""The words that may stand where a scenario chooses among kinds: MODEL.md, section 1."""

from typing import Literal, get_args

Category = Literal[
    "session",
    "location",
    "account_activity",
    "content",
    "post",
    "message",
    "subscriber",
    "ip_assignment",
]
STATES: frozenset[str] = frozenset({"subscriber", "ip_assignment"})
NETWORK_CATEGORIES: frozenset[str] = frozenset({"session", "location", "subscriber", "ip_assignment"})
PRIVATE_CONTENT: frozenset[str] = frozenset({"content", "message"})
CATEGORIES: tuple[Category, ...] = get_args(Category)

OperatorKind = Literal["access", "transit", "exchange", "platform", "data_centre"]
LOGGABLE: dict[str, tuple[Category, ...]] = {  # what operators of a kind may come to log
    "access": tuple(category for category in CATEGORIES if category in NETWORK_CATEGORIES),
    "platform": tuple(c for c in CATEGORIES if c not in NETWORK_CATEGORIES or c == "subscriber"),
    "transit": ("session",),
    "exchange": ("session",),
    "data_centre": (),
}
Duty = Literal["retention", "real_name", "security", "content_control", "assistance"]
DUTIES: tuple[str, ...] = get_args(Duty)
InspectionChannel = Literal["onsite", "remote"]
ObtainingChannel = Literal["request", "onsite", "remote", "interception", "monitoring"]
Incident = Literal["found", "outage", "penalised", "breach"]
Measure = Literal["consult", "copy", "probe"]
Notice = Literal["none", "announce", "publish"]
Authoriser = Literal["nobody", "officer", "prosecutor", "court", "office", "judge"]
Party = Literal["draft", "spoc", "authorise", "operator", "other"]
ErrorKind = Literal["wrong_identifier", "wrong_time", "excess_data"]
Role = Literal["suspect", "associate", "victim", "national_security", "other", "vulnerable", "witness", "next_of_kin"]
Review = Literal["reviewed", "not reviewed", "invented"]
NOT_REVIEWED: Review = "not reviewed"
SUSPECTED: frozenset[str] = frozenset({"suspect", "national_security"})
