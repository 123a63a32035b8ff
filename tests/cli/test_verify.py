"""`exposim verify`: a table of checks, and a draw that is biased by 2 % makes it fail."""

import json
import re
from decimal import Decimal

import pytest

import sim.actors.errors
from sim.actors import flags
from sim.draw import keyed, variates
from sim.records import field
from sim.records.cells import guided, poisson_ends
from sim.verify.check import seed_of
from sim.verify.suite import CHECKS

QUICK = "draw.threshold", "draw.exponential", "records.number"


def arguments(*names):
    return ["verify", *(part for name in names for part in ("--check", name))]


def test_checks_pass_and_say_margin_power_and_seed(inside):
    ended = inside(*arguments(*QUICK), "--seed", "5")
    assert ended.status == 0
    rows = [line for line in ended.out.splitlines() if "equivalent" in line]
    assert [row.split()[0] for row in rows] == list(QUICK)
    for row in rows:
        _, closed_form, estimate, margin, _, power, *_ = row.split()
        assert abs(float(estimate) / float(closed_form) - 1) < float(margin) / 100 <= 0.02
        assert float(power) >= 0.999
    assert "all 3 checks passed" in ended.out
    assert "exposim verify --seed 5" in ended.out


def test_seeds_are_fresh_and_can_be_given_again(inside):
    first, second = (inside(*arguments("draw.threshold"), "--format", "json") for _ in range(2))
    said = json.loads(first.out)
    assert said["checks"][0]["estimate"] != json.loads(second.out)["checks"][0]["estimate"]
    assert f"seed {said['seed']}" in first.err
    again = inside(*arguments("draw.threshold"), "--format", "json", "--seed", str(said["seed"]))
    assert json.loads(again.out) == said


def uniforms_of_the_threshold(monkeypatch):
    whole = keyed.units
    monkeypatch.setattr(keyed, "units", lambda key, ids: whole(key, ids) * 1.02)


def exponential_variates(monkeypatch):
    whole = variates._MAKERS["exponential"]
    monkeypatch.setitem(variates._MAKERS, "exponential", lambda numbers: whole((1.02 * numbers[0],)))


def counts_of_cells(monkeypatch):
    monkeypatch.setattr(field, "count_table", lambda bits: guided(poisson_ends(Decimal(2**bits) * Decimal("1.02"))))


def threshold_of_errors(monkeypatch):
    whole = sim.actors.errors.first_number
    monkeypatch.setattr(sim.actors.errors, "first_number", lambda *ids: whole(*ids) / 1.02)


def gaps_between_flags(monkeypatch):
    whole = flags._counted
    monkeypatch.setattr(flags, "_counted", lambda *rest: whole(*rest[:4], rest[4] / 1.02, *rest[5:]))


BIASES = [
    (uniforms_of_the_threshold, "draw.threshold"),
    (exponential_variates, "draw.exponential"),
    (counts_of_cells, "records.number"),
    (gaps_between_flags, "flags.number"),
    pytest.param(threshold_of_errors, "errors.share", marks=pytest.mark.slow),
    pytest.param(exponential_variates, "requests.in_time", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("bias", "check"), BIASES)
def test_a_draw_biased_by_two_per_cent_is_caught(bias, check, inside, monkeypatch):
    bias(monkeypatch)
    ended = inside(*arguments(check), "--seed", "5")
    assert ended.status == 1
    assert re.search(rf"^{check} .*NOT SHOWN", ended.out, re.MULTILINE)
    assert "1 of 1 checks FAILED" in ended.out


def test_checks_are_listed_with_what_they_compare(inside):
    lines = inside("verify", "--list").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [check.name for check in CHECKS]


def test_a_check_that_there_is_not_is_refused(inside):
    ended = inside("verify", "--check", "records.numbers")
    assert ended.status == 2
    assert "did you mean 'records.number'?" in ended.err


def test_every_play_of_every_check_has_a_seed_of_its_own():
    seeds = {seed_of(5, check.name, play) for check in CHECKS for play in range(40)}
    assert len(seeds) == 40 * len(CHECKS)
