"""What becomes of a flagged record."""

from types import SimpleNamespace

from sim.actors.census import Census
from sim.actors.desk import Desk
from sim.actors.flags import Flag
from sim.actors.monitor import Moderation, Monitor, Recipient, Rules
from sim.draw.hashing import plain_fold, plain_unit
from sim.ledger.facts import DeskTurn, Disclosed, Flagged
from tests.unit.actors.stage import ALWAYS_OPEN, HOUR, Stage, operator, people

RULES = Rules(
    monitor="chat-filter",
    category="message",
    removes=True,
    reviewed=True,
    reported=True,
    pursued=1.0,
    runs=lambda time: True,
    posts_stay_up=lambda: False,
)


class Post:
    """A platform whose filter flags one record at each of some times; authors are the persons 3, 4, ..."""

    def __init__(
        self, *, moderated=True, mistaken=0.0, staff=10.0, handling=HOUR, unlawful=True, times=(5.0,), **rules
    ):
        self.stage = Stage(20.0)
        self.people = people(100, writes={"message": 1.0, "post": 1.0})
        census = Census({"residents": self.people})
        desk = Desk(self.stage.clock, ALWAYS_OPEN, self.stage.ledger, name="chat-filter: moderators", staff=staff)
        self.flags = [Flag(time, 1000 + i, (3 + i) % 100, unlawful) for i, time in enumerate(times)]
        self.enlisted: list[int] = []
        self.cases: list[tuple[float, int, str, float]] = []
        self.covered = True
        self.desk = desk
        self.monitor = Monitor(
            self.stage.clock,
            self.stage.ledger,
            census,
            operator(self.stage, "forum", kind="platform", share=1.0),
            RULES._replace(**rules),
            [self.flags],
            Moderation(desk, lambda u: handling, mistaken) if moderated else None,
            [Recipient("police", lambda author: self.covered, self._enlist, self._open)],
        )

    def _enlist(self, author):
        self.enlisted.append(author.number)

    def _open(self, author, platform, at, key):
        self.cases.append((self.stage.clock.now, author.number, platform.name, at))

    def run(self) -> list[Flagged]:
        life = self.monitor.life()
        self.stage.at(0.0, lambda: self.stage.hand(life, []))
        self.stage.run(self.monitor.close_books, self.desk.close_books)
        return self.stage.of(Flagged)

    def exposed(self, stage, agency):
        facts = [f for f in self.stage.of(Disclosed) if (f.stage, f.agency) == (stage, agency)]
        return [fact.person for fact in facts]

    def other_end(self, flag):
        return self.people.correspondent(flag.author, plain_unit(plain_fold(flag.key, 7)))


def test_a_private_message_is_looked_at_confirmed_reported_and_leads_to_a_case():
    post = Post()
    (fact,) = post.run()
    assert (fact.state, fact.reviewed, fact.reported, fact.pursued) == ("reported", True, True, True)
    assert (fact.flagged, fact.time) == (5.0, 5.0 + HOUR)
    assert post.enlisted == [3]
    assert post.cases == [(5.0 + HOUR, 3, "forum", 5.0)]
    assert [turn.task for turn in post.stage.of(DeskTurn)] == ["flag"]


def test_both_ends_of_a_message_are_exposed_to_the_moderator_and_to_the_agency():
    post = Post()
    post.run()
    ends = [3, post.other_end(post.flags[0])]
    assert len(set(ends)) == 2
    assert post.exposed("examined", "chat-filter") == ends
    assert post.exposed("obtained", "chat-filter") == []  # read where it lies: nothing leaves the operator
    assert post.exposed("obtained", "police") == post.exposed("examined", "police") == ends
    facts = post.stage.of(Disclosed)
    assert {(f.channel, f.role, f.records, f.bands, f.covered_from) for f in facts} == {
        ("monitoring", "bystander", 1, (1, 0, 0, 0), 5.0)
    }
    assert {f.age_days for f in facts} == {5.0 + HOUR - 5.0}
    assert {(f.agency, f.recipient) for f in facts} == {("chat-filter", "custodian"), ("police", "agency")}


