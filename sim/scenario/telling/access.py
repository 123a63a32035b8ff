"""What a law says of access to records and of freezes, in words."""

from collections.abc import Iterator

from sim.scenario.provisions.access import AccessRule, Authorisation
from sim.scenario.provisions.freezing import FreezeRule
from sim.scenario.provisions.notifying import NotifyRule
from sim.scenario.units import show, show_days


def access_in_words(rule: AccessRule) -> Iterator[str]:
    """Yield who authorises requests, what is reviewed later, who may refuse, and how wide the ground is."""
    if rule.authorisation:
        yield f"requests are authorised by {authorised(rule.authorisation)}"
    for group, given in (rule.protected or {}).items():
        yield f"requests about {group} are authorised by {authorised(given)}"
    if rule.late_review:
        yield (
            f"requests of grade {' and '.join(rule.late_review.grades)} are sent first and reviewed later; "
            f"{show(rule.late_review.rejected, 'share')} of reviews find them unjustified"
        )
    if rule.refusable:
        yield "requests may be refused"
    for category, way in rule.abroad.items():
        yield f"agencies abroad get {category} {_BY[way]}"
    if rule.width is not None:
        yield f"there is a ground to ask for {show(rule.width, 'share')} of cases"


_BY = {
    "voluntary": "of an operator's free will",
    "mutual_assistance": "by mutual assistance",
    "e_evidence": "by an e-Evidence order",
}


def freeze_in_words(rule: FreezeRule) -> str:
    """Return who has what frozen for how long, and who releases it."""
    renewed = f", renewed up to {rule.renew} times" if rule.renew else ""
    released = f"; released by {authorised(rule.release_by)}" if rule.release_by else ""
    return f"a subject's records are frozen by {authorised(rule.by)} for {show_days(rule.stays)}{renewed}{released}"


def notify_in_words(rule: NotifyRule) -> str:
    """Return who of those asked about is told, and when."""
    after = f" {rule.after.mean:.3g} days after the answer on average" if rule.after.mean > 0 else ""
    return f"{show(rule.share, 'share')} of those asked about are told{after}"


def authorised(given: Authorisation) -> str:
    """Return who decides, with time and share where they are not the agency's own."""
    after = f" after {given.delay.mean:.3g} days on average" if given.delay.mean > 0 else ""
    rejected = f", who rejects {show(given.rejected, 'share')}" if given.rejected > 0 else ""
    return f"{given.by}{after}{rejected}"
