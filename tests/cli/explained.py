"""The world that tests of explain play, and what they read of it."""

import json

WORLD = """
exposim: 1
title: A law that doubles retention, and inspectors who copy
start: 2021-01-04
end: 2021-02-13
people: {residents: {number: 300, writes: {session: 30 per person day}, activity_cv: 0}}
operators: {isp: {market: 100 %, keeps: {session: 10 days}}}
laws:
  act: {retention: {session: {at_least: 40 days}}, notify: {share: 100 %, after: {fixed: 2 days}}}
  visits: {inspection: {onsite: {may: [copy]}, remote: {may: [probe]}}}
  later: {from: 2022-01-01, retention: {session: {at_least: 90 days}}}
agencies:
  police:
    cases: {rate: 80 per 100 people per year}
    asks: {for: {session: 100 %}, lag: {act_to_report: {fixed: 20 days}}}
    inspectors: {staff: 1}
    inspections: {planned: 20 %, onsite: {takes: {fixed: 1 day}, copies: 1 %}}
"""


def data(ended):
    assert ended.status == 0, ended.err
    return json.loads(ended.out)
