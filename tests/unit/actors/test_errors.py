"""Errors in the items of one request: what is looked up instead, who is exposed, and who finds it."""

from math import isnan

import pytest

from sim.actors.authority import Authority, Powers
from sim.actors.disclosure import Disclosure
from sim.actors.errors import Errors, Habits
from sim.actors.mistaken import Mistaken
from sim.actors.request_file import Answer
from sim.law.over_time import OverTime
from sim.ledger.balance import BalanceError, check
from sim.ledger.facts import Disclosed, DisclosedGroup, Erred, RequestClosed
from tests.unit.actors.police import PLAIN, Police

HABITS = Habits(1.0, lambda u: "other", lambda u: "wrong_identifier", 0.5, 0.0, lambda u: 5.0, 0.0, 1.0, 2.0)


class Careless(Police):
    """An agency that errs in every item; `errs` sets how."""

    def errs(self, kind="wrong_identifier", party="other", checks=(), oversight=0.0, **habits):
        clock, ledger = self.stage.clock, self.stage.ledger
        self._given["errors"] = Errors(
            clock,
            ledger,
            self.census.by_age,
            agency="police",
            habits=HABITS._replace(kind=lambda u: kind, party=lambda u: party, **habits),
            checks=dict(checks),
            oversight=oversight,
            oversight_after=lambda u: 7.0,
            disclosure=Disclosure(clock, ledger, agency="police", examines=0.0),
        )
        return self


def exposed(police):
    return {(fact.person, fact.role, fact.recipient, fact.stage) for fact in police.stage.of(Disclosed)}


def test_a_wrong_identifier_puts_somebody_else_in_the_wrong_file():
    police = Careless(logs_ports=True).errs()
    (fact,) = police.closed(category="ip_assignment")
    (erred,) = police.stage.of(Erred)
    (other,) = {person for person, *_ in exposed(police)}
    assert other != 5
    assert exposed(police) == {(other, "bystander", "wrong file", stage) for stage in ("obtained", "examined")}
    assert (fact.state, fact.person, fact.records, fact.people) == ("wrong", 5, 0, 1)
    assert police.answers == [Answer(("wrong",))]
    assert (erred.time, erred.persons, erred.records, erred.misled) == (20.0, 1, 1, True)
    assert (erred.agency, erred.operator, erred.category, erred.party) == ("police", "alpha", "ip_assignment", "other")


def test_everybody_behind_the_wrong_address_comes_with_it():
    police = Careless().errs()
    police.closed(category="ip_assignment")
    (erred,) = police.stage.of(Erred)
    (group,) = police.stage.of(DisclosedGroup)
    assert (group.recipient, group.role) == ("wrong file", "bystander")
    assert erred.persons == 1 + len(group.persons) > 1


def test_the_act_is_not_somebody_elses():
    police = Careless().errs()
    police.closed()
    (erred,) = police.stage.of(Erred)
    other = next(iter(exposed(police)))[0]
    assert erred.records == police.census.of(other).count(police.alpha, "session", other, ((12.0, 15.0),)) > 0


def test_a_wrong_time_is_another_window_of_the_subject():
    police = Careless().errs("wrong_time")
    (fact,) = police.closed(persons=(7,))
    obtained = [fact for fact in police.stage.of(Disclosed) if fact.stage == "obtained"]
    (erred,) = police.stage.of(Erred)
    assert [(f.person, f.role, f.recipient, f.covered_from, f.covered_to) for f in obtained] == [
        (7, "suspect", "agency", 8.0, 11.0)  # a day before [12, 15)
    ]
    assert (fact.state, fact.records) == ("wrong", 0)
    assert (erred.persons, erred.records) == (0, police.census.of(7).count(police.alpha, "session", 7, ((8.0, 11.0),)))


def test_who_held_an_address_at_a_wrong_time_is_somebody_else():
    police = Careless(logs_ports=True).errs("wrong_time")
    police.closed(category="ip_assignment")
    assert police.stage.of(Erred)[0].persons == 1
    assert 5 not in {person for person, *_ in exposed(police)}


def test_excess_data_come_beside_the_right_answer():
    right, police = Police(), Careless().errs("excess_data")
    (fact,) = police.closed()
    assert (fact.state, fact.records) == ("complete", right.closed()[0].records)
    (erred,) = police.stage.of(Erred)
    assert erred.records == police.census.of(5).count(police.alpha, "session", 5, ((10.0, 12.0),)) > 0
    assert (erred.misled, erred.persons) == (False, 0)
    windows = {(f.covered_from, f.covered_to) for f in police.stage.of(Disclosed)}
    assert windows == {(12.0, 15.0), (10.0, 12.0)}


