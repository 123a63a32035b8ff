"""Small worlds in which requests closed many at a time might come to other rows than those seen to one by one."""

from collections import Counter
from math import inf

import numpy as np
import pytest

from sim.actors import closing
from sim.actors.courses import Courses
from sim.actors.own_records import OwnRecords
from sim.actors.register import Register
from sim.actors.sending import Sending
from sim.entry import load_scenario
from sim.ledger.accounts import Ledger
from sim.ledger.answers import STATES
from sim.replication import simulate
from tests.property.both_ways import both_ways, tables

# An agency that asks about few people, several times a day, and need not ask again about those whom it holds.
AGAIN = """\
exposim: 1
start: 2021-01-04
end: 2021-01-14
people: {residents: {number: 200, writes: {session: 5 per person day}}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: 20 days}, desk: {staff: 20}}}
agencies:
  police:
    cases: {rate: 100 per 100 people per day}
    asks: {for: {session: 100 %}}
    holds: {obtained: forever, reuse: 100 %}
"""
# A platform that keeps less than agencies ask for, and most of whose accounts have just been opened.
YOUNG = """\
exposim: 1
start: 2021-01-04
end: 2021-12-30
people:
  residents:
    number: 3000
    opens_accounts: 2 per year
    writes: {account_activity: 2 per person day, ip_assignment: 1 per person day}
operators:
  isp: {kind: access, market: 100 %, keeps: {ip_assignment: 300 days}, desk: {staff: 50}}
  forum: {kind: platform, users: 20 %, keeps: {account_activity: 60 days}, desk: {staff: 50}}
agencies:
  police:
    cases: {rate: 100 per 100 people per year}
    asks: {for: {account_activity: 100 %}, items_per_request: 1.3, window: 6 months, follow: 80 %}
"""
# Desks with more to do than they can: much of it is under way when the run ends.
BUSY = """\
exposim: 1
start: 2021-01-04
end: 2021-02-03
people: {residents: {number: 3000, writes: {session: 5 per person day, location: 1 per person day}}}
operators:
  isp:
    {kind: access, market: 100 %, keeps: {session: 9 days, location: 9 days}, desk: {staff: 0.7, deadline: 2 days}}
agencies:
  police:
    cases: {rate: 200 per 100 people per year}
    asks: {for: {session: 60 %, location: 40 %}, items_per_request: 1.3}
    chain: {authorise: {desk: {staff: 2.5, handling: {fixed: 1 hour}}}}
"""
# Two populations and two agencies at one desk, who ask about several people at once and use again what they hold.
SHARED = """\
exposim: 1
start: 2021-01-04
end: 2021-01-24
people:
  here: {number: 60, writes: {session: 5 per person day}}
  there: {number: 40, writes: {session: 2 per person day}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: 20 days}, desk: {staff: 40, handling: {fixed: 1 hour}}}}
agencies:
  police:
    cases: {rate: 40 per 100 people per day}
    asks: {for: {session: 100 %}, items_per_request: 2.5}
    holds: {obtained: 3 days, reuse: 70 %}
  customs:
    cases: {rate: 20 per 100 people per day}
    asks: {for: {session: 100 %}, items_per_request: 1.5}
    holds: {obtained: forever, reuse: 40 %}
"""
# Requests about one person whose answers come at one moment, of an agency that misuses what it has.
MISUSED = """\
exposim: 1
start: 2021-01-04
end: 2021-12-30
people:
  residents:
    number: 3000
    opens_accounts: 2 per year
    writes: {account_activity: 2 per person day, message: 2 per person day, ip_assignment: 1 per person day}
operators:
  isp: {kind: access, market: 100 %, keeps: {ip_assignment: 300 days}, desk: {staff: 50}}
  forum:
    kind: platform
    users: 20 %
    keeps: {account_activity: 60 days, message: 60 days}
    desk: {staff: 200, handling: {fixed: 1 hour}}
agencies:
  police:
    cases: {rate: 100 per 100 people per year}
    asks: {for: {account_activity: 50 %, message: 50 %}, requests_per_case: 3, window: 6 months}
    holds: {obtained: forever, misuse: {rate: 1000 per year, people: 3}}
"""
# Operators who stop recording now and then, whom inspections find out: most windows reach into a gap or over one.
GAPS = """\
exposim: 1
start: 2021-01-04
end: 2021-12-30
people:
  residents:
    number: 3000
    contacts: {mean: 5}
    behind_one_address: 3 people
    writes:
      {account_activity: 2 per person day, message: 2 per person day, ip_assignment: 1 per person day,
       session: 3 per person day}
operators:
  isp: {kind: access, market: 60 %, keeps: {ip_assignment: 90 days, session: 90 days}, desk: {staff: 50}}
  net: {kind: access, market: 40 %, keeps: {ip_assignment: 200 days, session: 60 days}, desk: {staff: 50}}
  forum: {kind: platform, users: 60 %, keeps: {account_activity: 60 days, message: 60 days}, desk: {staff: 50}}
  shop: {kind: platform, users: 60 %, keeps: {account_activity: 120 days, message: 120 days}, desk: {staff: 50}}
laws:
  keep: {retention: {ip_assignment: {at_least: 1 day}, session: {at_least: 1 day},
                     account_activity: {at_least: 1 day}, message: {at_least: 1 day}}}
  visits: {inspection: {onsite: {notice: none, may: [consult]}, correct_within: 20 days}}
effects:
  {notice: {finding: {without: 100 %}},
   duties: {decay: {retention: 3 per year}, corrected: 100 %}}
agencies:
  police:
    cases: {rate: 100 per 100 people per year}
    asks:
      {for: {account_activity: 40 %, message: 20 %, ip_assignment: 20 %, session: 20 %}, items_per_request: 1.3,
       window: 40 days, follow: 80 %}
  inspectorate:
    inspectors: {staff: 50}
    inspections: {effort: {onsite: 100 %}, rate: {onsite: 8 per year}, onsite: {takes: {fixed: 1 hour}}}
"""


