"""pydantic's errors as faults: a code, a place in the file, and plain words."""

import re
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.scenario.document import Document, dotted
from sim.scenario.faults import CODES, Fault, nearest, quoted
from sim.scenario.nodes import Key

Model = TypeVar("Model", bound=BaseModel)
Details = dict[str, Any]

_MAPPING = ("model_type", "model_attributes_type", "dict_type", "mapping_type", "dataclass_type")
_LIST = ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type")
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
_WANTED = {"bool": "true or false", "int": "a whole number", "float": "a number", "string": "text", "date": "a date"}


def validated(model: type[Model], document: Document) -> tuple[Model | None, list[Fault]]:
    """Return the model of a document's data, or None and every fault that it has."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        return None, from_pydantic(error, document, model)


def from_pydantic(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Fault]:
    """Return the faults of a failed validation of `document` against `model`, in order of place.

    Parameters
    ----------
    error : ValidationError
    document : Document
        Whose data was validated; it has the marks.
    model : type of the root model
        Its fields give the valid names that an unknown key may have meant.
    """
    return sorted({_fault(details, document, model) for details in error.errors(include_url=False)})


def _fault(details: Any, document: Document, model: type[BaseModel]) -> Fault:
    place: Key = tuple("users" if part == "users_of" else part for part in details["loc"] if part != "[key]")
    kind, at_key = details["type"], len(place) < len(details["loc"])
    if kind == "missing":
        return Fault(document.key_mark(place[:-1]), dotted(place), "E102", f"is missing; wanted {quoted(place[-1])}")
    if kind == "extra_forbidden":
        return Fault(document.key_mark(place), dotted(place), "E101", _unknown(place, model))
    code, text = _said(details)
    if code == "E101":
        at_key = True
    place = _written(place, document.data)
    mark = document.key_mark(place) if at_key else document.mark(place)
    return Fault(mark, dotted(place), code, text)


def _written(place: Key, data: Any) -> Key:
    """Return the part of a place that was written: a reader may have put a plain value into a list or mapping."""
    for depth, part in enumerate(place):
        if not isinstance(data, dict | list):
            return place[:depth]
        try:
            data = data[part]  # type: ignore[index]  # a place of another form raises TypeError
        except (KeyError, IndexError, TypeError):
            return place
    return place


def _unknown(place: Key, model: type[BaseModel]) -> str:
    block = model_at(place[:-1], model)
    valid = names_of(block)
    other = block.model_fields[str(place[-1])].alias if block and str(place[-1]) in block.model_fields else None
    if other:  # both are read, and both stand there
        return f"is '{other}' by another name, which stands there too; wanted one of them"
    near = nearest(str(place[-1]), valid)
    if near:
        return f"unknown key; did you mean '{near}'?"
    return f"unknown key; wanted one of {', '.join(valid)}" if valid else "unknown key; wanted none here"


def names_of(model: type[BaseModel] | None) -> list[str]:
    """Return the keys that a block may have, as they are written."""
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def model_at(place: Key, model: type[BaseModel]) -> type[BaseModel] | None:
    """Return the block that stands at a place of a model, or None."""
    here: Any = model
    for part in place:
        here = _inside(here, part)
    return here if _is_model(here) else None


def keys_at(place: Key, model: type[BaseModel]) -> list[str]:
    """Return the keys that may stand at a place of a model: a block's, or those of a mapping by a closed list."""
    here: Any = model
    for part in place:
        here = _inside(here, part)
    if get_origin(here) is dict and get_origin(get_args(here)[0]) is Literal:
        return [str(key) for key in get_args(get_args(here)[0])]
    return names_of(here if _is_model(here) else None)


def _inside(kind: Any, part: str | int) -> Any:
    if _is_model(kind):
        fields = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
        fields |= {name: field.annotation for name, field in kind.model_fields.items()}
        return _bare(fields.get(str(part)))
    inside = get_args(kind)
    if get_origin(kind) is dict:
        return _bare(inside[1])
    return _bare(inside[0]) if inside else None


def _bare(kind: Any) -> Any:
    """Return a type without `| None` and without what annotates it."""
    if hasattr(kind, "__metadata__"):
        return _bare(kind.__origin__)
    parts = [part for part in get_args(kind) if part is not type(None)]
    if type(None) in get_args(kind) and len(parts) == 1:
        return _bare(parts[0])
    return kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _said(details: Details) -> tuple[str, str]:
    """Return the code and the words of one error."""
    kind, context, found = details["type"], details.get("ctx", {}), quoted(details["input"])
    error = context.get("error")
    if context.get("code") in CODES:
        return context["code"], context.get("text", details["msg"])
    if kind in ("value_error", "assertion_error"):
        return getattr(error, "code", "E301"), str(error)
    if kind in _MAPPING:
        return "E103", f"is {found}; wanted a mapping of keys"
    if kind in _LIST:
        return "E103", f"is {found}; wanted a list"
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return "E204", f"is {found}; wanted {words} {context[name]}"
    if kind in ("literal_error", "enum"):
        return "E203", _choice(details["input"], context.get("expected", ""))
    if kind in ("too_short", "too_long"):
        wanted = "at least" if kind == "too_short" else "at most"
        return "E103", f"has {context['actual_length'] or 'no'} entries; wanted {wanted} {_length(context)}"
    if kind.startswith("string_") and kind != "string_type":
        return "E207", f"is {found}; wanted other text ({details['msg'].lower()})"
    return "E201", f"is {found}; wanted {_WANTED.get(kind.split('_')[0]) or 'another value'}"


def _length(context: Details) -> Any:
    return context.get("min_length", context.get("max_length"))


def _choice(given: object, expected: str) -> str:
    words = re.findall(r"'([^']*)'", expected)
    near = nearest(given, words) if isinstance(given, str) else None
    hint = f"; did you mean '{near}'?" if near else ""
    return f"is {quoted(given)}; wanted {expected.replace(chr(39), '') or 'another word'}{hint}"
