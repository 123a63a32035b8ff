"""Which acts in bulk make a row of exposed people."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np

from sim.actors.copying import Taking
from sim.actors.labelled import SEVERAL, Labelled, category_of
from sim.ledger.frame import Frame

FRAME = Frame(date(2020, 1, 1), 100.0)


def act(agency="police", entry="isp", channel="onsite", categories=("session",), time=10.0) -> Taking:
    held = tuple((category, ((0.0, 5.0),)) for category in categories)
    return Taking(time, agency, channel, "obtained", SimpleNamespace(entry=entry), 1, 1.0, held)


ACTS = [act(), act(channel="remote"), act("ministry", "web"), act("ministry", "web", categories=("content", "message"))]


def test_rows_of_one_act_and_of_all_are_no_subsets_and_the_same_acts_are_one():
    labelled = Labelled(FRAME, ACTS)
    assert {subset.name: np.flatnonzero(subset.events).tolist() for subset in labelled.subsets} == {
        "channel=onsite": [0, 2, 3],
        "category=session": [0, 1, 2],
        "operator=isp": [0, 1],
        "operator=web": [2, 3],
    }
    rows = labelled.rows(np.array([[30], [31], [20], [21]]))
    assert {(row.label, row.value): row.distinct.tolist() for row in rows} == {
        ("channel", "onsite"): [30],
        ("category", "session"): [31],
        ("operator", "isp"): [20],
        ("agency", "police"): [20],
        ("operator", "web"): [21],
        ("agency", "ministry"): [21],
    }


def test_jurisdictions_and_what_can_be_read_are_rows_where_a_run_has_them():
    unreadable = {("isp", "session"): ((0.0, 20.0),), ("web", "content"): ((0.0, 100.0),)}
    frame = replace(FRAME, jurisdictions={"isp": "CN", "web": "US"}, unreadable=unreadable)
    rows = {(row.label, row.value) for row in Labelled(frame, ACTS).rows(np.zeros((4, 1), np.int64))}
    assert {("jurisdiction", "CN"), ("jurisdiction", "US"), ("readable", "yes")} <= rows  # read: the two at web
    late = [act(channel="remote", time=30.0), *ACTS[1:]]
    (row,) = (s for s in Labelled(frame, late).subsets if s.name == "readable=yes")
    assert row.events.tolist() == [True, False, True, True]


def test_the_category_of_several_is_several():
    assert [category_of(one) for one in ACTS] == ["session", "session", "session", SEVERAL]
