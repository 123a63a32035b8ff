from sim.actors.law_book import law_book
from sim.actors.process import ARRIVAL, LAW, start
from sim.ledger.facts import LawChanged, ScenarioChanged
from tests.unit.actors.stage import Stage, statute


def test_laws_in_force_are_written_down_at_first_and_at_each_change_of_the_run():
    stage = Stage(20.0)
    here = statute(old={"from": -5}, new={"from": 3, "to": 9}, far={"from": 50})
    there = statute(elsewhere={"in": "DE"})
    start(law_book(stage.clock, stage.ledger, {"home": here, "DE": there}))
    stage.run()
    assert stage.of(LawChanged) == [
        LawChanged(0.0, "DE", ()),
        LawChanged(0.0, "home", ("old",)),
        LawChanged(3.0, "home", ("old", "new")),
        LawChanged(9.0, "home", ("old",)),
    ]


def test_a_law_is_in_the_book_before_anybody_acts_on_that_day():
    stage, seen = Stage(20.0), []

    def early():
        yield stage.clock.at(3.0, ARRIVAL)
        seen.append([fact.time for fact in stage.facts])

    start(early())
    start(law_book(stage.clock, stage.ledger, {"home": statute(new={"from": 3})}))
    stage.run()
    assert seen == [[0.0, 3.0]]
    assert LAW < ARRIVAL


def test_changes_that_are_no_laws_are_written_down_on_their_days_those_before_the_run_at_its_start():
    stage = Stage(20.0)
    made = [(float("-inf"), "before"), (3.0, "moved"), (7.0, "keys"), (7.0, "habit")]
    start(law_book(stage.clock, stage.ledger, {"home": statute(new={"from": 3})}, made))
    stage.run()
    assert stage.facts == [
        LawChanged(0.0, "home", ()),
        ScenarioChanged(0.0, "before"),
        LawChanged(3.0, "home", ("new",)),
        ScenarioChanged(3.0, "moved"),
        ScenarioChanged(7.0, "keys"),
        ScenarioChanged(7.0, "habit"),
    ]
