"""BibTeX of what results rest on: exposim, the scenario, its sources, and the libraries that it runs on."""

import re
from collections.abc import Mapping
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires, version

from sim.scenario.bibliography import entry_texts
from sim.scenario.loading import Loaded

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEX = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}", "\\": r"\textbackslash{}"}


def bibtex(loaded: Loaded, *, seed: int | None = None, model: str = "", libraries: bool = False) -> str:
    """Return BibTeX of exposim, of a scenario and of the sources that it names.

    Parameters
    ----------
    loaded : Loaded
    seed : int, optional
        Of the results that are cited.
    model : str, optional
        Version of exposim that made them; the installed one if left out.
    libraries : bool
        Whether the libraries that exposim runs on are cited too.
    """
    entries = [_exposim(model or version("exposim")), _scenario(loaded, seed)]
    entries += [text for key, text in sorted(_sources(loaded).items())]
    if libraries:
        entries += [_library(name) for name in direct_dependencies()]
    return "\n\n".join(entries) + "\n"


def direct_dependencies() -> list[str]:
    """Return the distributions that exposim itself asks for and that are installed, extras left out."""
    wanted = (one for one in requires("exposim") or () if "extra ==" not in one)
    return [name for one in wanted if (name := _NAME.match(one)[0]) and installed(name)]  # type: ignore[index]


def installed(name: str) -> str:
    """Return the version of a distribution that is installed; empty if it is not."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def pins() -> dict[str, str]:
    """Return every distribution that exposim needs, directly or not, with its installed version."""
    found, waiting = dict[str, str](), ["exposim"]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found or not installed(name):
            continue
        found[key] = installed(name)
        waiting += [_NAME.match(one)[0] for one in requires(name) or () if "extra ==" not in one]  # type: ignore[index]
    return dict(sorted(found.items()))


def _said(about: PackageMetadata, key: str) -> str:
    """Return what a package says of itself, or nothing; Python 3.12 warns of asking for what is not there."""
    return next(iter(about.get_all(key) or ()), "")


def _exposim(model: str) -> str:
    about = metadata("exposim")
    what = _said(about, "Summary").partition(":")[0]
    return _entry(
        "software",
        "exposim",
        {
            "title": f"exposim: {what[:1].lower()}{what[1:]}",
            "author": f"{{{_said(about, 'Author') or 'The exposim developers'}}}",
            "version": model,
            "note": "MIT licence",
        },
    )


def _scenario(loaded: Loaded, seed: int | None) -> str:
    drawn = f", seed {seed}" if seed is not None else ""
    fields = {
        "title": tex(loaded.scenario.title or loaded.name),
        "howpublished": f"Scenario file of exposim, key {loaded.key}{drawn}",
        "note": f"{loaded.scenario.start} to {loaded.scenario.end}; synthetic people",
    }
    return _entry("misc", f"scenario-{loaded.key}", fields)


def _library(name: str) -> str:
    about = metadata(name)
    author = _said(about, "Author") or (_said(about, "Author-email") or f"The {name} developers").partition("<")[
        0
    ].strip(' "')
    urls = [line.partition(",")[2].strip() for line in about.get_all("Project-URL") or ()]
    fields = {
        "title": tex(f"{name}: {_said(about, 'Summary')}".rstrip(": ")),
        "author": f"{{{tex(' '.join((author or f'The {name} developers').split())[:120])}}}",
        "version": version(name),
        "url": _said(about, "Home-page") or next(iter(urls), ""),
    }
    return _entry("software", re.sub(r"[^A-Za-z0-9-]", "-", name).lower(), fields)


def _sources(loaded: Loaded) -> Mapping[str, str]:
    """Return the entries of the sources that a scenario names, as its bibliographies have them."""
    from sim.scenario.words import words

    wanted = {one.key for one in words(loaded).sources}
    return {key: text for key, text in entry_texts(loaded.folders).items() if key in wanted}


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def tex(text: str) -> str:
    r"""Return text as BibTeX takes it.

    >>> tex("50 % of {all}")
    '50 \\% of \\{all\\}'
    """
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
