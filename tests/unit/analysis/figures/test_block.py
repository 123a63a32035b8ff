"""What a scenario may say of figures is what figures take."""

from typing import get_args

from analysis.figures import KINDS
from analysis.figures.style import PAGES
from sim.scenario.blocks.figures import OPTIONS, STUDIED, Figure


def test_the_kinds_and_options_of_the_block_are_those_that_are_drawn():
    assert {name: set(kind.options) for name, kind in KINDS.items()} == {name: set(of) for name, of in OPTIONS.items()}
    assert {name for name, kind in KINDS.items() if kind.study} == STUDIED
    assert set(get_args(Figure.model_fields["kind"].annotation)) == set(KINDS)
    assert set(get_args(Figure.model_fields["page"].annotation)) == set(PAGES)


def test_every_option_is_a_key_of_the_block():
    given = {name: "x" for options in OPTIONS.values() for name in options}
    assert Figure.model_validate({"kind": "map", **given}).options == given
