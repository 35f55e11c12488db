"""What the colours and marks of a chart mean: only those that occur in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from headway.core.states import State
from headway.faces.bars import Paint
from headway.faces.lanes import Bar
from headway.faces.palette import COLOURS, FAILED, OTHER, STOPPED
from headway.faces.svg import element, fit, rect, text, text_width, tooltip
from headway.faces.wording import shorten

Swatch = Callable[[float, float], str]  # draws itself at x, y, 14 × 12 pixels
LINE_PX = 20.0


def _plain(colour: str) -> Swatch:
    return lambda x, y: rect(x, y, 14, 12, fill=colour, rx=2)


def _dashed(colour: str) -> Swatch:
    return lambda x, y: rect(x, y, 14, 12, rx=2, fill=colour, fill_opacity=0.35, stroke=colour, stroke_dasharray="4 3")


def _pale(colour: str) -> Swatch:
    return lambda x, y: rect(x, y, 14, 12, rx=2, fill=colour, fill_opacity=0.35, stroke=colour)


def _outlined(x: float, y: float) -> str:
    return rect(x + 1, y + 1, 12, 10, fill="none", class_="line", stroke_width=2, rx=2)


def _hill(x: float, y: float) -> str:
    return element("path", d=f"M{x:.0f} {y + 12:.0f}v-4h3v-4h3v-4h3v6h5v6z", fill=OTHER)


def entries(bars: Sequence[Bar], paint: Paint, *, has_clusters: bool) -> list[tuple[Swatch, str]]:
    """The swatches with their words: functions first (with their calls), then states, then ways of drawing."""
    calls = Counter(paint.label(bar) for bar in bars)
    states = Counter(bar.entry.state for bar in bars)
    shown = {paint.label(bar) for bar in bars if bar.entry.state not in (State.FAILED, State.SKIPPED, State.CANCELLED)}
    found = [(_plain(hue), _named(label, calls[label])) for label, hue in paint.colours.items() if label in shown]
    if states[State.FAILED]:
        found.append((_plain(FAILED), f"✕ failed × {states[State.FAILED]:,}"))
    if states[State.CANCELLED] or states[State.SKIPPED]:
        found.append((_dashed(STOPPED), "⊘ cancelled while it ran"))
    if any(not bar.entry.state.is_final for bar in bars):
        found.append((_dashed(COLOURS[State.RUNNING]), "▸ still runs"))
    if any(bar.entry.waited_s >= bar.entry.seconds / 2 > 0 for bar in bars):
        found.append((_pale(OTHER), "mostly waits for tasks that it started"))
    if paint.critical:
        found.append((_outlined, "critical path"))
    if has_clusters:
        found.append((_hill, "short tasks as one: the higher, the busier"))
    return found


def _named(label: str, calls: int) -> str:
    return f"{shorten(label, 60)} × {calls:,}" if calls > 1 else label


def draw(found: Sequence[tuple[Swatch, str]], left: float, right: float, y: float) -> tuple[list[str], float]:
    """The legend in as many lines as it needs; gives what is drawn, and where it ends."""
    x, drawn = left, []
    for swatch, label in found:
        words = fit(label, 330, 12)
        width = 20 + text_width(words, 12) + 14
        if x > left and x + width > right:
            x, y = left, y + LINE_PX
        whole = tooltip(shorten(label, 300)) if words != label else ""
        drawn.append(element("g", whole, swatch(x, y), text(x + 20, y + 10, words, 12)))
        x += width
    return drawn, y + (LINE_PX if found else 0)
