"""A plug-in of mypy: the built-in `sum` may not add up floats in `sim`.

Python adds floats up with a correction since 3.12 and without one in 3.11, so that the last digits of such a sum, and
all that is drawn from it, differ between versions. `math.fsum` is exact, and the same everywhere. Sums of whole numbers
are left alone, and nobody has to mark them: mypy knows the types. Where it knows none, the sum is refused as well.
Arrays are added up element by element, which every version does alike.
"""

from collections.abc import Callable

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import TypeInfo
from mypy.plugin import FunctionContext, Plugin
from mypy.types import AnyType, Instance, Type, UnionType, get_proper_type

ROOM = "/sim/"
FLOATS = "sum of floats: its last digits differ between versions of Python; wanted math.fsum"
UNKNOWN = "sum of what mypy has no type for; wanted math.fsum, or int(...) of each part"


def _fault(part: Type) -> str | None:
    """Return what is wrong with adding up parts of this type, if anything is."""
    known = get_proper_type(part)
    if isinstance(known, UnionType):
        return next(filter(None, map(_fault, known.items)), None)
    if isinstance(known, AnyType):
        return UNKNOWN
    return FLOATS if isinstance(known, Instance) and _is_float(known.type) else None


def _is_float(of: TypeInfo) -> bool:
    return any(base.fullname == "builtins.float" for base in of.mro)


def _parts(summed: Type, iterable: TypeInfo) -> list[Type]:
    """Return the types of what an iterable holds."""
    known = get_proper_type(summed)
    if isinstance(known, UnionType):
        return [part for item in known.items for part in _parts(item, iterable)]
    if isinstance(known, Instance) and known.type.has_base(iterable.fullname):
        return [map_instance_to_supertype(known, iterable).args[0]]
    return [known] if isinstance(known, AnyType) else []


def _first(summed: Type, iterable: TypeInfo) -> str | None:
    return next(filter(None, map(_fault, _parts(summed, iterable))), None)


def _asked(context: FunctionContext) -> Type:
    """Say what is wrong with a call of `sum`, if it stands in `sim`."""
    here = "/" + context.api.path.replace("\\", "/")
    if ROOM in here and "/tests/" not in here:
        iterable = context.api.named_generic_type("typing.Iterable", []).type
        alone = context.api.get_expression_type(context.args[0][0])
        found = _first(alone, iterable), _first(context.arg_types[0][0], iterable)
        if all(found):  # ints pass for floats where a float is wanted, and what has no type for ints where an int is
            _tell(context, str(found[0]))
    return context.default_return_type


def _tell(context: FunctionContext, text: str) -> None:
    """Report a fault past those who watch whether a variant of an overloaded function fits.

    They would take it for a misfit of the first variant, and report that instead.
    """
    errors = context.api.msg.errors
    watching, errors._watchers = errors._watchers, []
    try:
        context.api.fail(text, context.context)
    finally:
        errors._watchers = watching


class ExactSums(Plugin):
    """Looks at each call of the built-in `sum`."""

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        """Return what is to be asked of a call: only of `sum`."""
        return _asked if fullname == "builtins.sum" else None


def plugin(_version: str) -> type[Plugin]:
    """Return the plug-in, as mypy wants it."""
    return ExactSums
