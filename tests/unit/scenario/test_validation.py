from typing import Literal, Self

import pytest
from pydantic import Field, model_validator

from sim.scenario.document import read_text
from sim.scenario.fields import Block, Count, Days, Name, Share
from sim.scenario.overlay import merge, option
from sim.scenario.validation import validated
from sim.scenario.variates import DurationVariate


class Desk(Block):
    staff: Count
    handling: DurationVariate | None = None
    channels: tuple[Literal["onsite", "remote"], ...] = ()


class Law(Block):
    effective: str = Field(alias="from")
    at_least: Days | None = None
    at_most: Days | None = None
    off: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("at_least is over at_most; wanted them in order")
        return self


class World(Block):
    desks: dict[Name, Desk] = {}  # noqa: RUF012 - a pydantic default
    law: Law | None = None
    split: dict[Literal["a", "b"], Share] = {}  # noqa: RUF012 - a pydantic default
    size: int = Field(default=1, ge=1)


def faults(text: str) -> list[tuple[str, str, str, str]]:
    document = read_text(text, "mine.yaml")
    model, found = validated(World, document)
    assert (model is None) == bool(found)
    return [(f"{f.mark.line}:{f.mark.column}", f.path, f.code, f.text) for f in found]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("desk: 1", ("1:1", "desk", "E101", "unknown key; did you mean 'desks'?")),
        ("zzz: 1", ("1:1", "zzz", "E101", "unknown key; wanted one of desks, law, split, size")),
        ("desks: {isp: {staff: 1, staf: 2}}", ("1:25", "desks.isp.staf", "E101", "unknown key; did you mean 'staff'?")),
        ("desks: {isp: {}}", ("1:9", "desks.isp.staff", "E102", "is missing; wanted 'staff'")),
        ("law: {fron: 1, from: a}", ("1:7", "law.fron", "E101", "unknown key; did you mean 'from'?")),
        ("law: {}", ("1:1", "law.from", "E102", "is missing; wanted 'from'")),
        ("law: {from: 3}", ("1:13", "law.from", "E201", "is 3; wanted text")),
        ("law: {from: a, off: maybe}", ("1:21", "law.off", "E201", "is 'maybe'; wanted true or false")),
        (
            "law: {from: a, at_least: 3 days, at_most: 1 day}",
            ("1:6", "law", "E301", "at_least is over at_most; wanted them in order"),
        ),
        ("desks: 3", ("1:8", "desks", "E103", "is 3; wanted a mapping of keys")),
        ("desks: {isp: [1]}", ("1:14", "desks.isp", "E103", "is a list; wanted a mapping of keys")),
        ("desks: {isp: {staff: -3}}", ("1:22", "desks.isp.staff", "E204", "is -3; wanted 0 or more")),
        ("desks: {isp: {staff: 1, channels: 3}}", ("1:35", "desks.isp.channels", "E103", "is 3; wanted a list")),
        (
            "desks: {isp: {staff: 1, channels: [onsite, remot]}}",
            ("1:44", "desks.isp.channels.1", "E203", "is 'remot'; wanted onsite or remote; did you mean 'remote'?"),
        ),
        ("desks: {.isp: {staff: 1}}", ("1:9", "desks..isp", "E207", None)),
        (
            "split: {a: 0.5}",
            ("1:12", "split.a", "E202", "is 0.5, a number without a unit; wanted a share such as '70 %'"),
        ),
        ("split: {c: 5 %}", ("1:9", "split.c", "E203", "is 'c'; wanted a or b")),
        ("size: 0", ("1:7", "size", "E204", "is 0; wanted at least 1")),
        ("size: x", ("1:7", "size", "E201", "is 'x'; wanted a whole number")),
        (
            "desks: {isp: {staff: 1, handling: {lognormal: {mean: 1 day, cv: x}}}}",
            ("1:65", "desks.isp.handling.lognormal.cv", "E201", None),
        ),
        (
            "desks: {isp: {staff: 1, handling: {lognormal: {mean: 1 day, cvv: 1}}}}",
            ("1:61", "desks.isp.handling.lognormal.cvv", "E101", "unknown key; did you mean 'cv'?"),
        ),
        ("desks: {isp: {staff: 1, handling: 3}}", ("1:35", "desks.isp.handling", "E202", None)),
    ],
)
def test_a_fault_has_its_place_code_and_plain_words(text, fault):
    (found,) = faults(text)
    assert found[:3] == fault[:3]
    assert fault[3] in (None, found[3])


def test_all_faults_come_at_once_in_order():
    found = faults("size: 0\ndesks:\n  a: {staff: 0}\n  b: {stuff: 1}\n")
    assert [fault[:3] for fault in found] == [
        ("1:7", "size", "E204"),
        ("3:14", "desks.a.staff", "E204"),
        ("4:3", "desks.b.staff", "E102"),
        ("4:7", "desks.b.stuff", "E101"),
    ]


def test_a_fault_of_a_setting_points_at_the_setting():
    document = merge(read_text("size: 2", "mine.yaml"), option("dseks.isp.staff=3"))
    _, (fault,) = validated(World, document)
    assert str(fault) == "--set dseks.isp.staff: dseks: E101 unknown key; did you mean 'desks'?"


def test_what_is_right_is_the_model():
    document = read_text("desks: {isp: {staff: 3}}", "mine.yaml")
    world, found = validated(World, document)
    assert found == []
    assert world == World(desks={"isp": Desk(staff=3)})
