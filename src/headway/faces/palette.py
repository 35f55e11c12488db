"""Colours, chosen so that people who see fewer of them lose nothing: every state has a mark besides.

The hues of functions are Okabe and Ito's (2008, "Color Universal Design") without their vermillion, which would be
taken for a failure. Only grounds, texts and lines change between light and dark; bars keep their colour.
"""

from __future__ import annotations

from collections.abc import Iterable

from headway.core.states import State

HUES = ("#2271b3", "#e69f00", "#1a9e78", "#c774a8", "#5bb5e8", "#d9cb2b", "#6558c0")
OTHER = "#8b95a5"
FAILED = "#cf222e"
STOPPED = "#9aa1ab"

COLOURS = {
    State.WAITING: "#b7bec8",
    State.READY: "#8b95a5",
    State.RUNNING: "#2271b3",
    State.DONE: "#1a9e78",
    State.FAILED: FAILED,
    State.SKIPPED: STOPPED,
    State.CANCELLED: STOPPED,
}
# Only characters that common fonts draw as text: some others come out as coloured emoji, or as boxes.
MARKS = {
    State.WAITING: "…",
    State.READY: "○",
    State.RUNNING: "▸",
    State.DONE: "✓",
    State.FAILED: "✕",
    State.SKIPPED: "↷",
    State.CANCELLED: "⊘",
}

LIGHT = {
    "bg": "#ffffff",
    "fg": "#1f2328",
    "muted": "#5c6570",
    "grid": "#e3e6ea",
    "band": "#f5f6f8",
    "line": "#1f2328",
    "edge": "#9aa3ae",
    "tip": "#7d8691",
    "bad": "#b4131f",
    "good": "#0b6e50",
}
DARK = {
    "bg": "#15191f",
    "fg": "#e8ebef",
    "muted": "#9aa4b0",
    "grid": "#2c323b",
    "band": "#1c2128",
    "line": "#f4f6f8",
    "edge": "#5f6975",
    "tip": "#7d8691",
    "bad": "#ff7b78",
    "good": "#4ecba0",
}
# Pages that say themselves whether they are light or dark: JupyterLab, VS Code, Colab, Sphinx themes.
_LIGHT_PAGE = ':is([data-jp-theme-light="true"],.vscode-light,[data-theme="light"],[theme="light"])'
_DARK_PAGE = ':is([data-jp-theme-light="false"],.vscode-dark,[data-theme="dark"],[theme="dark"])'


def themed(selector: str, light: str, dark: str) -> str:
    """CSS: ``light`` or ``dark`` declarations for a selector, as the page says, else as the reader's system says."""
    return (
        f"{selector}{{{light}}}@media(prefers-color-scheme:dark){{{selector}{{{dark}}}}}"
        f"{_LIGHT_PAGE} {selector}{{{light}}}{_DARK_PAGE} {selector}{{{dark}}}"
    )


def svg_css() -> str:
    """The style of every picture: a class for each role. No CSS variables, which few SVG programs know."""
    return "".join(
        themed(f".hw .{role}", f"{paint}:{LIGHT[role]}", f"{paint}:{DARK[role]}")
        for role, paint in (
            ("bg", "fill"),
            ("fg", "fill"),
            ("muted", "fill"),
            ("band", "fill"),
            ("bad", "fill"),
            ("good", "fill"),
            ("grid", "stroke"),
            ("line", "stroke"),
            ("edge", "stroke"),
            ("tip", "fill"),
        )
    )


def html_css(selector: str) -> str:
    """The same colours as variables (``--hw-fg`` …) for everything under ``selector``."""
    light, dark = ("".join(f"--hw-{role}:{colour};" for role, colour in theme.items()) for theme in (LIGHT, DARK))
    return themed(selector, light, dark)


def hues(names: Iterable[str]) -> dict[str, str]:
    """A colour for each name, in the order given; those beyond the palette share a grey.

    >>> hues(["fit", "load"])
    {'fit': '#2271b3', 'load': '#e69f00'}
    """
    return {name: HUES[at] if at < len(HUES) else OTHER for at, name in enumerate(names)}


def ink(fill: str) -> str:
    """Black or white, whichever reads better on the fill (``#rrggbb``).

    >>> ink("#d9cb2b"), ink("#cf222e")
    ('#16191d', '#ffffff')
    """
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#16191d" if luminance > 0.19 else "#ffffff"
