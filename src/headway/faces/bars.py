"""The bars of a Gantt chart: one for each task where there is room, else one for many, with their number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from headway.core.states import State
from headway.faces.lanes import Bar
from headway.faces.palette import COLOURS, FAILED, MARKS, OTHER, ink
from headway.faces.scale import TimeScale
from headway.faces.svg import element, fit, rect, text, text_width, tooltip
from headway.faces.wording import count, duration, first_line, shorten

ALL_APART = 400  # up to so many tasks each has a bar of its own, however thin
MOST_APART = 800
SLOWEST_APART = 300
MOST_FAILED_APART = 400
THIN_PX = 3.0


@dataclass(frozen=True)
class Paint:
    """How tasks look: a label and colour for each name, the ids on the critical path, where time begins.

    ``letters`` is how much of a name or an error a tool tip may hold.
    """

    labels: dict[str, str]
    colours: dict[str, str]
    critical: frozenset[int]
    origin: float
    letters: int = 500

    def label(self, bar: Bar) -> str:
        """What the legend calls the task."""
        return self.labels.get(bar.entry.name, bar.entry.name)

    def colour(self, bar: Bar) -> str:
        """The bar's fill: the function's hue, unless its state has one."""
        if bar.entry.state in (State.FAILED, State.SKIPPED, State.CANCELLED):
            return COLOURS[bar.entry.state]
        return self.colours.get(self.label(bar), OTHER)


@dataclass
class Cluster:
    """Neighbouring short tasks of one row, drawn as one: from ``left`` to ``right`` pixels."""

    left: float
    right: float
    busy_px: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    number: Counter[str] = field(default_factory=Counter)
    failed: int = 0

    def add(self, bar: Bar, left: float, right: float, paint: Paint) -> None:
        """Take one more task in."""
        self.right = max(self.right, right)
        self.busy_px[paint.colour(bar)] += right - left
        self.number[paint.label(bar)] += 1
        self.failed += bar.entry.state is State.FAILED


def chosen_apart(bars: Sequence[Bar], scale: TimeScale, critical: Iterable[int]) -> frozenset[int]:
    """The ids of the tasks that get a bar of their own: failed, wide, slowest and (some) critical ones."""
    if len(bars) <= ALL_APART:
        return frozenset(bar.entry.id for bar in bars)
    width = {bar.entry.id: scale.x(bar.end) - scale.x(bar.start) for bar in bars}
    wide = sorted((id_ for id_ in width if width[id_] >= THIN_PX), key=lambda id_: -width[id_])
    if len(wide) > MOST_APART:
        wide = wide[:SLOWEST_APART]
    failed = [bar.entry.id for bar in bars if bar.entry.state is State.FAILED]
    return frozenset((*wide, *failed[:MOST_FAILED_APART], *list(critical)[:SLOWEST_APART]))


def draw_row(
    row: Sequence[Bar], y: float, height: float, scale: TimeScale, paint: Paint, apart: frozenset[int], window_px: float
) -> list[str]:
    """One row: clusters below, then the tasks on their own, failed ones on top."""
    drawn = [_cluster(c, y, height) for c in _clusters(row, scale, paint, apart, window_px)]
    alone = [bar for bar in row if bar.entry.id in apart]
    following = [*(scale.x(bar.start) for bar in alone[1:]), scale.pieces[-1].right]
    tidy = len(alone) == len(row)
    pins = []
    for bar, limit in zip(alone, following, strict=False):
        free_until = min(limit, scale.piece_at(bar.end).right) if tidy else 0.0
        drawn.append(_bar(bar, y, height, scale, paint, free_until))
        if bar.entry.state is State.FAILED:
            pins.append(_pin(bar, y, height, scale, paint))
    return drawn + pins


def _clusters(
    row: Sequence[Bar], scale: TimeScale, paint: Paint, apart: frozenset[int], window_px: float
) -> list[Cluster]:
    made: list[Cluster] = []
    interrupted = True
    for bar in row:
        if bar.entry.id in apart:
            interrupted = True
            continue
        left, right = scale.x(bar.start), scale.x(bar.end)
        if interrupted or left - made[-1].right > 2 * THIN_PX or right - made[-1].left > window_px:
            made.append(Cluster(left, left))
            interrupted = False
        made[-1].add(bar, left, right, paint)
    return made


def _cluster(cluster: Cluster, y: float, height: float) -> str:
    # As high as it was busy, at least a quarter; one on another by share of time.
    width = max(1.0, cluster.right - cluster.left)
    busy = sum(cluster.busy_px.values())
    full = height * min(1.0, max(0.25, busy / width))
    bottom, parts = y + height, []
    for colour, share in sorted(cluster.busy_px.items(), key=lambda item: -item[1])[:4]:
        tall = full * (share / busy if busy else 1 / len(cluster.busy_px))
        bottom -= tall
        parts.append(rect(cluster.left, bottom, width, max(0.4, tall), fill=colour))
    if cluster.failed:
        parts.append(rect(cluster.left, y, width, max(2.0, height / 4), fill=FAILED))
    lines = [f"{label} × {number:,}" for label, number in cluster.number.most_common(6)]
    failed = f"✕ {cluster.failed:,} failed" if cluster.failed else ""
    return element("g", tooltip(*lines, failed), *parts, fill_opacity=0.8)


def _bar(bar: Bar, y: float, height: float, scale: TimeScale, paint: Paint, free_until: float) -> str:
    left, width = scale.x(bar.start), max(1.2, scale.x(bar.end) - scale.x(bar.start))
    state, colour = bar.entry.state, paint.colour(bar)
    solid = state in (State.DONE, State.FAILED) and bar.entry.waited_s < bar.entry.seconds / 2
    shape = rect(
        left,
        y,
        width,
        height,
        rx=min(3.0, width / 3),
        fill=colour,
        fill_opacity=None if solid else 0.35,
        stroke=None if solid else colour,
        stroke_dasharray=None if state is State.DONE or solid else "4 3",
    )
    outline = ""
    if bar.entry.id in paint.critical:
        outline = rect(left, y, width, height, rx=min(3.0, width / 3), fill="none", class_="line", stroke_width=2)
    words = _words(bar, left, width, y, height, free_until, ink(colour) if solid else None)
    return element("g", tip(bar, paint), shape, outline, words)


def _words(bar: Bar, left: float, width: float, y: float, height: float, free_until: float, fill: str | None) -> str:
    """The task's name: in its bar, else beside it where nothing else is, else nowhere."""
    size = min(12.0, height - 5)
    if size < 8:
        return ""
    mark = "" if bar.entry.state is State.DONE else f"{MARKS[bar.entry.state]} "
    name, base = mark + shorten(bar.entry.name, 200), y + height / 2 + size * 0.36
    inside = fit(name, width - 10, size)
    if len(inside) >= min(len(name), 5):
        style = {"fill": fill, "class_": None} if fill else {}
        return text(left + 5, base, inside, size, **style)
    beside = fit(name, free_until - left - width - 12, size)
    if len(beside) >= min(len(name), 8):
        return text(left + width + (9 if bar.entry.state is State.FAILED else 5), base, beside, size)
    return ""


