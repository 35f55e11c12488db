"""A picture of a run: SVG that notebooks show and that can be saved."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from headway.faces.palette import html_css
from headway.faces.saving import save
from headway.faces.svg import escape

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{css}body{{margin:24px;background:var(--hw-bg)}}</style></head>
<body class="hw-page">{body}</body></html>
"""


@dataclass(frozen=True, repr=False)
class Picture:
    """A picture: shown by a notebook, written by :meth:`save`; ``str()`` says in a line what it shows.

    ``svg`` is a whole SVG document. ``mermaid`` is the same as Mermaid text where that makes sense, and else empty.

    >>> Picture("one task", "<svg/>")
    <Picture: one task>
    """

    title: str
    svg: str
    mermaid: str = ""

    def __str__(self) -> str:
        return f"{self.title} (a picture: show it in a notebook, or .save('picture.svg'))"

    def __repr__(self) -> str:
        return f"<Picture: {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        # Inline, not as an image: only so do the tool tips work. What is too wide scrolls and stays readable.
        return f'<div style="overflow-x:auto;max-width:100%">{self.svg}</div>'

    def html(self) -> str:
        """The picture as a self-contained page."""
        return _PAGE.format(title=escape(self.title), css=html_css(".hw-page"), body=self._repr_html_())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file ending in ``.svg`` or ``.html``; gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        return save(path, {".svg": lambda: self.svg, ".html": self.html})
