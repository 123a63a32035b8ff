"""Every mechanism, switched on at rate zero, changes no row; at a rate over zero it changes some."""

from functools import cache

import pytest

from sim.replication import simulate
from sim.verify.worlds import world

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
NOTICE = {"may_order": "60 days", "of": ["isp"]}
DECAY = ("retention", "real_name", "security", "content_control", "assistance")


def access(**more):
    return {"laws.rule": {"in": "DE", "access": more}}


def dumps(share):
    plan = {"times": 2, "apart": {"fixed": "2 days"}, "window": {"fixed": "1 day"}, "category": "session"}
    return {f"{ASKS}.dumps": {"share": share, "area": "50 people", **plan}}


def chains(share):
    return {f"{ASKS}.chains": {"share": share, "hops": 2, "window": {"fixed": "5 days"}}}


def copied(region, share):
    region_of = {"people.residents.account_region": {region: share}}
    return {**region_of, "operators.far.moves.content": {"accounts": region, "copy_to": "vault"}}


def watched(role):
    watch = {"people": {"from": ["suspect"], "at_most": "50 people", "for": "20 days"}}
    return {"agencies.police.watch": watch, f"{ASKS}.about": {role: "100 %"}}


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
    "least retention": (
        {"laws.keep": {"in": "DE", "retention": {"session": {"at_least": "0 days"}}}},
        {"laws.keep": {"in": "DE", "retention": {"session": {"at_least": "60 days"}}}},
    ),
    "notices": (
        {
            "laws.keep": {
                "in": "DE",
                "retention": {"session": {"may_order": "60 days", "of": ["isp"], "ordered": "0 %"}},
            }
        },
        {"laws.keep": {"in": "DE", "retention": {"session": {"may_order": "60 days", "of": ["isp"]}}}},
    ),
    "a law that is off": (
        {"laws.keep": {"in": "DE", "off": True, "retention": {"session": {"at_least": "60 days"}}}},
        {"laws.keep": {"in": "DE", "off": False, "retention": {"session": {"at_least": "60 days"}}}},
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
    "ways abroad": (
        {"agencies.police.abroad.mutual_assistance": {"granted": "0 %", "takes": {"fixed": "9 days"}}},
        {
            "agencies.police.abroad.mutual_assistance": {"granted": "90 %", "takes": {"fixed": "9 days"}},
            "laws.far": {"in": "US", "access": {"abroad": {"content": "mutual_assistance"}}},
        },
    ),
    "filters": (
        {"monitoring.filter": {"unlawful": "1 %", "true_positive": "0 %", "false_positive": "0 %"}},
        {"monitoring.filter": {"unlawful": "1 %", "true_positive": "80 %", "false_positive": "0 %"}},
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
    "intruders": ({"intruders.thief": {"hazard": "0 per year"}}, {"intruders.thief": {"hazard": "20 per year"}}),
    "costs": (
        {"costs": {"currency": "EUR", "price_year": 2020, "recovery": "0 EUR per item"}},
        {"costs": {"currency": "EUR", "price_year": 2020, "recovery": "20 EUR per item"}},
    ),
    "moving": ({"people.residents.moves": "0 per year"}, {"people.residents.moves": "6 per year"}),
    "leaving": ({"people.residents.leave": "0 per year"}, {"people.residents.leave": "3 per year"}),
    "entering": ({"people.residents.enter": "0 per year"}, {"people.residents.enter": "3 per year"}),
}
NEEDS = {  # what a mechanism acts on: switched on before either
    "slower answers": {"effects.duties.decay.assistance": "20 per year"},
    "unreadable content": {"effects.duties.decay.assistance": "20 per year"},
    "third parties": {f"{PLAN}.onsite.copies": "20 %"},
    "watched people": {f"{ASKS}.about": {"witness": "100 %"}},
    "own stores": {"agencies.police.holds": {"obtained": "forever"}},
}


@cache
def rows_of(name, on):
    changes = NEEDS.get(name, {}) if on is None else MECHANISMS[name][on]
    loaded = world(BASE).with_(changes) if changes else world(BASE)
    return frozenset(repr(tuple(row)) for row in simulate(loaded, seed=3, replication=0).rows)


@cache
def before(name):
    return rows_of(name, None) if name in NEEDS else rows_of("", None)


@pytest.mark.parametrize("name", MECHANISMS)
def test_at_rate_zero_it_changes_no_row(name):
    assert before(name) <= rows_of(name, 0)


@pytest.mark.parametrize("name", MECHANISMS)
def test_at_a_rate_over_zero_it_changes_some(name):
    assert rows_of(name, 1) != before(name)
    assert rows_of(name, 1) != rows_of(name, 0)