def test_each_item_errs_on_its_own_numbers():
    police = Careless().errs(rate=0.5)
    facts = police.closed(persons=tuple(range(20)))
    wrong = [fact.person for fact in facts if fact.state == "wrong"]
    assert len(wrong) == len(police.stage.of(Erred))
    assert 4 <= len(wrong) <= 16  # of 20: a standard deviation of 2.2


def test_a_request_that_is_not_answered_has_no_error():
    police = Careless().errs()
    police.office = PLAIN._replace(spoc=police.step("spoc", turned_down=1.0))
    assert police.closed()[0].state == "declined"
    assert police.stage.of(Erred) == []


@pytest.mark.parametrize(
    ("party", "office", "happens"),
    [
        ("spoc", {}, False),
        ("spoc", {"spoc"}, True),
        ("authorise", {"spoc"}, False),
        ("authorise", {"authorise"}, True),
        ("draft", {}, True),
        ("operator", {}, True),
    ],
)
def test_a_step_that_is_not_passed_makes_no_error(party, office, happens):
    police = Careless().errs(party=party)
    police.office = PLAIN._replace(**{name: police.step(name) for name in office})
    police.closed()
    assert bool(police.stage.of(Erred)) == happens


def test_a_step_that_is_skipped_makes_no_error():
    police = Careless().errs(party="spoc")
    police.office = PLAIN._replace(spoc=police.step("spoc"), urgent={"spoc": frozenset({1})})
    police.closed(grade=1)
    assert police.stage.of(Erred) == []


def test_nobody_who_authorises_makes_no_error():
    for powers, errors in ((lambda own: Powers(None), 0), (Powers, 1)):
        police = Careless().errs(party="authorise")
        own = police.step("authorise")
        police.office = PLAIN._replace(authorise=own)
        police.authority = Authority(OverTime(powers(own)))
        police.closed()
        assert len(police.stage.of(Erred)) == errors


@pytest.mark.parametrize(("party", "checks"), [("operator", {}), ("draft", {"draft": 2})])
def test_a_check_that_avoids_all_leaves_none(party, checks):
    police = Careless(checks=2).errs(party=party, checks=checks, fewer_per_check=1.0)
    assert police.closed()[0].state == "complete"
    assert police.stage.of(Erred) == []


def test_the_checks_of_one_party_leave_those_of_another():
    police = Careless(checks=2).errs(party="draft", fewer_per_check=1.0)
    police.closed()
    assert len(police.stage.of(Erred)) == 1


@pytest.mark.parametrize(
    ("found", "oversight", "state", "after"),
    [(1.0, 1.0, "reported", 5.0), (0.0, 1.0, "oversight", 7.0), (0.0, 0.0, "unfound", None)],
)
def test_errors_are_reported_or_overseen_or_never_found(found, oversight, state, after):
    police = Careless().errs(found=found, oversight=oversight)
    police.closed()
    (erred,) = police.stage.of(Erred)
    assert erred.state == state
    assert isnan(erred.found) if after is None else erred.found == 20.0 + after


def test_what_would_be_found_after_the_end_waits():
    police = Careless(days=24.0).errs(found=1.0)
    police.closed()
    assert police.stage.of(Erred)[0].state == "waiting"


def test_an_agency_takes_up_nothing_that_is_wrong():
    police = Careless().errs()

    class Own:
        kept = None

        def answers(self, ask):
            return False

        def keep(self, ask, found):
            Own.kept = [one.records for one in found]

    police._given["own"] = Own()
    police.closed()
    assert Own.kept == [0]


def test_without_errors_nothing_is_written():
    police = Police()
    police.closed()
    assert police.stage.of(Erred) == []
    assert {fact.recipient for fact in police.stage.of(Disclosed)} == {"agency"}


def test_somebody_else_is_any_other_of_the_class():
    police = Police()
    subject = police.census.subject(5)
    met = {Mistaken().instead_of(subject, police.alpha, "session", 15.0, key << 52).number for key in range(1 << 12)}
    home = subject.home
    assert met == set(range(home.first, home.first + home.size)) - {5}


def test_an_error_that_is_not_written_down_breaks_the_balance():
    police = Careless().errs()
    police.closed()
    police.stage.ledger.opened("error")
    with pytest.raises(BalanceError, match="errors opened and accounted for: 2 against 1"):
        check(police.stage.ledger)


def test_a_wrong_answer_without_an_error_breaks_the_balance():
    police = Careless().errs()
    police.closed()
    fact = police.stage.of(RequestClosed)[0]
    police.stage.ledger.requests.work_in([fact])
    with pytest.raises(BalanceError, match="errors that misled, and wrong answers: 1 against 2"):
        check(police.stage.ledger)
