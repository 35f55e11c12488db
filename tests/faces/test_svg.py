from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from tests.faces.markup import parsed, tips, words
from tests.faces.runs import HOSTILE, tried

from headway.faces.palette import DARK, HUES, LIGHT, ink, svg_css, themed
from headway.faces.svg import document, element, escape, fit, rect, text, text_width, tooltip
from headway.faces.wording import clean

texts = st.text() | st.sampled_from(HOSTILE)


@tried
@given(texts)
def test_any_name_survives_as_text_and_as_attribute(name: str) -> None:
    made = ElementTree.fromstring(element("a", escape(name), label=name))
    assert (made.text or "") == clean(name)
    # An XML parser turns what is left of white space in an attribute into blanks: clean() has done so already.
    assert made.get("label") == clean(name)


@tried
@given(st.lists(texts, min_size=1, max_size=3))
def test_any_names_make_a_document(names: list[str]) -> None:
    svg = document(10, 10, names[0], svg_css(), element("g", tooltip(*names), text(0, 0, names[0])))
    assert words(svg) == [clean(names[0])]
    assert tips(svg) == ["\n".join(clean(name) for name in names if name)]


@tried
@given(texts, st.floats(0, 300), st.sampled_from([9.0, 12.0]))
def test_fitted_text_is_no_wider_than_its_room(name: str, width: float, size: float) -> None:
    fitted = fit(name, width, size)
    assert text_width(fitted, size) <= width or fitted == ""
    assert clean(name).startswith(fitted.removesuffix("…"))


def test_numbers_are_short() -> None:
    assert rect(1.0, 2.25, 3.125, 4) == '<rect x="1" y="2.2" width="3.1" height="4"/>'
    assert element("g", x=None) == "<g/>"


def test_document_brings_its_ground() -> None:
    root = parsed(document(20, 10, "x", ""))
    assert root.get("viewBox") == "0 0 20 10"
    assert [child.get("class") for child in root if child.tag.endswith("rect")] == ["bg"]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_can_be_read_on_their_grounds() -> None:
    for theme in (LIGHT, DARK):
        for role in ("fg", "muted", "bad", "good"):
            assert contrast(theme[role], theme["bg"]) >= 4.5, role
            assert contrast(theme[role], theme["band"]) >= 4.5, role


def test_names_can_be_read_on_their_bars() -> None:
    for hue in HUES:
        assert contrast(hue, ink(hue)) >= 4.5, hue


def test_page_that_says_its_theme_overrules_the_system() -> None:
    css = themed(".x", "a:1", "a:2")
    assert css.index("prefers-color-scheme") < css.index('[data-jp-theme-light="true"]')
