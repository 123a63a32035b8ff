"""What must hold of every quantity, and of every text that is none."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.faults import MisreadError
from sim.scenario.units import KINDS, read_quantity, show

fixed = settings(deadline=None, derandomize=True)
WORDS = sorted({word for kind in KINDS.values() for unit in kind.words for word in unit} | {"per", "people", "million"})
texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(["1", "0.5", "-3", "1e3", "100k", "9e99", "%", *WORDS]), max_size=7).map(" ".join),
)
kinds = st.sampled_from(sorted(KINDS))


@fixed
@given(kind=kinds, value=st.floats(0, 1, allow_subnormal=False))
def test_every_small_value_survives_being_shown(kind, value):
    assert read_quantity(show(value, kind), kind) == value


@fixed
@given(kind=st.sampled_from(["duration", "number", "people", "bytes", "person_rate"]), value=st.floats(1, 3e8))
def test_every_large_value_survives_being_shown(kind, value):
    assert read_quantity(show(value, kind), kind) == value


def outcome(text: str, kind: str) -> float | str:
    """Return what a text is read as, or why it is refused."""
    try:
        return read_quantity(text, kind)
    except MisreadError as refusal:
        return str(refusal)


@fixed
@given(text=texts, kind=kinds)
def test_every_text_is_a_quantity_or_refused(text, kind):
    read = outcome(text, kind)
    if isinstance(read, str):
        assert read.startswith("is ")
        assert read.isprintable()
    else:
        assert 0 <= read <= KINDS[kind].most or (kind, read) == ("retention", math.inf)
        assert read_quantity(show(read, kind), kind) == read


@fixed
@given(number=st.integers(0, 10**6), unit=st.sampled_from(["second", "minute", "hour", "day", "week", "month", "year"]))
def test_more_is_never_less_and_plurals_are_the_same(number, unit):
    one = read_quantity(f"{number} {unit}", "duration")
    assert one == read_quantity(f"{number} {unit}s", "duration")
    assert one <= read_quantity(f"{number + 1} {unit}", "duration")


def test_a_value_that_differs_in_its_last_bit_is_shown_differently():
    assert show(0.1 + 0.2, "share") != show(0.3, "share")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_long_hostile_text_is_refused_at_once(kind):
    with pytest.raises(MisreadError, match="wanted"):
        read_quantity("1" * 10_000_000 + "%", kind)
