"""The account holders of a crowd in waves, against the people of a register one by one."""

import numpy as np
import pytest

from sim.actors.identity import Curve, Drive
from sim.actors.register import Holding, Register
from sim.actors.streams import class_events, whom_it_meets
from sim.actors.waves import WAVES, Waves, waves_of
from sim.records.cohorts import columns_of
from tests.unit.actors.shop import NOW, Shop
from tests.unit.actors.stage import give_store, operator

NUMBER, SHARE, GROWTH = 200_000, 0.3, 0.01
CURVE = Curve(0.5, 0.0, 0.8, (Drive(0.0, 60.0, 60.0),))  # 50 % have shown an identity, 90 % on day 60
UNTIL = 100.0


def register(growth=GROWTH, key=4):
    made = Register(key, SHARE, {"residents": Holding(77, NUMBER, 0, 99, CURVE, growth)})
    made.refuse(10.0)
    made.refuse_no_more(70.0)
    made.remove(60.0)
    made.refuse(80.0)
    return made


def there(waves, time):
    """The share of people who have an account at a time."""
    return sum(wave.chance * (wave.high - wave.low) for wave in waves if wave.opened <= time < wave.closed)


def drawn(many=300):
    rng = np.random.default_rng(1)
    return [list(waves_of(register(), "residents", UNTIL, rng.random(WAVES).tolist())) for _ in range(many)]


def test_as_many_have_an_account_as_person_by_person():
    found, spans = drawn(), register().spans("residents", np.arange(NUMBER, dtype=np.uint64))
    for time in (-1.0, 5.0, 15.0, 40.0, 59.9, 60.0, 75.0, 99.0):
        person_by_person = ((spans.opened <= time) & (time < spans.closed)).mean()
        shares = np.array([there(waves, time) for waves in found])
        error = shares.std() / len(shares) ** 0.5 + (person_by_person * (1 - person_by_person) / NUMBER) ** 0.5
        assert abs(shares.mean() - person_by_person) < 4 * error + 1e-9, time
        assert shares.std() <= SHARE * GROWTH * UNTIL / (2 * WAVES)  # the bound of the module's docstring
    refused = SHARE * GROWTH * (UNTIL - 1.0 - 80.0) * (1.0 - CURVE.share(80.0))  # of the last days: the control
    assert abs(shares.mean() - person_by_person - refused) > 4 * shares.std() / len(shares) ** 0.5


def test_a_window_since_the_opening_has_its_mean_person_by_person():
    found, spans = drawn(), register().spans("residents", np.arange(NUMBER, dtype=np.uint64))

    def recorded(opened, closed):
        """Chance of a record at a rate of 0.1 a day in the last 40 days before day 90."""
        lasts = np.clip(90.0 - np.maximum(opened, 50.0), 0.0, None)
        return (opened <= 90.0) * (closed > 90.0) * -np.expm1(-0.1 * lasts)

    expected = recorded(spans.opened, spans.closed)
    means = [sum(w.chance * (w.high - w.low) * recorded(w.opened, w.closed) for w in waves) for waves in found]
    error = np.std(means) / len(means) ** 0.5 + expected.std() / NUMBER**0.5
    assert abs(np.mean(means) - expected.mean()) < 4 * error
    uncut = (spans.opened <= 90.0) & (spans.closed > 90.0)
    assert abs(np.mean(means) - uncut.mean() * -np.expm1(-4.0)) > 4 * error


def test_everybody_is_in_one_wave_at_most_and_those_of_the_first_day_come_first():
    (waves,) = drawn(1)
    assert waves[0].opened == waves[1].opened == float("-inf")
    assert [(wave.low, wave.high) for wave in waves[:2]] == [(0.0, CURVE.share(60.0)), (CURVE.share(60.0), 1.0)]
    assert sum(wave.chance for wave in waves if not wave.low) == pytest.approx(SHARE * (1 + GROWTH * UNTIL))
    assert all(wave.opened < wave.closed and wave.low <= wave.high for wave in waves)


def shop_with(growth):
    """Two visits to a platform that removed accounts on day 12."""
    shop = Shop(2 * NUMBER, writes={"post": 0.5})
    forum = operator(shop.stage, "forum", kind="platform", share=SHARE)
    give_store(forum, "post", 10.0).shelf.purge(NOW)
    holding = Holding(shop.people.world.key, 2 * NUMBER, 0, 99, CURVE, growth)
    forum.register = Register(forum.key, SHARE, {"residents": holding})
    forum.register.remove(12.0)
    shop.take(NOW, NOW + 5.0, of=forum)
    assert len(shop.copying.kept) == 2
    return shop, forum, Waves(shop.people, UNTIL, 5)


def test_without_growth_there_are_no_waves_and_events_stay_as_they_are():
    shop, forum, waves = shop_with(0.0)
    assert waves.at(forum) == waves.at(shop.alpha) == ()
    part, takings = shop.people.world.classes[0], shop.copying.kept
    assert class_events(shop.people, part, takings, waves) == class_events(shop.people, part, takings)
    assert whom_it_meets(takings[0], waves) == [(1.0, takings[0])]


def test_with_growth_an_act_meets_everybody_who_has_opened_an_account_by_then():
    shop, forum, waves = shop_with(GROWTH)
    part, takings = shop.people.world.classes[0], shop.copying.kept
    events = class_events(shop.people, part, takings, waves)
    for event, taking in zip(events, takings, strict=True):
        met = columns_of(event.cohorts).chances.sum() / taking.share
        assert met == pytest.approx(there(waves.at(forum), taking.time)) != pytest.approx(SHARE)
        assert sum(chance for chance, _ in whom_it_meets(taking, waves)) == pytest.approx(met)
        lengths = [cohort.event.end - cohort.event.start for cohort in event.cohorts]
        assert max(lengths) == lengths[0] == pytest.approx(0.5 * (taking.time - 10.0))
        assert min(lengths) < 0.9 * max(lengths)
    assert waves.at(forum) is waves.at(forum)
