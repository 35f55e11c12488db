"""The timeline of a run as a Gantt chart: a lane for each worker, the critical path above them, time below.

It stays a picture at any size: a few tasks are bars with names; of thousands the long, the failed and the critical
ones keep a bar, the rest is drawn together; more at once on one worker than rows fit become an area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from headway.core.states import State
from headway.core.timeline import Entry, Timeline, critical_path
from headway.faces import legend, summary
from headway.faces.bars import Paint, chosen_apart, draw_row, label_width
from headway.faces.crowd import draw_crowd, peak
from headway.faces.lanes import Lane, lanes
from headway.faces.palette import FAILED, MARKS, STOPPED, hues, ink, svg_css
from headway.faces.picture import Picture
from headway.faces.scale import TimeScale, ticks, time_scale
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.faces.wording import count, duration, first_line, shorten

WIDTH = 980.0
MARGIN = 18.0
MOST_LABELS = 8
CROWD_PX = 84.0
ROOM_FOR_ROWS_PX = 620.0
MOST_CLUSTERS = 1500


@dataclass
class Chart:
    """A chart in the making: what is drawn so far, and how far down it reaches (pixels)."""

    timeline: Timeline
    lanes: list[Lane]
    path: tuple[Entry, ...]
    scale: TimeScale
    paint: Paint
    gutter: float
    apart: frozenset[int]
    y: float = 0.0
    parts: list[str] = field(default_factory=list)

    def add(self, *parts: str) -> None:
        """Draw something."""
        self.parts.extend(parts)


def gantt(timeline: Timeline, *, titled: bool = True) -> Picture:
    """The timeline as a Gantt chart (SVG, at most 1 MB): workers down, time across, the critical path outlined.

    ``titled=False`` leaves the headline out, for a page that has it already.

    >>> fit = Entry(1, "fit", State.DONE, "thread", "thread-1", 0.0, 0.0, 2.0)
    >>> gantt(Timeline("example", (fit,)))
    <Picture: timeline: 1 task in 2 s>
    """
    chart = _chart(timeline)
    if titled:
        _heading(chart)
    else:
        chart.y = 6.0
    top = chart.y
    _critical_strip(chart)
    _all_lanes(chart)
    _never_ran(chart)
    grid = _axis(chart, top)
    _legend(chart)
    title = f"timeline: {summary.headline(timeline)}"
    return Picture(title, document(WIDTH, chart.y + 14, title, svg_css(), *grid, *chart.parts))


def _chart(timeline: Timeline) -> Chart:
    drawn, path = lanes(timeline), critical_path(timeline)
    bars = [bar for lane in drawn for bar in lane.bars]
    gutter = MARGIN + 14 + max(label_width(_row_labels(timeline, drawn, path), 12, 150), 52.0)
    scale = time_scale(((bar.start, bar.end) for bar in bars), gutter, WIDTH - MARGIN - 6)
    weights: dict[str, float] = defaultdict(float)
    for bar in bars:
        weights[bar.entry.name] += bar.end - bar.start
    heavy = sorted(weights, key=lambda name: (-weights[name], name))
    labels = summary.families({name: weights[name] for name in heavy}, MOST_LABELS)
    paint = Paint(
        labels,
        hues(dict.fromkeys(labels[name] for name in heavy)),
        frozenset(entry.id for entry in path) if 1 < len(path) < len(bars) else frozenset(),
        min((bar.start for bar in bars), default=0.0),
        max(60, min(1000, 150_000 // max(1, len(bars)))),
    )
    in_rows = [bar for lane in drawn for row in lane.rows for bar in row]
    apart = chosen_apart(in_rows, scale, (entry.id for entry in path))
    return Chart(timeline, drawn, path, scale, paint, gutter, apart)


def _row_labels(timeline: Timeline, drawn: list[Lane], path: tuple[Entry, ...]) -> list[str]:
    labels = [lane.label for lane in drawn] + [_at_once(lane) for lane in drawn if lane.crowd]
    labels += ["critical path"] * (len(path) > 1)
    return labels + [_never(entry.state) for entry in timeline.entries if entry.started_s is None]


def _at_once(lane: Lane) -> str:
    return f"≤ {peak(lane.crowd):,} at once"


def _never(state: State) -> str:
    return f"{MARKS[state]} {state}"


def _heading(chart: Chart) -> None:
    room = WIDTH - 2 * MARGIN
    chart.add(text(MARGIN, 31, fit(summary.headline(chart.timeline), room, 17), 17, font_weight="600"))
    idle, path_s = summary.idle_s(chart.timeline), sum(entry.own_seconds for entry in chart.path)
    words = [
        f"{'critical path' if len(chart.path) > 1 else 'longest task'} {duration(path_s)}" if path_s else "",
        count(chart.timeline.workers, "worker"),
        summary.state_counts(chart.timeline),
        f"pauses of {duration(idle)} in all left out" if idle else "",
        f"the oldest {count(chart.timeline.folded)} not drawn" if chart.timeline.folded else "",
    ]
    line = fit(" · ".join(word for word in words if word), room, 12.5)
    chart.add(text(MARGIN, 52, line, 12.5, class_="muted"))
    chart.y = 66.0
    if not chart.path:
        chart.add(
            text(WIDTH / 2, chart.y + 34, "No task has run to an end yet.", 13, text_anchor="middle", class_="muted")
        )
        chart.y += 44 if not chart.lanes else 4


def _critical_strip(chart: Chart) -> None:
    """The critical path in a lane of its own: what makes the run as long as it is, left to right."""
    if len(chart.path) < 2:
        return
    y, height = chart.y + 4, 22.0
    chart.add(_lane_label(chart, y, height, "critical path"))
    stretches: list[list[Entry]] = []
    for entry in chart.path:
        if stretches and chart.paint.labels.get(entry.name) == chart.paint.labels.get(stretches[-1][-1].name):
            stretches[-1].append(entry)
        else:
            stretches.append([entry])
    for stretch in stretches[:400]:
        chart.add(_stretch(chart, stretch, y, height))
    chart.y += height + 12


def _stretch(chart: Chart, stretch: list[Entry], y: float, height: float) -> str:
    left = chart.scale.x(stretch[0].started_s or 0.0)
    width = max(1.5, chart.scale.x(stretch[-1].ended_s or 0.0) - left)
    colour = chart.paint.colours[chart.paint.labels[stretch[0].name]]
    seconds = sum(entry.own_seconds for entry in stretch)
    name = stretch[0].name if len(stretch) == 1 else f"{chart.paint.labels[stretch[0].name]} × {len(stretch):,}"
    words = f"{shorten(name, 60)} {duration(seconds)}"
    if text_width(words, 12) > width - 10:
        words = fit(shorten(name, 60), width - 10, 12)
    return element(
        "g",
        tooltip(shorten(name, chart.paint.letters), f"{duration(seconds)} of the critical path"),
        rect(left, y, width, height, fill=colour, rx=2, class_="line", stroke_width=1.6),
        text(left + 5, y + height / 2 + 4.2, words, 12, class_=None, fill=ink(colour)) if words else "",
    )


def _lane_label(chart: Chart, y: float, height: float, label: str, size: float = 12) -> str:
    words = fit(label, chart.gutter - MARGIN - 12, size)
    whole = tooltip(shorten(label, 300)) if words != label else ""
    style = {"class_": "muted", "text_anchor": "end"}
    return element("g", whole, text(chart.gutter - 10, y + height / 2 + size * 0.36, words, size, **style))


def _all_lanes(chart: Chart) -> None:
    rows = sum(len(lane.rows) for lane in chart.lanes)
    height = max(3.4, min(28.0, ROOM_FOR_ROWS_PX / max(1, rows)))
    plot = chart.scale.pieces[-1].right - chart.gutter
    window = max(10.0, rows * plot / MOST_CLUSTERS)
    labelled_until = 0.0
    for number, lane in enumerate(chart.lanes):
        tall = CROWD_PX if lane.crowd else height * len(lane.rows) + (4 if height > 12 else 0)
        if number % 2 == 0 and len(chart.lanes) > 1 and height > 12:
            chart.add(rect(MARGIN - 8, chart.y, WIDTH - 2 * MARGIN + 16, tall, class_="band", rx=3))
        if chart.y >= labelled_until:
            size = min(12.0, max(9.0, height - 3))
            chart.add(_lane_label(chart, chart.y, tall - (14 if lane.crowd else 0), lane.label, size))
            labelled_until = chart.y + 11.5
        _one_lane(chart, lane, tall, height, window)
        chart.y += tall


def _one_lane(chart: Chart, lane: Lane, tall: float, height: float, window: float) -> None:
    if lane.crowd:
        chart.add(
            text(chart.gutter - 10, chart.y + tall / 2 + 10, _at_once(lane), 10.5, class_="muted", text_anchor="end")
        )
        chart.add(*draw_crowd(lane.crowd, chart.y + 3, tall - 4, chart.scale, chart.paint))
        return
    margin = 2.0 if height > 12 else height * 0.12
    for at, row in enumerate(lane.rows):
        y = chart.y + (2 if height > 12 else 0) + at * height
        chart.add(*draw_row(row, y + margin, height - 2 * margin, chart.scale, chart.paint, chart.apart, window))


def _never_ran(chart: Chart) -> None:
    """A row for each way in which tasks came to an end without having run, with their numbers where that was."""
    ended = [entry for entry in chart.timeline.entries if entry.started_s is None]
    for state in (State.FAILED, State.SKIPPED, State.CANCELLED):
        entries = [entry for entry in ended if entry.state is state]
        if entries:
            chart.add(_lane_label(chart, chart.y + 4, 22, _never(state)))
            chart.add(*_marks(chart, state, entries))
            chart.y += 26


def _marks(chart: Chart, state: State, entries: list[Entry]) -> Iterable[str]:
    cells: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        cells[int((chart.scale.x(entry.ended_s or 0.0) - chart.gutter) / 56)].append(entry)
    colour = FAILED if state is State.FAILED else STOPPED
    for cell, inside in sorted(cells.items()):
        left = min(chart.scale.x(entry.ended_s or 0.0) for entry in inside)
        words = f"{MARKS[state]} {len(inside):,}" if len(inside) > 1 else MARKS[state]
        width = min(52.0, 14 + text_width(words, 11.5))
        left = max(chart.gutter + cell * 56, min(left - 4, chart.gutter + cell * 56 + 54 - width))
        left = min(left, WIDTH - MARGIN - width)
        shown = inside[:40] if state is State.FAILED else inside[:8]
        names = [_with_error(entry, chart.paint.letters) for entry in shown]
        more = f"and {len(inside) - len(shown):,} more" if len(inside) > len(shown) else ""
        yield element(
            "g",
            tooltip(f"{state}, never ran:", *names, more),
            rect(left, chart.y + 5, width, 20, rx=10, fill=colour, fill_opacity=1 if state is State.FAILED else 0.25),
            text(
                left + width / 2,
                chart.y + 19,
                words,
                11.5,
                text_anchor="middle",
                class_=None if state is State.FAILED else "fg",
                fill="#ffffff" if state is State.FAILED else None,
            ),
        )


def _with_error(entry: Entry, letters: int) -> str:
    error = first_line(entry.error, min(120, letters))
    return shorten(entry.name, min(letters, 200)) + (f": {error}" if error else "")


def _axis(chart: Chart, top: float) -> list[str]:
    """The ticks and the folded pauses; gives the grid lines, which lie below everything else."""
    grid: list[str] = []
    chart.y += 6
    if chart.lanes:
        for x, label in ticks(chart.scale, chart.paint.origin):
            grid.append(element("line", x1=x, y1=top, x2=x, y2=chart.y, class_="grid", stroke_width=1))
            chart.add(text(x, chart.y + 14, label, 11, class_="muted", text_anchor="middle"))
        chart.add(
            *(
                _fold(chart, before.right, after.left, after.start - before.end, top)
                for before, after in chart.scale.folds
            )
        )
        chart.y += 20
    return grid


def _fold(chart: Chart, left: float, right: float, seconds: float, top: float) -> str:
    middle = (left + right) / 2
    line = f"M{middle:.0f} {top:.0f}V{chart.y:.0f}"
    return element(
        "g",
        tooltip(f"nothing ran for {duration(seconds)}"),
        rect(left + 2, top, right - left - 4, chart.y - top, class_="bg"),
        element("path", d=line, class_="grid", stroke_dasharray="2 5", stroke_width=2),
        text(middle, chart.y + 14, duration(seconds), 10, class_="muted", text_anchor="middle", font_style="italic"),
    )


def _legend(chart: Chart) -> None:
    bars = [bar for lane in chart.lanes for bar in lane.bars]
    has_clusters = len(chart.apart) < sum(not lane.crowd for lane in chart.lanes for _ in lane.bars)
    found = legend.entries(bars, chart.paint, has_clusters=has_clusters)
    drawn, chart.y = legend.draw(found, MARGIN, WIDTH - MARGIN, chart.y + 12)
    chart.add(*drawn)
