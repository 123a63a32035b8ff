"""How the site is built: `make docs`."""

from importlib.metadata import version as version_of

project = "exposim"
author = "The exposim developers"
copyright = "the exposim developers, MIT licence"  # Sphinx wants this name
version = release = version_of("exposim")

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
exclude_patterns = ["gallery/*"]
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
suppress_warnings = [
    "myst.xref_missing"
]  # pages link to files beside the site; tests/unit/test_docs.py holds the links

autodoc_typehints = "none"  # numpydoc's sections name the types
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = f"exposim {version}"
html_show_sourcelink = False
html_copy_source = False
