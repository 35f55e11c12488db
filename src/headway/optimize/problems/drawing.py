"""What the pictures are made of: matplotlib without a window, in tones, dashes and marks that stay apart in black and white.

The text of an SVG stays text: what reads it draws names in any script.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import StringIO
from math import inf
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from headway.faces import Picture

INK, MUTED, PALE, GRID = "#1f2328", "#5c6570", "#dde2e8", "#e3e6ea"
BLUE = "#2271b3"  # the house's first hue: dark enough to stay apart from the pale tones
SMALL, TEXT, HEAD = 9.0, 10.0, 11.5


def panels(
    width: float, height: float, count: int = 1, ratios: Sequence[float] | None = None
) -> tuple[Figure, list[Axes]]:
    """A figure (inches) and its panels from left to right, without frames."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    grid = figure.subplots(1, count, squeeze=False, gridspec_kw={"width_ratios": list(ratios or [1] * count)})
    axes: list[Axes] = list(grid[0])
    for each in axes:
        each.tick_params(labelsize=TEXT, length=0, colors=INK)
        for side in ("top", "right", "left", "bottom"):
            each.spines[side].set_visible(False)
    return figure, axes


def headed(axes: Axes, title: str, below: str = "") -> None:
    """Give a panel its title, and say below it what its numbers are."""
    axes.set_title(title, loc="left", fontsize=HEAD, fontweight="bold", color=INK)
    if below:
        axes.set_xlabel(below, fontsize=TEXT, color=MUTED, loc="left")


def picture(title: str, figure: Figure) -> Picture:
    """The figure as a picture."""
    text = StringIO()
    for written in figure.findobj(Text):
        written.set_parse_math(False)  # a name may hold dollars
    with warnings.catch_warnings(), mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": title}):
        warnings.filterwarnings("ignore", "Glyph .* missing from")  # what shows the SVG has it
        figure.savefig(text, format="svg", metadata={"Date": None, "Title": title})
    svg = text.getvalue()
    return Picture(title, svg[svg.index("<svg") :])


def bars(
    axes: Axes,
    labels: Sequence[str],
    values: Sequence[float],
    notes: Sequence[str],
    most: Sequence[float] | None = None,
) -> None:
    """A horizontal bar for each label, a note behind it; pale behind it how long it may be at most."""
    places = range(len(labels))
    limits = [limit if limit < inf else 0.0 for limit in most or [0.0] * len(labels)]
    axes.barh(places, limits, height=0.62, color="white", edgecolor=MUTED, linewidth=0.8, linestyle="--")
    axes.barh(places, values, height=0.62, color=BLUE, edgecolor=INK, linewidth=0.8)
    longest = max([*values, *limits, 1e-12])
    for place, value, limit, note in zip(places, values, limits, notes, strict=True):
        axes.text(max(value, limit) + longest * 0.02, place, note, va="center", fontsize=TEXT, color=INK)
    named(axes, labels)
    axes.set_xlim(0, longest * 1.02)
    axes.set_xticks([])


def named(axes: Axes, labels: Sequence[str]) -> None:
    """The labels from top to bottom, a line each."""
    axes.set_yticks(range(len(labels)), [shortened(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)


def gauges(
    axes: Axes,
    labels: Sequence[str],
    low: Sequence[float],
    values: Sequence[float],
    high: Sequence[float],
    notes: Sequence[str],
) -> None:
    """For each label the allowed range as a band, each on a scale of its own, and where the value lies in it.

    A value at its limit binds: it is drawn full, others hollow.
    """
    end = 1.24 if inf in high else 1.08
    for place, (least, value, most, note) in enumerate(zip(low, values, high, notes, strict=True)):
        size = max([abs(each) for each in (least, value, most) if each < inf] + [1e-12])
        left, right = least / size, end - 0.06 if most == inf else most / size
        axes.plot([0, end - 0.06], [place, place], color=GRID, linewidth=0.8, zorder=0)
        axes.barh(place, right - left, left=left, height=0.3, color=PALE, edgecolor=PALE)
        for limit in [left] if most == inf else [left, right]:
            axes.plot([limit, limit], [place - 0.22, place + 0.22], color=INK, linewidth=1.4)
        is_binding = min(abs(value - least), abs(most - value)) <= 1e-6 * size
        face = INK if is_binding else "white"
        axes.plot(
            value / size, place, marker="D", markersize=8, markerfacecolor=face, markeredgecolor=INK, linestyle=""
        )
        axes.text(end, place, note, va="center", fontsize=TEXT, color=INK)
    named(axes, labels)
    axes.set_xlim(-0.03, end - 0.04)
    axes.set_xticks([])


def shortened(label: Any, most: int = 24) -> str:
    """A label of so many characters at most."""
    text = str(label)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def shown(number: float, digits: int = 3) -> str:
    """A number as people write it, with so many digits that count.

    >>> shown(1234.5678), shown(0.123456), shown(40.0), shown(-0.0)
    ('1,235', '0.123', '40', '0')
    """
    if number == 0:
        return "0"
    if abs(number) == inf:
        return "∞" if number > 0 else "-∞"
    text = f"{number:,.0f}" if abs(number) >= 10 ** (digits - 1) else f"{number:.{digits}g}"
    return text if "e" not in text else f"{number:.{digits}g}"
