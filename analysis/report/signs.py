"""Signs that a reader would not see, shown by their code: a text of a stranger may hold some that turn what follows."""

from typing import Any
from unicodedata import category

from markupsafe import Markup

JOINERS = "\u200c\u200d"  # which scripts need


def seen(value: Any) -> Any:
    r"""Return a text in which signs that are not seen, or turn the direction of what follows, stand as their code.

    >>> seen("a\u202eb")
    'a\\u202eb'
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return "".join(_shown(sign) for sign in value)


def _shown(sign: str) -> str:
    hidden = category(sign) in ("Cc", "Cf", "Cs", "Co") and sign not in "\n\t" and sign not in JOINERS
    return sign.encode("unicode_escape", "surrogatepass").decode() if hidden else sign
