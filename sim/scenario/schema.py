"""JSON Schema of scenario files, for editors: completion of keys, allowed words, the form of each quantity.

It is looser than the program: it does not read units, and a file that extends another may leave out any key.
"""

from typing import Any, get_args

from sim.scenario.blocks.vocabulary import Authoriser
from sim.scenario.document import STATUSES
from sim.scenario.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_Form = dict[str, Any]
_END: _Form = {"type": ["string", "number"]}
_RANGE: _Form = {
    "description": "lowest and highest value, or a mapping of paths to such pairs",
    "anyOf": [
        {"type": "array", "items": _END, "minItems": 2, "maxItems": 2},
        {"type": "object", "additionalProperties": {"type": "array", "minItems": 2, "maxItems": 2}},
    ],
}
_SAID: dict[str, _Form] = {
    "range": {"$ref": "#/$defs/range"},
    "source": {"type": "string", "description": "a key of references.bib"},
    "status": {"enum": list(STATUSES)},
}
_NOTE: dict[str, _Form] = {"note": {"type": "string"}}
_GRADES: _Form = {"type": "array", "items": {"enum": [1, 2, 3]}}
_ONE_TEXT: _Form = {"type": "string"}
_SHORT_FORMS: dict[tuple[str, str], _Form] = {
    ("Population", "home"): _ONE_TEXT,
    ("Places", "regions"): _ONE_TEXT,
    ("Operator", "place"): _ONE_TEXT,
    ("Operator", "serves"): _ONE_TEXT,
    ("Agency", "place"): _ONE_TEXT,
    ("Intruder", "operators"): _ONE_TEXT,
    ("Intruder", "agencies"): _ONE_TEXT,
    ("Interception", "operators"): _ONE_TEXT,
    ("Scenario", "panel"): {"const": "all"},
    ("Urgent", "grades"): _GRADES,
    ("LateReview", "grades"): _GRADES,
}
"""What may be written instead of the full form, by block and key: the validators of the blocks say the same."""
_SHORT_BLOCKS: dict[str, _Form] = {"Authorisation": {"enum": list(get_args(Authoriser))}}
"""What may be written instead of a whole block, wherever it stands."""


def schema() -> _Form:
    """Return the JSON Schema (2020-12) of a scenario file.

    Every value may be written `{value: ..., range: ..., source: ..., status: ...}`, and every mapping may have
    `range`, `source` and `status` beside its own keys.
    """
    made = Scenario.model_json_schema(by_alias=True)
    blocks = {name: _block(name, form) for name, form in made.pop("$defs").items()}
    root = _block("Scenario", made)
    return {
        "$schema": DIALECT,
        "title": "exposim scenario",
        "description": made["description"],
        **{key: form for key, form in root.items() if key not in ("title", "description")},
        "anyOf": [{"required": ["extends"]}, {"required": made["required"]}],
        "$defs": blocks | {"range": _RANGE},
    }


def _block(name: str, form: _Form) -> _Form:
    """Return a block whose values may say their source; a variate is a block of another shape."""
    if "properties" not in form:
        return _loosened(form)
    properties = {key: _value(inside, _SHORT_FORMS.get((name, key))) for key, inside in form["properties"].items()}
    whole = _loosened(form) | {"properties": properties | _SAID}
    return {"anyOf": [whole, _SHORT_BLOCKS[name]]} if name in _SHORT_BLOCKS else whole


def _value(form: _Form, short: _Form | None = None) -> _Form:
    """Return a form, its short form, null (which removes it), or a mapping with the value and what it says."""
    bare = _loosened(form)
    forms = [bare, *([short] if short else [])]
    wrapped = {
        "type": "object",
        "properties": {"value": {"anyOf": forms} if short else bare, **_SAID, **_NOTE},
        "required": ["value"],
        "additionalProperties": False,
    }
    described = {"description": bare["description"]} if "description" in bare else {}
    return described | {"anyOf": [*forms, wrapped, {"type": "null"}]}


def _loosened(form: _Form) -> _Form:
    """Return a form without titles, defaults and required keys, and with sources beside the keys of mappings."""
    kept = {key: value for key, value in form.items() if key not in ("title", "default", "required")}
    for key in ("anyOf", "prefixItems"):
        if key in kept:
            kept[key] = [_loosened(part) for part in kept[key]]
    if "properties" in kept:
        kept["properties"] = {key: _value(inside) for key, inside in kept["properties"].items()} | _SAID
    for key in ("additionalProperties", "patternProperties"):
        if isinstance(kept.get(key), dict):
            kept |= _entries(key, kept[key])
    if "enum" in kept.get("propertyNames", {}):
        kept["propertyNames"] = {"enum": [*kept["propertyNames"]["enum"], *_SAID]}
    if "maxProperties" in kept:
        kept["maxProperties"] += len(_SAID)
    return kept


def _entries(key: str, entries: _Form) -> _Form:
    """Return what the entries of a mapping by name may be; those called source, status or range are no entries."""
    if key == "additionalProperties":
        return {key: _value(entries), "properties": _SAID}
    names = "|".join(_SAID)
    patterns = {f"^(?!({names})$){pattern.removeprefix('^')}": _value(entry) for pattern, entry in entries.items()}
    return {key: patterns, "properties": _SAID}
