"""Fonts that have the letters of a text: names may be in any script."""

from __future__ import annotations

from functools import lru_cache

USUAL = "DejaVu Sans"  # comes with matplotlib
BOX = "□"


def families(text: str) -> list[str]:
    """The usual font, and others for the letters that it lacks."""
    lacking = {letter for letter in text if not letter.isspace()} - _letters(USUAL)
    return [USUAL, *(_fallback(letter) or USUAL for letter in sorted(lacking))]


def drawable(text: str) -> str:
    """The text with a box for each letter that no font here has, and a blank for what is not printable."""
    usual = _letters(USUAL)
    return "".join(
        c if c in usual or c == "\n" else " " if not c.isprintable() else c if _fallback(c) else BOX for c in text
    )


@lru_cache(maxsize=512)
def _fallback(letter: str) -> str | None:
    from matplotlib.font_manager import fontManager

    files = {
        font.name: font.fname
        for font in fontManager.ttflist
        if font.style == "normal" and "Last Resort" not in font.name
    }
    return next((name for name, file in sorted(files.items()) if letter in _letters_of(file)), None)


def _letters(family: str) -> frozenset[str]:
    from matplotlib.font_manager import FontProperties, findfont

    return _letters_of(findfont(FontProperties(family=family)))


@lru_cache(maxsize=1024)
def _letters_of(file: str) -> frozenset[str]:
    from matplotlib.font_manager import get_font

    return frozenset(map(chr, get_font(file).get_charmap()))