def of(text, folder):
    """Return a scenario by its text."""
    path = folder / "world.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


def test_requests_under_way_at_the_end_are_the_same_written_down_together_or_one_by_one(tmp_path, monkeypatch):
    scenario, left, answer = of(BUSY, tmp_path), [], Ledger.answer
    monkeypatch.setattr(Ledger, "answer", lambda self, many: left.append(many) or answer(self, many))
    both_ways(scenario)
    left = [many.columns for many in left if STATES.index("open") in many.state]
    sent, late = (np.concatenate([columns[name] for columns in left]) for name in ("sent", "late"))
    for some in (~np.isnan(sent), late):  # and others have not come so far, or have time
        assert 20 < some.sum() < len(some) - 20


def test_all_that_an_account_holds_leads_on_though_it_was_opened_since(tmp_path, monkeypatch):
    scenario = of(YOUNG, tmp_path)
    blocks = both_ways(scenario)
    # the control: accounts are as old as what is asked for
    monkeypatch.setattr(Register, "opening", lambda self, population, persons: np.full(len(persons), -inf))
    late = simulate(scenario, seed=1, replication=0)
    assert late.counts["RequestClosed"] < blocks.counts["RequestClosed"]


@pytest.fixture(scope="module")
def gaps(tmp_path_factory):
    return of(GAPS, tmp_path_factory.mktemp("gaps"))


def test_what_operators_did_not_record_is_left_out_of_answers_closed_together(gaps, monkeypatch):
    seen, singly = Counter(), []
    find, over = closing.one_piece, Sending.over

    def piece(start, end, horizon, gap):
        first, last = find(start, end, horizon, gap)
        held = first < last
        seen["to the stop"] += (held & (last < end)).sum()
        seen["from the return on"] += (held & (first == gap[:, 1])).sum()
        seen["nothing"] += (~held & (horizon < end)).sum()
        return first, last

    monkeypatch.setattr(closing, "one_piece", piece)
    monkeypatch.setattr(Sending, "over", lambda self, reached: singly.append(reached) or over(self, reached))
    blocks = both_ways(gaps)
    assert min(seen.values()) > 20
    assert 20 < len(singly) < blocks.counts["RequestClosed"] / 3  # two pieces, an earlier gap, or what leads on
    # the control: gaps are not looked at
    monkeypatch.setattr(closing, "one_piece", lambda start, end, horizon, gap: (np.maximum(start, horizon), end))
    assert tables(simulate(gaps, seed=1, replication=0)) != tables(blocks)


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    return of(AGAIN, tmp_path_factory.mktemp("again"))


def test_what_was_answered_a_few_hours_ago_is_held(again, monkeypatch):
    """Plain answers lie in the desks until somebody asks for them, or they are many."""
    blocks = both_ways(again)
    assert blocks.counts["Reused"] > 1000
    monkeypatch.setattr(OwnRecords, "answers", without_the_latest(OwnRecords.answers))
    late = simulate(again, seed=1, replication=0)
    assert late.counts.get("Reused", 0) < blocks.counts["Reused"]


def without_the_latest(answers):
    """The control: answers that lie in the desks are not asked for."""

    def answer(self, ask):
        self.settles = [settle for settle in self.settles if not isinstance(settle.__self__, Courses)]
        return answers(self, ask)

    return answer


def test_people_of_two_populations_are_held_by_two_agencies_at_one_desk(tmp_path):
    blocks = both_ways(of(SHARED, tmp_path))
    assert blocks.counts["Reused"] > 50


def test_what_is_misused_hangs_on_no_order_of_writing(tmp_path):
    """Of two answers of one moment labels decide which somebody at the agency picks, and not which was closed first."""
    blocks = both_ways(of(MISUSED, tmp_path))
    assert blocks.counts["Misused"] > 500
