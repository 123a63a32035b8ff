"""A small world, and each mechanism in it: switched on at rate zero, and at a rate over zero."""

BASE = """
exposim: 1
start: 2021-03-01
end: 2021-05-10
places: {list: [DE, US]}
people:
  residents:
    number: 300 people
    home: DE
    writes:
      session: 2 per person day
      ip_assignment: 1 per person day
      account_activity: 1 per person day
      content: 1 per person day
      post: 1 per person day
      message: 2 per person day
    behind_one_address: 3 people
    contacts: {mean: 4}
    groups: {press: {share: 20 %}}
operators:
  isp: {market: 60 %, keeps: {session: 20 days, ip_assignment: 30 days}}
  cable: {market: 40 %, keeps: {session: 10 days, ip_assignment: 30 days}}
  backbone: {kind: transit, keeps: {session: 5 days}}
  shop:
    kind: platform
    users: 60 %
    keeps: {account_activity: 30 days, content: 30 days, post: 30 days, message: 30 days}
  far: {kind: platform, place: US, users: 30 %, keeps: {content: 30 days}}
  vault: {kind: data_centre, place: DE}
laws:
  visits: {in: DE, inspection: {onsite: {may: [consult, copy]}}}
agencies:
  police:
    in: DE
    cases: {rate: 200 per 100 people per year}
    asks:
      window: {fixed: 3 days}
      grades: {1: 10 %, 3: 90 %}
      requests_per_case: 1.5
      for: {session: 25 %, ip_assignment: 20 %, account_activity: 20 %, content: 20 %, message: 15 %}
    chain: {authorise: {by: officer, delay: {fixed: 1 day}}}
    inspectors: {staff: 1}
    inspections: {effort: {onsite: 100 %}, onsite: {takes: {fixed: 6 hours}}}
"""
ASKS, PLAN = "agencies.police.asks", "agencies.police.inspections"
ANNOUNCED = {"may": ["consult", "copy"], "notice": "announce", "lead": "9 days"}
DECAY = ("retention", "real_name", "security", "content_control", "assistance")


def access(**more):
    return {"laws.rule": {"in": "DE", "access": more}}


def kept(law="keep", **duty):
    return {f"laws.{law}": {"in": "DE", "retention": {"session": duty}}}


def filtered(true_positive, **more):
    rates = {"unlawful": "1 %", "true_positive": true_positive, "false_positive": "0 %"}
    return {"monitoring.filter": {**rates, **more}}


def listed(times):
    watch = {"operators": {"from": ["found"], "for": "20 days", "times": times}}
    return {"effects.duties.decay.security": "20 per year", "agencies.police.watch": watch}


def young(weight):
    focus = {f"{PLAN}.targets.focus": [{"opened_within": "1 years", "weight": weight}]}
    return {"operators.isp.opened": {"fixed": "30 days"}, **focus}


def struck(weight):
    focus = {f"{PLAN}.targets.focus": [{"incident_within": "1 years", "weight": weight}]}
    return {"effects.notice.damage.without": "50 % per visit", **focus}


def hiding(share):
    finding = {"effects.notice.finding.hidden": {"at_most": share, "half_at": "1 day"}}
    return {"effects.duties.decay.security": "20 per year", "laws.visits.inspection.onsite": ANNOUNCED, **finding}


def dumps(share):
    plan = {"times": 2, "apart": {"fixed": "2 days"}, "window": {"fixed": "1 day"}, "category": "session"}
    return {f"{ASKS}.dumps": {"share": share, "area": "50 people", **plan}}


def chains(share):
    return {f"{ASKS}.chains": {"share": share, "hops": 2, "window": {"fixed": "5 days"}}}


def copied(region, share):
    region_of = {"people.residents.account_region": {region: share}}
    return {**region_of, "operators.far.moves.content": {"accounts": region, "copy_to": "vault"}}


def abroad(way, granted, **law):
    return {f"agencies.police.abroad.{way}": {"granted": granted, "takes": {"fixed": "9 days"}}, **law}


def opened_by(way):
    return {"laws.far": {"in": "US", "access": {"abroad": {"content": way}}}}


def watched(role):
    watch = {"people": {"from": ["suspect"], "at_most": "50 people", "for": "20 days"}}
    return {"agencies.police.watch": watch, f"{ASKS}.about": {role: "100 %"}}


def flagged(true_positive):
    watch = {"people": {"from": ["flagged"], "at_most": "50 people", "for": "20 days"}}
    return {**filtered(true_positive, reports_to="police", pursued="0 %"), "agencies.police.watch": watch}


def named(verified, opens, **rule):
    people = {"people.residents.verified": verified, "people.residents.opens_accounts": opens}
    return {**people, "laws.names": {"in": "DE", "real_name": rule}}


OPENING = {"people.residents.verified": "100 %", "people.residents.opens_accounts": "3 per year"}