def _pin(bar: Bar, y: float, height: float, scale: TimeScale, paint: Paint) -> str:
    """A failed task too short for its name gets a red pin, so that no failure is overlooked."""
    left, right = scale.x(bar.start), scale.x(bar.end)
    if right - left >= 34 and height >= 13:
        return ""
    x, radius = (left + right) / 2, min(7.0, max(3.5, height / 2 + 0.5))
    parts = [element("circle", cx=x, cy=y + height / 2, r=radius, fill=FAILED, class_="grid")]
    if radius >= 5:
        parts.append(_cross(x, y + height / 2, radius * 0.42))
    return element("g", tip(bar, paint), *parts)


def _cross(x: float, y: float, arm: float) -> str:
    path = f"M{x - arm:.1f} {y - arm:.1f}l{2 * arm:.1f} {2 * arm:.1f}m0 {-2 * arm:.1f}l{-2 * arm:.1f} {2 * arm:.1f}"
    return element("path", d=path, stroke="#fff", stroke_width=1.6, fill="none")


def tip(bar: Bar, paint: Paint) -> str:
    """The tool tip of a task: all that is known of it."""
    entry = bar.entry
    took = f"{entry.state} · {duration(bar.end - bar.start)}"
    span = f"{duration(bar.start - paint.origin)} → {duration(bar.end - paint.origin)}"
    waited = f"of which {duration(entry.waited_s)} waiting for tasks that it started" if entry.waited_s else ""
    return tooltip(
        shorten(entry.name, paint.letters),
        f"{took} ({span})",
        f"on {shorten(entry.worker, 80)}" if entry.worker else "",
        waited,
        count(entry.attempts, "attempt") if entry.attempts > 1 else "",
        "on the critical path" if entry.id in paint.critical else "",
        first_line(entry.error, min(200, paint.letters)),
    )


def label_width(labels: Iterable[str], size: float, most: float) -> float:
    """The width that the labels need, at most ``most`` pixels."""
    return min(most, max((text_width(label, size) for label in labels), default=0.0))
