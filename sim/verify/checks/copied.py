"""Copies of whole stores: people of small classes one by one, of classes over 100,000 by a joint draw."""

from functools import lru_cache
from math import exp, floor
from typing import NamedTuple

from sim.ledger.facts import CopiedCrowd, Disclosed, Fact, RequestClosed, Visited
from sim.measures import all_measures
from sim.replication import simulate
from sim.verify import evidence, theory
from sim.verify.playing import facts_of
from sim.verify.worlds import COPIES, ONE_ROUTE, WIDE_OPEN, world

DAYS, YEAR = 182, 365.25
COPIED = 8.0  # per cent of the people in a store, at each visit
WRITES, KEPT = 0.025, 20.0  # records a day, day: half a record in a store
ISP, BACKBONE = "isp", "backbone"