MECHANISMS = {
    # what it is: (at rate zero, at a rate over zero)
    "ground": (access(width="100 %"), access(width="50 %")),
    "refusing": (
        {**access(refusable=True), "operators.*.refuses": "0 %"},
        {**access(refusable=True), "operators.*.refuses": "40 %"},
    ),
    "authoriser": (access(authorised_by="officer"), access(authorised_by="court", rejected="30 %")),
    "protected groups": (access(), access(protected={"press": "judge"}, authorised_by="nobody")),
    "later review": (access(), access(late_review={"grades": [1], "rejected": "20 %"})),
    "least retention": (kept(at_least="0 days"), kept(at_least="60 days")),
    "notices": (
        kept(may_order="60 days", of=["isp"], ordered="0 %"),
        kept(may_order="60 days", of=["isp"], ordered="100 %"),
    ),
    "a law that is off": (
        {**kept(at_least="60 days"), "laws.keep.off": True},
        {**kept(at_least="60 days"), "laws.keep.off": False},
    ),
    "transition": (
        {**kept(at_least="60 days"), "laws.keep.from": "2021-03-10", "laws.keep.transition": "0 days"},
        {**kept(at_least="60 days"), "laws.keep.from": "2021-03-10", "laws.keep.transition": "30 days"},
    ),
    "overrides": (
        {**kept(at_most="15 days"), **kept("limit", at_most="5 days"), "laws.keep.overrides": []},
        {**kept(at_most="15 days"), **kept("limit", at_most="5 days"), "laws.keep.overrides": ["limit"]},
    ),
    "dated changes": (
        {"changes.habit": {"on": "2021-04-01", "set": {"operators.isp.keeps.session": "20 days"}}},
        {"changes.habit": {"on": "2021-04-01", "set": {"operators.isp.keeps.session": "2 days"}}},
    ),
    **{
        f"duty of {duty}": (
            {f"effects.duties.decay.{duty}": "0 per year"},
            {f"effects.duties.decay.{duty}": "20 per year"},
        )
        for duty in DECAY
    },
    "slower answers": (
        {"effects.duties.decay.assistance": "20 per year", "effects.duties.slower": 1},
        {"effects.duties.decay.assistance": "20 per year", "effects.duties.slower": 9},
    ),
    "unreadable content": (
        {"effects.duties.decay.assistance": "20 per year", "effects.duties.unreadable": "0 %"},
        {"effects.duties.decay.assistance": "20 per year", "effects.duties.unreadable": "60 %"},
    ),
    "damage of visits": (
        {"effects.notice.damage.without": "0 % per visit"},
        {"effects.notice.damage.without": "50 % per visit"},
    ),
    "copies by visits": ({f"{PLAN}.onsite.copies": "0 %"}, {f"{PLAN}.onsite.copies": "20 %"}),
    "weights of targets": ({f"{PLAN}.targets.weights": {"isp": 1}}, {f"{PLAN}.targets.weights": {"isp": 9}}),
    "visits at random": (
        {f"{PLAN}.targets": {"weights": {"isp": 9}, "random": "0 %"}},
        {f"{PLAN}.targets": {"weights": {"isp": 9}, "random": "80 %"}},
    ),
    "focus on the young": (young(1), young(5)),
    "focus on incidents": (struck(1), struck(5)),
    "special periods": (
        {f"{PLAN}.special.congress": {"from": "2021-04-01", "to": "2021-04-20", "times": 1}},
        {f"{PLAN}.special.congress": {"from": "2021-04-01", "to": "2021-04-20", "times": 5}},
    ),
    "watched operators": (listed(1), listed(9)),
    "hidden deficits": (hiding("0 %"), hiding("90 %")),
    "visits every year": ({f"{PLAN}.targets.each_year": {}}, {f"{PLAN}.targets.each_year": {"isp": 12}}),
    "standing connections": (
        {f"{PLAN}.onsite.leaves_connection": {"share": "0 %", "for": "20 days"}},
        {f"{PLAN}.onsite.leaves_connection": {"share": "80 %", "for": "20 days"}},
    ),
    "third parties": (
        {f"{PLAN}.contractor": {"share": "0 %"}, f"{PLAN}.onsite.copies": "20 %"},
        {f"{PLAN}.contractor": {"share": "90 %", "leaks": "40 per year"}, f"{PLAN}.onsite.copies": "20 %"},
    ),
    "taps": (
        {"interception.tap": {"by": "police", "place": "DE", "share": "0 %"}},
        {"interception.tap": {"by": "police", "place": "DE", "share": "50 %"}},
    ),
    "direct access": (
        {"interception.door": {"by": "police", "operators": ["isp"], "looks": {"rate": "0 per year"}}},
        {"interception.door": {"by": "police", "operators": ["isp"], "looks": {"rate": "90 per year"}}},
    ),
    "live orders": (
        {"agencies.police.live": {"share": "0 %", "lasts": {"fixed": "20 days"}}},
        {"agencies.police.live": {"share": "20 %", "lasts": {"fixed": "20 days"}}},
    ),
    "real names": (
        {"people.residents.verified": "100 %", "people.residents.opens_accounts": "0 per year"},
        {"people.residents.verified": "40 %", f"{ASKS}.follow": "0 %"},
    ),
    "new accounts": (
        {"people.residents.opens_accounts": "0 per year"},
        {"people.residents.opens_accounts": "3 per year"},
    ),
    "mirrors": (copied("DE", "0 %"), copied("DE", "50 %")),
    "keys": ({"operators.shop.keys": {"content": "self"}}, {"operators.shop.keys": {"content": "user"}}),
    "free will abroad": ({"agencies.police.abroad.answered": "0 %"}, {"agencies.police.abroad.answered": "90 %"}),
    "mutual assistance": (
        abroad("mutual_assistance", "0 %"),
        abroad("mutual_assistance", "90 %", **opened_by("mutual_assistance")),
    ),
    "e-Evidence": (abroad("e_evidence", "0 %"), abroad("e_evidence", "90 %", **opened_by("e_evidence"))),
    "users by population": (
        {"operators.shop.users": {"residents": "60 %"}},
        {"operators.shop.users": {"residents": "90 %"}},
    ),
    "people per request": (
        {f"{ASKS}.people_per_request": {"fixed": 1}},
        {f"{ASKS}.people_per_request": {"fixed": 3}},
    ),
    "filters": (filtered("0 %"), filtered("80 %")),
    "reports": (filtered("0 %", reports_to="police"), filtered("80 %", reports_to="police")),
    "mistaken moderators": (
        filtered("80 %", moderators={"mistaken": "0 %"}),
        filtered("80 %", moderators={"mistaken": "30 %"}),
    ),
    "watched authors": (flagged("0 %"), flagged("80 %")),
    "accounts refused": (
        named("100 %", "3 per year", new_accounts="refuse"),
        named("40 %", "3 per year", new_accounts="refuse"),
    ),
    "accounts removed": (
        named("100 %", "3 per year", old_accounts="remove by 2021-04-01"),
        named("40 %", "3 per year", old_accounts="remove by 2021-04-01"),
    ),
    "watched people": (watched("witness"), watched("suspect")),
    "area dumps": (dumps("0 %"), dumps("20 %")),
    "contact chains": (chains("0 %"), chains("20 %")),
    "freezes": (
        {"laws.quick": {"in": "DE", "freeze": {"by": "officer", "for": "60 days"}}},
        {
            "laws.quick": {"in": "DE", "freeze": {"by": "officer", "for": "60 days"}},
            f"{ASKS}.lag": {"report_to_request": {"fixed": "9 days"}, "report_to_freeze": {"fixed": "1 day"}},
        },
    ),
    "notification": (
        {"laws.tell": {"in": "DE", "notify": {"share": "0 %"}}},
        {"laws.tell": {"in": "DE", "notify": {"share": "90 %"}}},
    ),
    "own stores": (
        {"agencies.police.holds": {"obtained": "forever", "reuse": "0 %", "misuse": {"rate": "0 per year"}}},
        {"agencies.police.holds": {"obtained": "forever", "reuse": "50 %", "misuse": {"rate": "90 per year"}}},
    ),
    "errors": ({"errors": {"rate": "0 %"}}, {"errors": {"rate": "30 %"}}),
    "oversight": (
        {"errors": {"rate": "60 %"}, "agencies.police.oversight.finds": "0 %"},
        {"errors": {"rate": "60 %"}, "agencies.police.oversight.finds": "90 %"},
    ),
    "intruders": ({"intruders.thief": {"hazard": "0 per year"}}, {"intruders.thief": {"hazard": "20 per year"}}),
    "costs": (
        {"costs": {"currency": "EUR", "price_year": 2020, "recovery": "0 EUR per item"}},
        {"costs": {"currency": "EUR", "price_year": 2020, "recovery": "20 EUR per item"}},
    ),
    "moving": ({"people.residents.moves": "0 per year"}, {"people.residents.moves": "6 per year"}),
    "leaving": ({"people.residents.leave": "0 per year"}, {"people.residents.leave": "3 per year"}),
    "entering": ({"people.residents.enter": "0 per year"}, {"people.residents.enter": "3 per year"}),
}
DECAYING = {"effects.duties.decay.assistance": "20 per year"}
NEEDS = {  # what a mechanism acts on: switched on before either
    "transition": {**kept(at_least="60 days"), "laws.keep.from": "2021-03-10"},
    "overrides": {**kept(at_most="15 days"), **kept("limit", at_most="5 days")},
    "slower answers": DECAYING,
    "unreadable content": DECAYING,
    "third parties": {f"{PLAN}.onsite.copies": "20 %"},
    "visits at random": {f"{PLAN}.targets.weights": {"isp": 9}},
    "focus on incidents": {"effects.notice.damage.without": "50 % per visit"},
    "accounts refused": OPENING,
    "accounts removed": OPENING,
    "watched operators": {"effects.duties.decay.security": "20 per year"},
    "hidden deficits": {
        "effects.duties.decay.security": "20 per year",
        "laws.visits.inspection.onsite": ANNOUNCED,
    },
    "watched people": {f"{ASKS}.about": {"witness": "100 %"}},
    "own stores": {"agencies.police.holds": {"obtained": "forever"}},
    "oversight": {"errors": {"rate": "60 %"}},
    "mistaken moderators": filtered("80 %", moderators={}),
}
