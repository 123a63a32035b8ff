"""A figure inside a page: its SVG without what would reach the rest of the page, named for those who do not see it."""

import re
from xml.etree import ElementTree as Tree

from markupsafe import Markup

from analysis.report.signs import seen

ADDRESS = re.compile(r"url\(#([^)]+)\)")
INHERITED = "stroke-linejoin: round; stroke-linecap: butt"  # what matplotlib's style sheet says of every element
UNWANTED = ("metadata", "style")


def inlined(text: str, ident: str, title: str, description: str) -> Markup:
    """Return the SVG of a figure for the body of a page.

    Parameters
    ----------
    text : str
        As matplotlib writes it.
    ident : str
        Goes before each id, so that several figures of a page do not share one.
    title, description : str
        Are read in place of the figure.

    Notes
    -----
    The style sheet of the file holds for all of a page, and its metadata are no HTML: both are left out. Names of
    elements lose their namespace, which HTML supplies. Every text is escaped again by the writer of the tree.
    """
    root = Tree.fromstring(text)
    for element in root.iter():
        element.tag = _bare(element.tag)
        element.attrib = {_bare(name): _own(_bare(name), value, ident) for name, value in element.attrib.items()}
        element.text, element.tail = seen(element.text), seen(element.tail)
    for above in list(root.iter()):
        for element in [one for one in above if one.tag in UNWANTED]:
            above.remove(element)
    for name, said in (("desc", description), ("title", title)):
        inside = Tree.Element(name, {"id": f"{ident}-{name}"})
        inside.text = said
        root.insert(0, inside)
    width = root.attrib.pop("width", "")
    root.attrib.pop("height", None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{ident}-title {ident}-desc", "style": _style(width)}
    return Markup(Tree.tostring(root, encoding="unicode"))  # a tree that is written is escaped


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _own(name: str, value: str, ident: str) -> str:
    """Return the value of an attribute with its ids made the figure's own."""
    if name == "id":
        return f"{ident}-{value}"
    if name == "href" and value.startswith("#"):
        return f"#{ident}-{value[1:]}"
    return ADDRESS.sub(rf"url(#{ident}-\1)", value)


def _style(width: str) -> str:
    return f"{INHERITED}; --drawn: {width}" if re.fullmatch(r"[\d.]+pt", width) else INHERITED
