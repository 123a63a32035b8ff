"""More mechanisms of the small world: what raises, avoids, mends, leaks, costs and is turned down."""

from tests.unit.build.mechanisms import ANNOUNCED, ASKS, PLAN, abroad, kept, opened_by


def told_before(effect, at_most):
    """Return what notice does to damage or deficits, where visits are announced."""
    noticed = {"effects.notice.damage.without": "50 % per visit", "laws.visits.inspection.onsite": ANNOUNCED}
    neglected = {"effects.duties.decay.security": "20 per year"}
    return {**noticed, **neglected, f"effects.notice.{effect}": {"at_most": at_most, "half_at": "1 day"}}


def raised(factor):
    """Return a thief whom neglect, copies and connections bring more often."""
    visits = {"copies": "20 %", "leaves_connection": {"share": "80 %", "for": "20 days"}}
    by = {"security": factor, "copies": factor, "connection": factor}
    thief = {"hazard": "5 per year", "raised_by": by}
    return {"effects.duties.decay.security": "20 per year", f"{PLAN}.onsite": visits, "intruders.thief": thief}


def erring(checks=2, **more):
    return {"errors": {"rate": "60 %", "by": {"operator": "100 %"}, **more}, "operators.*.desk.checks": checks}


def priced(**more):
    return {"costs": {"currency": "EUR", "price_year": 2020, **more}, **kept(at_least="60 days")}


def moved(share):
    region_of = {"people.residents.account_region": {"US": share}}
    return {**region_of, "operators.shop.moves.content": {"accounts": "US", "move_to": "vault", "keys": "user"}}


def assisted(not_asked):
    given = {"granted": "90 %", "takes": {"fixed": "9 days"}, "not_asked": not_asked}
    return {"agencies.police.abroad.mutual_assistance": given, **opened_by("mutual_assistance")}


def released(rejected):
    freeze = {"by": "officer", "for": "60 days", "release_by": {"by": "court", "rejected": rejected}}
    lag = {"report_to_request": {"fixed": "25 days"}, "report_to_freeze": {"fixed": "1 day"}}
    return {"laws.quick": {"in": "DE", "freeze": freeze}, f"{ASKS}.lag": lag}


MORE = {
    # what it is: (at rate zero, at a rate over zero)
    "damage avoided by notice": (told_before("damage.avoided", "0 %"), told_before("damage.avoided", "90 %")),
    "deficits mended on notice": (told_before("finding.fixed", "0 %"), told_before("finding.fixed", "90 %")),
    "reading on the spot": ({f"{PLAN}.onsite.consults": "0 %"}, {f"{PLAN}.onsite.consults": "20 %"}),
    "leaks of third parties": (
        {f"{PLAN}.contractor": {"share": "90 %", "leaks": "0 per year"}, f"{PLAN}.onsite.copies": "20 %"},
        {f"{PLAN}.contractor": {"share": "90 %", "leaks": "40 per year"}, f"{PLAN}.onsite.copies": "20 %"},
    ),
    "raised hazards": (raised(1), raised(5)),
    "hubs": (
        {"people.residents.contacts.hubs": {"number": 0, "reach": "50 %"}},
        {"people.residents.contacts.hubs": {"number": 3, "reach": "50 %"}},
    ),
    "further checks": (erring(fewer_per_check="0 %"), erring(fewer_per_check="50 %")),
    "serious errors": (erring(serious="0 %"), erring(serious="50 %")),
    "errors reported": (erring(found="0 %"), erring(found="50 %")),
    "fixed costs": (priced(fixed="0 EUR per year"), priced(fixed="100 EUR per year")),
    "costs of storage": (priced(storage="0 EUR per TB per year"), priced(storage="100 EUR per TB per year")),
    "costs of staff": (priced(staff="0 EUR per hour"), priced(staff="50 EUR per hour")),
    "costs reimbursed": (
        priced(fixed="100 EUR per year", reimbursed={"fixed": "0 %"}),
        priced(fixed="100 EUR per year", reimbursed={"fixed": "50 %"}),
    ),
    "records moved": (moved("0 %"), moved("50 %")),
    "not asked of those abroad": (assisted("0 %"), assisted("80 %")),
    "release by a court": (released("0 %"), released("60 %")),
}
MORE_NEEDS = {  # what a mechanism acts on: switched on before either
    "damage avoided by notice": {
        "effects.notice.damage.without": "50 % per visit",
        "effects.duties.decay.security": "20 per year",
        "laws.visits.inspection.onsite": ANNOUNCED,
    },
    "deficits mended on notice": {
        "effects.notice.damage.without": "50 % per visit",
        "effects.duties.decay.security": "20 per year",
        "laws.visits.inspection.onsite": ANNOUNCED,
    },
    "leaks of third parties": {
        f"{PLAN}.contractor": {"share": "90 %"},
        f"{PLAN}.onsite.copies": "20 %",
    },
    "raised hazards": {**raised(1), "intruders.thief": {"hazard": "5 per year"}},
    "further checks": erring(1),
    "serious errors": erring(1),
    "errors reported": erring(1),
    "fixed costs": priced(),
    "costs of storage": priced(),
    "costs of staff": priced(),
    "costs reimbursed": priced(fixed="100 EUR per year"),
    "not asked of those abroad": abroad("mutual_assistance", "90 %", **opened_by("mutual_assistance")),
    "release by a court": {
        "laws.quick": {"in": "DE", "freeze": {"by": "officer", "for": "60 days"}},
        f"{ASKS}.lag": {"report_to_request": {"fixed": "25 days"}, "report_to_freeze": {"fixed": "1 day"}},
    },
}
