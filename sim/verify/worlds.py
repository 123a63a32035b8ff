"""Small worlds whose numbers are known beforehand, each reduced to what its check needs."""

from datetime import date
from pathlib import Path

from sim.build.geography import places_of
from sim.scenario.document import read_text
from sim.scenario.loading import Loaded, checked


def world(text: str, **values: object) -> Loaded:
    """Return the checked scenario of a YAML text in which each `<name>` stands for a value."""
    for name, value in values.items():
        text = text.replace(f"<{name}>", str(value))
    return checked(read_text(text, "world"), "world", (Path(),), places_of)


LAST_MILES = """
exposim: 1
title: Four towns around a transit operator that logs what the access operators log
start: 2022-02-01
end: 2022-03-18
warmup: 3 days
periods: {early: 2022-02-05 to 2022-02-20}
panel: <panel>
places: {map: "generator:barabasi_albert(n=6, m=1, seed=4)", country: DE}
people:
  residents:
    number: 240 people
    writes:
      session: 4 per person day
      ip_assignment: 1 per person day
      account_activity: 2 per person day
      message: 1 per person day
    activity_cv: 1.5
    behind_one_address: 3 people
    contacts: {mean: 6}
operators:
  net: {count: 3, place: each region, market: 70 %, keeps: {session: 20 days, ip_assignment: 20 days, message: 9 days}}
  cable: {market: 30 %, place: p2, keeps: {session: 6 days, ip_assignment: 12 days}, logs_ports: true}
  backbone: {kind: transit, place: p1, keeps: {session: 30 days}}
  shop: {kind: platform, place: p3, users: 40 %, keeps: {account_activity: 15 days}}
agencies:
  police:
    in: DE
    cases: {rate: 300 per 100 people per year, picks: activity}
    asks:
      lag: {act_to_report: {exponential: {mean: 8 days}}}
      window: {uniform: [0 days, 10 days]}
      requests_per_case: 1.5
      for: {session: 50 %, ip_assignment: 20 %, account_activity: 30 %}
  raiders:
    in: DE
    inspectors: {staff: 2}
    inspections: {effort: {onsite: 100 %}, onsite: {takes: {fixed: 6 hours}, copies: 20 %, consults: 5 %}}
laws:
  visits: {in: DE, inspection: {onsite: {may: [consult, copy, probe]}}}
"""

LAX_OPERATORS = """
exposim: 1
title: Two lax operators, a law of retention in the middle, copies, and people who write in the evening
start: 2023-05-01
end: 2023-07-10
panel: <panel>
periods: {before: 2023-05-01 to 2023-06-01, after: 2023-06-01 to 2023-07-10}
people:
  residents:
    number: 200 people
    writes: {session: 3 per person day, ip_assignment: 1 per person day, account_activity: 0.5 per person day}
    activity_cv: 1
    profile:
      day: [1, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 6, 8, 8, 6, 4, 2]
      week: [1, 1, 1, 1, 1.5, 2, 2]
  visitors:
    number: 60 people
    writes: {session: 2 per person day, ip_assignment: 1 per person day}
    activity_cv: 0
operators:
  alpha: {market: 55 %, keeps: {session: 8 days, ip_assignment: 30 days}, purge_every: 12 hours}
  beta: {market: 45 %, keeps: {session: 15 days, ip_assignment: 15 days}, purge_every: 5 days}
  forum: {kind: platform, count: 2, users: 50 %, keeps: {account_activity: 20 days, subscriber: account life}}
laws:
  longer: {from: 2023-06-01, retention: {session: {at_least: 25 days}}}
  shorter: {from: 2023-06-20, retention: {account_activity: {at_most: 10 days}}}
  visits:
    inspection:
      onsite: {officers: 2, may: [copy, consult, probe]}
      remote: {notice: announce, lead: 2 days, may: [probe, copy]}
      correct_within: 6 days
agencies:
  police:
    cases: {rate: 250 per 100 people per year}
    asks:
      lag: {act_to_report: {exponential: {mean: 9 days}}, report_to_request: {uniform: [0 days, 3 days]}}
      window: {exponential: {mean: 8 days}}
      for: {session: 50 %, ip_assignment: 20 %, account_activity: 30 %}
    examines: 20 %
    inspectors: {staff: 1}
    inspections: {onsite: {copies: 10 %, consults: 10 %}, remote: {copies: 4 %}}
effects:
  duties: {decay: {retention: 9 per year, security: 6 per year}, corrected: 70 %}
"""

ASKING = """
exposim: 1
start: 2024-01-01  # a Monday
end: <end>
people: {residents: {number: <people> people, activity_cv: <cv>, writes: {session: <rate> per person day}}}
operators:
  isp:
    market: 100 %
    keeps: {<category>: <keeps>}
    purge_every: <every>
    desk: {staff: 1000, hours: <hours>, handling: {fixed: 0.01 seconds}}
agencies:
  police:
    cases: {rate: <cases> per 1 people per year, picks: <picks>}
    asks:
      lag: {act_to_report: <age>}
      window: {fixed: <window>}
      for: {<category>: 100 %}
    chain: {authorise: {delay: <delay>}}
"""


