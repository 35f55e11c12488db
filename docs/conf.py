"""How the pages are built: Markdown through MyST, the reference from the docstrings. Nothing is fetched while building."""

import importlib.metadata
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # derived.py

project = "Headway"
author = "The Headway authors"
copyright = "The Headway authors"
release = importlib.metadata.version("headway")
version = ".".join(release.split(".")[:2])

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "derived"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3  # so that pages can link to each other's headings

autodoc_member_order = "bysource"  # the order in which the author tells it
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"  # not the types of what only an implementation names
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"Headway {release}"
