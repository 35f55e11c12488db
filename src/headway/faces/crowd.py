"""Many tasks at once on one worker (an event loop with 2,000 requests), drawn as an area: how many ran, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from headway.core.states import State
from headway.faces.bars import MOST_FAILED_APART, Paint, tip
from headway.faces.lanes import Bar
from headway.faces.palette import FAILED, OTHER
from headway.faces.scale import TimeScale
from headway.faces.svg import element, rect, tooltip
from headway.faces.wording import duration

BIN_PX = 4.0
BINS_PER_TIP = 6


def peak(bars: Sequence[Bar]) -> int:
    """The most tasks that ran at once."""
    ends = sorted(bar.end for bar in bars)
    most = ended = 0
    for started, bar in enumerate(sorted(bars, key=lambda bar: bar.start), 1):
        while ends[ended] < bar.start:
            ended += 1
        most = max(most, started - ended)
    return most


def draw_crowd(bars: Sequence[Bar], y: float, height: float, scale: TimeScale, paint: Paint) -> list[str]:
    """An area for each function, stacked, with the failed tasks as red ticks above and tool tips by stretch of time."""
    left, right = scale.pieces[0].left, scale.pieces[-1].right
    bins = max(1, int((right - left) / BIN_PX))
    running = {label: [0.0] * bins for label in paint.colours}
    for bar in bars:
        _spread(running.setdefault(paint.label(bar), [0.0] * bins), scale.x(bar.start) - left, scale.x(bar.end) - left)
    highest = max(map(sum, zip(*running.values(), strict=True)), default=0.0) or 1.0
    floor = [0.0] * bins
    drawn = []
    for label, level in running.items():
        top = [a + b for a, b in zip(floor, level, strict=True)]
        if any(level):
            path = _area(floor, top, left, y + height, (height - 8) / highest)
            drawn.append(element("path", d=path, fill=paint.colours.get(label, OTHER), fill_opacity=0.85))
        floor = top
    return drawn + list(_tips(running, left, y, height, scale, paint)) + _failed(bars, y, scale, paint)


def _spread(level: list[float], start: float, end: float) -> None:
    """Add one task: to each bin the share of it in which the task ran."""
    end = max(end, start + 0.5)
    for at in range(int(start / BIN_PX), min(len(level), int(end / BIN_PX) + 1)):
        level[at] += (min(end, (at + 1) * BIN_PX) - max(start, at * BIN_PX)) / BIN_PX


def _area(floor: list[float], top: list[float], left: float, bottom: float, unit: float) -> str:
    def steps(levels: list[float], order: Sequence[int], near: int) -> Iterator[str]:
        for at in order:
            x = left + (at + near) * BIN_PX
            yield f"{x:.0f} {bottom - levels[at] * unit:.1f}"
            yield f"{x + BIN_PX * (1 - 2 * near):.0f} {bottom - levels[at] * unit:.1f}"

    forth, back = range(len(top)), range(len(top) - 1, -1, -1)
    return f"M{'L'.join(steps(top, forth, 0))}L{'L'.join(steps(floor, back, 1))}Z"


def _tips(
    running: dict[str, list[float]], left: float, y: float, height: float, scale: TimeScale, paint: Paint
) -> Iterator[str]:
    bins = len(next(iter(running.values()), []))
    for at in range(0, bins, BINS_PER_TIP):
        mean: dict[str, float] = defaultdict(float)
        for label, level in running.items():
            mean[label] = sum(level[at : at + BINS_PER_TIP]) / BINS_PER_TIP
        most = sorted(((n, label) for label, n in mean.items() if n >= 0.05), reverse=True)[:6]
        if most:
            x = left + at * BIN_PX
            moment = scale.seconds(x + BINS_PER_TIP * BIN_PX / 2) - paint.origin
            lines = [f"about {n:.0f} × {label}" if n >= 1 else label for n, label in most]
            head = f"running at {duration(moment)}:"
            yield rect(x, y, BINS_PER_TIP * BIN_PX, height, tooltip(head, *lines), fill="#000", fill_opacity=0)


def _failed(bars: Sequence[Bar], y: float, scale: TimeScale, paint: Paint) -> list[str]:
    failed = [bar for bar in bars if bar.entry.state is State.FAILED]
    ticks = [rect(scale.x(bar.end) - 1, y, 2.5, 8, tip(bar, paint), fill=FAILED) for bar in failed[:MOST_FAILED_APART]]
    for at in range(MOST_FAILED_APART, len(failed), MOST_FAILED_APART):
        more = failed[at : at + MOST_FAILED_APART]
        ends = [scale.x(bar.end) for bar in more]
        words = tooltip(f"✕ {len(more):,} more failed")
        ticks.append(rect(min(ends), y, max(2.5, max(ends) - min(ends)), 4, words, fill=FAILED))
    return ticks
