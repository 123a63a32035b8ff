"""What must hold of every document and every merge; no text makes the reader fail."""

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.document import ANNOTATIONS, Document, dotted, read_text
from sim.scenario.faults import CODES, Mark, told
from sim.scenario.overlay import changed, merge, option, overlay

fixed = settings(deadline=None, derandomize=True, max_examples=60)
SAMPLE = """\
exposim: 1
laws:
  csl: {in: CN, from: 2017-06-01, retention: {session: &keep {at_least: 180 days}, post: *keep}, source: csl-2017}
people:
  all: {number: {value: 829 million, range: [1 million, 1 billion], status: assumption}, "quoted": 'x'}
agencies: # a comment
  police:
    lag: {lognormal: {median: 30 days, spread: 4}, range: {median: [3 days, 90 days]}}
    window: [[1 day, 20 %], [3 months, 80 %]]
changes: {move: {on: 2018-02-28, set: {a.b.c: 1, a.b.d: null}}}
study: {policies: {short: {laws.csl.retention.*.at_least: 14 days}}}
"""
PIECES = [
    "a: 1",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "&x ",
    "*x",
    "!t ",
    "|\n ",
    "'",
    '"',
    "\\x",
    "\n",
    "\t",
    "#",
    "%",
    "---",
    "<<",
]
names = st.sampled_from(["a", "b", "c", "d"])
leaves = st.one_of(st.integers(0, 3), st.just("x"), st.booleans(), st.lists(st.integers(0, 3), max_size=2))
trees = st.dictionaries(
    names, st.recursive(leaves, lambda inner: st.dictionaries(names, inner, max_size=3)), max_size=4
)


def as_document(data: dict, file: str = "base.yaml") -> Document:
    plain = overlay(data)
    marks = dict.fromkeys(plain.marks, Mark(file, 1, 1))
    return Document(plain.data, marks, plain.sources, plain.faults, dict.fromkeys(plain.keys, Mark(file, 1, 1)))


def all_paths(value: object, path: tuple = ()) -> set[tuple]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(all_paths(part, (*path, key)) for key, part in inside))


def is_sound(document: Document) -> bool:
    """Whether every value has a mark, no mark is left over, and every fault can be told."""
    paths = all_paths(document.data)
    annotations = {path for path in document.marks if path[-1:] in [(name,) for name in ANNOTATIONS]}
    marked = document.marks.keys() - (annotations - paths)  # errors.found.value is named like one
    assert all(fault.code in CODES for fault in document.faults)
    assert all(line.isprintable() for line in told(document.faults).splitlines())
    return bool(document.faults) or (
        paths == marked and document.keys.keys() <= paths and document.sources.keys() <= paths
    )


def mutated(text: str, seed: int) -> str:
    """Return `text` with a few pieces taken out, doubled, or put in."""
    rng = random.Random(seed)
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(text))
        end = min(len(text), start + rng.randint(0, 12))
        text = text[:start] + rng.choice(["", text[start:end] * 2, rng.choice(PIECES)]) + text[end:]
    return text


@fixed
@given(text=st.text(max_size=60))
def test_any_text_is_a_document_or_faults(text):
    assert is_sound(read_text(text, "any.yaml"))


@fixed
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=20))
def test_any_string_of_yaml_signs_is_a_document_or_faults(pieces):
    assert is_sound(read_text("".join(pieces), "any.yaml"))


@settings(fixed, max_examples=300)
@given(seed=st.integers(0, 2**32))
def test_any_slip_in_a_good_file_is_a_document_or_faults(seed):
    assert is_sound(read_text(mutated(SAMPLE, seed), "slip.yaml"))


@fixed
@given(
    text=st.text(max_size=40), path=st.sampled_from(["", "a=", "a.b=", "laws.*.in=", "agencies.police.lag.lognormal="])
)
def test_any_setting_is_a_document_or_faults(text, path):
    assert is_sound(merge(read_text(SAMPLE, "good.yaml"), option(path + text)))


@fixed
@given(base=trees, over=trees)
def test_a_merge_has_a_mark_for_everything_and_no_more(base, over):
    assert is_sound(merge(as_document(base), as_document(over, "over.yaml")))


@fixed
@given(base=trees)
def test_nothing_laid_over_changes_nothing(base):
    document = as_document(base)
    assert merge(document, Document()) == document
    assert merge(document, document).data == document.data


@fixed
@given(base=trees, over=trees)
def test_laying_over_twice_is_laying_over_once(base, over):
    once = merge(as_document(base), as_document(over))
    assert merge(once, as_document(over)).data == once.data


@fixed
@given(first=trees, second=trees, third=trees)
def test_how_layers_are_grouped_does_not_matter(first, second, third):
    below, middle, above = as_document(first), as_document(second), as_document(third)
    left, right = merge(merge(below, middle), above), merge(below, merge(middle, above))
    assert left.data == right.data or not _all_mappings_agree(first, second, third)


def _all_mappings_agree(*layers: object) -> bool:
    """Whether no layer has a mapping where another has a plain value: replacing does not group."""
    mappings = [layer for layer in layers if isinstance(layer, dict)]
    if mappings and len(mappings) < len(layers):
        return False
    keys = {key for layer in mappings for key in layer}
    return all(_all_mappings_agree(*(layer[key] for layer in mappings if key in layer)) for key in keys)


@fixed
@given(base=trees, data=st.data())
def test_a_dotted_path_sets_one_value_and_no_other(base, data):
    document = as_document(base)
    paths = sorted(path for path in all_paths(document.data) if path and all(isinstance(step, str) for step in path))
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    new = changed(document, {dotted(path): "new"})
    assert new.mark(path) == Mark("with_")
    assert {other for other, mark in new.marks.items() if mark == Mark("with_")} == {path}


def test_the_studies_that_ship_read_without_a_fault():
    files = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
    for file in files:
        assert is_sound(read_text(file.read_text(encoding="utf-8"), file.name))