def test_what_a_moderator_finds_lawful_is_dismissed_and_goes_no_further():
    post = Post(unlawful=False)
    (fact,) = post.run()
    assert (fact.state, fact.reported) == ("dismissed", False)
    assert post.exposed("examined", "chat-filter")
    assert not post.exposed("obtained", "police")
    assert not post.enlisted


def test_mistaken_moderators_turn_every_judgement_round():
    assert Post(mistaken=1.0).run()[0].state == "dismissed"
    assert Post(mistaken=1.0, unlawful=False).run()[0].state == "reported"


def mistakes(share):
    """Standard deviations between the judgements that were wrong and a share of them."""
    times = tuple(i * 0.01 for i in range(1, 1001))
    facts = Post(mistaken=0.2, times=times, staff=1000.0, reported=False).run()
    wrong = sum(fact.state == "dismissed" for fact in facts)
    return (wrong - 1000 * share) / (1000 * share * (1 - share)) ** 0.5


def test_moderators_are_mistaken_in_their_share():
    assert abs(mistakes(0.2)) < 4.0
    assert abs(mistakes(0.3)) > 4.0


def test_without_moderators_every_flag_is_reported_at_once():
    post = Post(moderated=False, unlawful=False)
    (fact,) = post.run()
    assert (fact.state, fact.reviewed, fact.time) == ("reported", False, 5.0)
    assert not post.exposed("examined", "chat-filter")


def test_a_post_is_removed_at_once_and_exposes_nobody():
    post = Post(category="post", reviewed=False, reported=False, unlawful=False)
    (fact,) = post.run()
    assert (fact.state, fact.time, fact.reported) == ("removed", 5.0, False)
    assert post.stage.of(Disclosed) == []


def test_a_post_that_moderators_review_is_removed_when_they_confirm():
    (fact,) = Post(category="post", reported=False).run()
    assert (fact.state, fact.time) == ("removed", 5.0 + HOUR)
    assert Post(category="post", reported=False, unlawful=False).run()[0].state == "dismissed"


def test_posts_stay_up_while_the_duty_of_content_control_is_not_met():
    given = {"category": "post", "reviewed": False, "reported": False}
    assert Post(**given, posts_stay_up=lambda: True).run()[0].state == "left"
    assert Post(**given, removes=False).run()[0].state == "left"
    assert Post(**given).run()[0].state == "removed"  # the control


def test_a_message_is_never_removed():
    assert Post(reported=False).run()[0].state == "left"


def test_a_removed_post_may_be_reported_too():
    post = Post(category="post", reviewed=False)
    (fact,) = post.run()
    assert (fact.state, fact.reported, fact.pursued) == ("removed", True, True)
    assert post.stage.of(Disclosed) == []  # public


def test_an_author_out_of_reach_is_reported_to_nobody():
    post = Post()
    post.covered = False
    (fact,) = post.run()
    assert (fact.state, fact.reported) == ("left", False)
    assert not post.cases


def test_a_report_is_pursued_by_the_number_of_the_flag():
    flag = Post().flags[0]
    u = plain_unit(plain_fold(flag.key, 6))
    assert Post(pursued=u + 1e-9).run()[0].pursued
    assert not Post(pursued=u - 1e-9).run()[0].pursued


def test_flags_that_nobody_has_come_to_are_open():
    post = Post(times=(1.0, 2.0, 3.0), staff=1.0, handling=7.0)
    states = [(fact.state, fact.time) for fact in post.run()]
    assert states == [("reported", 8.0), ("reported", 15.0), ("open", 20.0)]


def test_a_filter_that_is_off_flags_nothing():
    post = Post(times=(1.0, 2.0, 3.0), runs=lambda time: time >= 2.0)
    assert [fact.flagged for fact in post.run()] == [2.0, 3.0]


def test_who_has_no_account_any_more_is_not_flagged():
    post = Post()
    post.monitor._operator.register = SimpleNamespace(is_open=lambda person, time: (person, time) != (3, 5.0))
    assert post.run() == []
