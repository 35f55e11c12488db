"""Looking at pictures as a reader would: are they whole, does every word have its place."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tests.faces.markup import SVG, Page, parsed

from headway.faces import Picture
from headway.faces.svg import text_width

MOST_BYTES = 300_000


def picture_is_sound(picture: Picture) -> None:
    """It is XML with a title, small, without numbers that are none, and no word reaches over its edge."""
    root = parsed(picture.svg)
    assert len(picture.svg) < MOST_BYTES
    assert root.get("role") == "img"
    assert "".join(root.find(f"{SVG}title").itertext())
    for each in root.iter():
        for name, value in each.attrib.items():
            assert not re.search(r"\b(nan|inf)\b", value), (each.tag, name, value)
            assert name not in ("width", "height") or float(value) >= 0
    for words in root.iter(f"{SVG}text"):
        left, right = _reach(words)
        assert left >= -6, "".join(words.itertext())
        assert right <= float(root.get("width")) + 6, "".join(words.itertext())


def _reach(words: ElementTree.Element) -> tuple[float, float]:
    """From where to where a text goes; the guess of its width is rather too wide, so it is taken a tenth less."""
    width = 0.85 * text_width("".join(words.itertext()), float(words.get("font-size")))
    x = float(words.get("x"))
    before = {"end": width, "middle": width / 2}.get(words.get("text-anchor", "start"), 0.0)
    return x - before, x + width - before


def card_is_sound(html: str) -> Page:
    """It is well formed, small, and loads or runs nothing."""
    page = Page(html)
    assert len(html) < MOST_BYTES
    assert "script" not in page.names()
    assert page.addresses() == []
    return page
