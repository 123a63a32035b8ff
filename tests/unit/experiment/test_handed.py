"""A scenario goes to workers pickled once, however many runs it has."""

import pickle

from sim.experiment import handed
from sim.experiment.handed import Handed


class Counted:
    """Counts how often it is pickled."""

    pickled = 0

    def __reduce__(self):
        Counted.pickled += 1
        return Counted, ()


def test_what_many_jobs_share_is_pickled_once_and_made_again_once():
    shared, before = Handed(Counted()), Counted.pickled
    sent = [pickle.dumps(("a job", number, shared)) for number in range(5)]
    assert Counted.pickled == before + 1
    there = [pickle.loads(one)[2] for one in sent]
    assert all(isinstance(one.thing, Counted) and one is there[0] for one in there)


def test_few_are_held_at_a_time():
    for number in range(20):
        pickle.loads(pickle.dumps(Handed(number)))
    assert handed._pickled.cache_info().currsize == handed._made_again.cache_info().currsize == handed._AT_ONCE