def asking(
    *,
    end: str = "2024-07-01",
    people: int = 1_000_000,
    requests: int = 8000,
    category: str = "ip_assignment",
    keeps: str = "30 days",
    **values: str | float,
) -> Loaded:
    """Return the world of one agency and one operator, with about so many requests over its days."""
    days = (date.fromisoformat(end) - date(2024, 1, 1)).days
    plain = {
        "cv": 0,
        "rate": 0.5,
        "every": "1 hours",
        "hours": "always",
        "picks": "people",
        "age": "{exponential: {mean: 20 days}}",
        "window": "0 days",
        "delay": "{fixed: 0 days}",
    }
    rate = f"{requests / people / days * 365.25:.12f}"
    given = {"end": end, "people": people, "category": category, "keeps": keeps, "cases": rate}
    return world(ASKING, **(plain | given | values))


CHAIN = """
exposim: 1
start: 2024-01-01
end: 2024-07-01
people:
  residents:
    number: 100 thousand
    activity_cv: 0
    writes: {account_activity: 1 per person day, ip_assignment: 1 per person day}
operators:
  isp: {market: 100 %, keeps: {ip_assignment: 37 days}, desk: <desk>}
  forum: {kind: platform, users: 50 %, keeps: {account_activity: 34 days}, desk: <desk>}
agencies:
  police:
    cases: {rate: 16 per 100 people per year}
    asks:
      lag: {act_to_report: {exponential: {mean: 20 days}}}
      for: {account_activity: 100 %}
    chain: {authorise: {delay: {fixed: 6 days}}}
"""

WIDE_OPEN = "{staff: 1000, hours: always, handling: {fixed: 0.01 seconds}}"

COPIES = """
exposim: 1
start: 2024-01-01
end: 2024-07-01
people: {residents: {number: <people> people, activity_cv: <cv>, writes: {session: <rate> per person day}}}
operators:
  isp:
    market: 100 %
    keeps: {session: 10 days}
    desk: <desk>
laws: {visits: {inspection: {onsite: {may: [copy]}}}}
agencies:
  police:
    cases: {rate: <cases> per 100 people per year, picks: <how>}
    asks: {lag: {act_to_report: {fixed: 1 day}}, for: {session: 100 %}}
  raiders:
    inspectors: {staff: 50}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 12 per year}
      onsite: {takes: {fixed: 1 hour}, copies: <copied>}
"""

ONE_ROUTE = """
exposim: 1
start: 2024-01-01
end: 2024-03-31
places: {map: "generator:path(n=3)", country: DE}  # p2 lies between p1, where people live, and p3
people:
  residents: {number: <people> people, home: p1, activity_cv: 0, writes: {session: 0.025 per person day}}
operators:
  isp: {market: 100 %, place: p1, keeps: {session: 20 days}, desk: <desk>}
  backbone: {kind: transit, place: p2, keeps: {session: 20 days}, desk: <desk>}
  shop: {kind: platform, place: p3, users: 50 %, desk: <desk>}
  mall: {kind: platform, place: <mall>, users: 50 %, desk: <desk>}
laws: {visits: {in: DE, inspection: {onsite: {may: [copy]}}}}
agencies:
  raiders:
    in: DE
    inspectors: {staff: 50}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 6 per year}
      targets: {weights: {shop: 0, mall: 0}}
      onsite: {takes: {fixed: 1 hour}, copies: 100 %}
"""

LENGTHENED = """
exposim: 1
start: 2024-01-01
end: 2024-05-10
people: {residents: {number: 5000 people, writes: {session: 10 per person day}}}
operators: {isp: {market: 100 %, keeps: {session: 10 days}}}
laws: {longer: {from: 2024-02-15, retention: {session: {at_least: 60 days}}}}
agencies: {police: {cases: {rate: 1 per 100 people per year}, asks: {for: {session: 100 %}}}}
"""

LAPSES = """
exposim: 1
start: 2020-01-01
end: 2025-01-01
people: {residents: {number: 2000 people, writes: {session: 1 per person day}}}
operators: {isp: {count: <described>, stands_for: 20, market: 100 %, keeps: {session: 10 days}, desk: <desk>}}
laws:
  visits: {inspection: {onsite: {may: [consult]}, correct_within: 10 days, again_after: 1 working days}}
agencies:
  inspectorate:
    inspectors: {staff: 200, hours: always}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: <visits> per year}
      onsite: {takes: {fixed: 1 minute}}
effects:
  notice: {finding: {without: 70 %}}
  duties: {decay: {retention: 6 per year}, corrected: 100 %}
"""
