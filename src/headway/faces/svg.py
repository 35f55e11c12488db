"""Just enough SVG: elements as text, with every name escaped, and a guess at how wide a text will be."""

from __future__ import annotations

from math import ceil

from headway.faces.wording import clean

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_WIDE_FROM = 0x1100  # CJK, emoji and the like: about one em each
_NARROW = frozenset("iljtfr.,:;'|!()[] I")
_BROAD = frozenset("mwMW@%—…")


def escape(text: object) -> str:
    """The text, cleaned, safe inside an element and inside a quoted attribute, in XML and in HTML.

    >>> escape('<a> & "b"')
    '&lt;a&gt; &amp; &quot;b&quot;'
    """
    whole = clean(text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        whole = whole.replace(character, entity)
    return whole


def element(tag: str, *children: str, **attributes: str | float | None) -> str:
    """An element; ``children`` are markup already, attribute values are escaped, ``None`` leaves one out.

    An underscore in an attribute's name stands for a hyphen, one at its end is dropped.

    >>> element("text", escape("a < b"), x=1.25, class_="fg")
    '<text x="1.2" class="fg">a &lt; b</text>'
    """
    named = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{named}>{''.join(children)}</{tag}>" if children else f"<{tag}{named}/>"


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{value:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float, *children: str, **attributes: str | float | None) -> str:
    """A rectangle."""
    return element("rect", *children, x=x, y=y, width=width, height=height, **attributes)


def text(x: float, y: float, words: str, size: float = 12, **attributes: str | float | None) -> str:
    """A line of text that begins at ``x`` (or ends or centres there, by ``text_anchor``)."""
    return element("text", escape(words), x=x, y=y, font_size=size, **{"class_": "fg", **attributes})


def tooltip(*lines: str) -> str:
    """What a browser shows when the pointer rests on the element that this stands in."""
    return f"<title>{'&#10;'.join(escape(line) for line in lines if line)}</title>"


def text_width(words: str, size: float) -> float:
    """About how many pixels wide the text will be, rather too many than too few."""
    return sum(_ems(character) for character in words) * size


def _ems(character: str) -> float:
    if character in _NARROW:
        return 0.4
    if character in _BROAD or character.isupper():
        return 0.82
    return 1.15 if ord(character) >= _WIDE_FROM and character != "…" else 0.62


def fit(words: object, width: float, size: float) -> str:
    """The text cut (with an ellipsis) to ``width`` pixels; empty when not even three characters have room.

    >>> fit("prepare_the_training_table", 80, 12), fit("prepare", 10, 12)
    ('prepare_th…', '')
    """
    whole = clean(words)
    if text_width(whole, size) <= width:
        return whole
    room = width - text_width("…", size)
    kept = 0
    for character in whole:
        room -= _ems(character) * size
        if room < 0:
            break
        kept += 1
    return f"{whole[:kept].rstrip()}…" if kept >= 2 else ""


def document(width: float, height: float, label: str, css: str, *children: str) -> str:
    """A whole picture. It brings its own background and style, so that it can be saved, or put into a page."""
    width, height = ceil(width), ceil(height)
    return element(
        "svg",
        element("title", escape(label)),
        f"<style>{css}</style>",
        rect(0, 0, width, height, class_="bg", rx=6),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_="hw",
        role="img",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        font_family=FONT,
    )
