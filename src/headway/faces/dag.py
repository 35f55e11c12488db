"""The task graph as a picture: a box for each task (or function, when there are many), prerequisites as arrows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import log10

from headway.core.states import State
from headway.core.timeline import Timeline
from headway.faces.flowchart import flowchart
from headway.faces.grouping import Edge, Graph, Node, grouped
from headway.faces.layout import Layout, arrange
from headway.faces.palette import COLOURS, FAILED, MARKS, STOPPED, ink, svg_css
from headway.faces.picture import Picture
from headway.faces.summary import headline
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.faces.wording import count, duration, first_line, shorten

MARGIN = 22.0
TITLED_TOP, BARE_TOP = 74.0, 26.0
BOX = (190.0, 46.0)
GAP_ALONG = (56.0, 38.0)  # between layers that go right, and that go down
GAP_ACROSS, POINT = 18.0, 14.0
WIDE = 1270.0  # wider drawings are turned: layers go down instead
LEAST_WIDTH = 640.0

Swatch = Callable[[float, float], list[str]]  # draws what stands before a word of the legend, at x, y


@dataclass(frozen=True)
class Sheet:
    """Turns layers and places into pixels: layers go right, or, when ``is_down``, down."""

    layout: Layout
    is_down: bool
    top: float

    @property
    def pitch(self) -> float:
        """Pixels from one layer to the next."""
        return BOX[self.is_down] + GAP_ALONG[self.is_down]

    def at(self, layer: float, place: float) -> tuple[float, float]:
        """The point at a layer's middle."""
        along = layer * self.pitch + BOX[self.is_down] / 2
        left = (self.size[0] - self._inner[0]) / 2
        return (place + left, along + self.top) if self.is_down else (along + MARGIN, place + self.top)

    @property
    def _inner(self) -> tuple[float, float]:
        along, across = self.layout.layers * self.pitch - GAP_ALONG[self.is_down], self.layout.breadth
        return (across, along) if self.is_down else (along, across)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height up to the last box."""
        wide, high = self._inner
        return max(LEAST_WIDTH, wide + 2 * MARGIN), max(0.0, high) + self.top


def graph(timeline: Timeline, *, titled: bool = True) -> Picture:
    """The task graph (SVG, at most 1 MB), with its critical path bold; ``.mermaid`` is the same as Mermaid text.

    More than 60 tasks are drawn as their functions: ``fit × 400``, with the number of failed ones in red.
    ``titled=False`` leaves the headline out, for a page that has it already.

    >>> from headway.core.timeline import Entry
    >>> fit = Entry(1, "fit", State.DONE, "thread", "thread-1", 0.0, 0.0, 2.0)
    >>> graph(Timeline("example", (fit,)))
    <Picture: graph: 1 task in 2 s>
    """
    drawn = grouped(timeline)
    sheet = _sheet(drawn, TITLED_TOP if titled else BARE_TOP)
    width, height = sheet.size
    edges = [_edge(drawn, edge, number, sheet) for number, edge in enumerate(drawn.edges)]
    boxes = [
        _box(node, *sheet.at(sheet.layout.layer[at], sheet.layout.place[at])) for at, node in enumerate(drawn.nodes)
    ]
    heading = _heading(timeline, drawn, width) if titled else []
    legend, bottom = _legend(drawn, width, height + 30)
    title = f"graph: {headline(timeline)}"
    svg = document(width, bottom + 20, title, svg_css(), *heading, *edges, *boxes, *legend)
    return Picture(title, svg, flowchart(drawn))


def _sheet(drawn: Graph, top: float) -> Sheet:
    pairs = [(edge.source, edge.target) for edge in drawn.edges]
    right = Sheet(arrange(len(drawn.nodes), pairs, BOX[1] + GAP_ACROSS, POINT), False, top)
    if right.size[0] <= WIDE:
        return right
    down = Sheet(arrange(len(drawn.nodes), pairs, BOX[0] + GAP_ACROSS, POINT), True, top)
    return min(right, down, key=lambda sheet: sheet.size[0])


def _heading(timeline: Timeline, drawn: Graph, width: float) -> list[str]:
    room = width - 2 * MARGIN
    prerequisites = sum(len(entry.prerequisites) for entry in (*timeline.entries, *timeline.unfinished))
    as_groups = f" as {count(len(drawn.nodes), 'group')} of one function" if drawn.tasks > len(drawn.nodes) else ""
    words = [
        count(drawn.tasks) + as_groups,
        count(prerequisites, "prerequisite"),
        f"{drawn.left_out:,} of the arrows not drawn" if drawn.left_out else "",
        f"the oldest {count(timeline.folded)} not drawn" if timeline.folded else "",
    ]
    line = " · ".join(word for word in words if word)
    return [
        text(MARGIN, 31, fit(headline(timeline), room, 17), 17, font_weight="600"),
        text(MARGIN, 52, fit(line, room, 12.5), 12.5, class_="muted"),
    ]


def _box(node: Node, x: float, y: float) -> str:
    wide, high = BOX
    left, top = x - wide / 2, y - high / 2
    colour, many = COLOURS[node.state], len(node.tasks)
    name = f" × {many:,}" if many > 1 else ""
    room = wide - 36 - text_width(name, 14)
    return element(
        "g",
        _tip(node),
        rect(left, top, wide, high, class_="band", rx=7),
        element("path", d=_left_end(left, top, high), fill=colour),
        rect(left, top, wide, high, fill="none", rx=7, **_frame(node)),
        text(left + 10.5, y + 4.5, MARKS[node.state], 12, class_=None, fill=ink(colour), text_anchor="middle"),
        text(left + 28, y - 3, fit(shorten(node.name, 200), room, 14) + name, 13, font_weight="600"),
        text(left + 28, y + 14, fit(_second_line(node), wide - 36, 11.5), 11.5, class_="muted"),
        *_badges(node, left + wide - 4, top),
    )


def _frame(node: Node) -> dict[str, str | float | None]:
    if node.is_critical:
        return {"class_": "line", "stroke_width": 2.6}
    return {"stroke": COLOURS[node.state], "stroke_width": 1.4}


def _left_end(left: float, top: float, high: float) -> str:
    return f"M{left + 7:.1f} {top:.1f}h14v{high:.0f}h-14a7 7 0 0 1-7-7v-{high - 14:.0f}a7 7 0 0 1 7-7z"


def _second_line(node: Node) -> str:
    """What there is to say of a box: its time, or why it has none."""
    states, many = node.states, len(node.tasks)
    ended = sum(number for state, number in states.items() if state.is_final)
    if many == 1:
        return duration(node.seconds) if node.tasks[0].started_s is not None and ended else str(node.state)
    if ended < many:
        return f"{ended:,} of {many:,} over"
    if not node.seconds:
        return str(node.state) if len(states) == 1 else ""
    return f"{duration(node.seconds)}, longest {duration(node.longest_s)}"


def _badges(node: Node, right: float, top: float) -> list[str]:
    """How many of a group failed, or never came to run: on the upper edge, from the right."""
    if len(node.tasks) == 1:
        return []
    drawn = []
    for state, colour in ((State.FAILED, FAILED), (State.SKIPPED, STOPPED), (State.CANCELLED, STOPPED)):
        number = node.states[state]
        if number:
            words = f"{MARKS[state]} {number:,}" + (" failed" if state is State.FAILED else "")
            width = text_width(words, 10.5) + 10
            right -= width + 2
            drawn.append(rect(right, top - 10, width, 16, rx=8, fill=colour))
            middle = right + width / 2
            drawn.append(text(middle, top + 1.8, words, 10.5, class_=None, fill=ink(colour), text_anchor="middle"))
    return drawn


def _tip(node: Node) -> str:
    states = ", ".join(f"{number:,} {state}" for state, number in node.states.most_common())
    failed = [task for task in node.tasks if task.state is State.FAILED]
    errors = [f"✕ {shorten(task.name, 200)}: {first_line(task.error, 160)}" for task in failed[:12]]
    return tooltip(
        shorten(node.name, 1000) + (f" × {len(node.tasks):,}" if len(node.tasks) > 1 else ""),
        f"{states} · {duration(node.seconds)}",
        "on the critical path" if node.is_critical else "",
        f"{count(node.self_edges, 'arrow')} between these tasks" if node.self_edges else "",
        *errors,
        f"and {len(failed) - 12:,} more failed" if len(failed) > 12 else "",
    )


def _edge(drawn: Graph, edge: Edge, number: int, sheet: Sheet) -> str:
    back = sheet.layout.is_backward[number]
    way = sheet.layout.ways[number][::-1] if back else sheet.layout.ways[number]
    points = [sheet.at(layer, place) for layer, place in way]
    half = BOX[sheet.is_down] / 2
    # Straight past the boxes of the layers between, curved only in the gaps.
    past = [_moved(point, side, sheet) for point in points for side in (-half, half)]
    inner = past[1:-1]
    verb = "started" if edge.is_nested else "→"
    words = f"{shorten(drawn.nodes[edge.source].name, 100)} {verb} {shorten(drawn.nodes[edge.target].name, 100)}"
    width = 2.6 if edge.is_critical else 1.2 + 0.5 * log10(edge.count)
    return element(
        "g",
        tooltip(words + (f" × {edge.count:,}" if edge.count > 1 else "")),
        element(
            "path",
            d=_curve(inner, sheet.is_down),
            fill="none",
            class_="line" if edge.is_critical else "edge",
            stroke_width=width,
            stroke_dasharray="5 4" if edge.is_nested else None,
        ),
        element(
            "path",
            d=_head(inner[0] if back else inner[-1], sheet.is_down, back),
            class_="fg" if edge.is_critical else "tip",
        ),
    )


def _moved(point: tuple[float, float], along: float, sheet: Sheet) -> tuple[float, float]:
    return (point[0], point[1] + along) if sheet.is_down else (point[0] + along, point[1])


def _curve(points: list[tuple[float, float]], is_down: bool) -> str:
    """A smooth line that leaves and enters along the layers."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        if is_down:
            path += f"C{x1:.1f} {(y1 + y2) / 2:.1f} {x2:.1f} {(y1 + y2) / 2:.1f} {x2:.1f} {y2:.1f}"
        else:
            path += f"C{(x1 + x2) / 2:.1f} {y1:.1f} {(x1 + x2) / 2:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return path


def _head(point: tuple[float, float], is_down: bool, back: bool) -> str:
    x, y = point
    size = -7 if back else 7
    if is_down:
        return f"M{x:.1f} {y:.1f}l-4.5 {-size}h9z"
    return f"M{x:.1f} {y:.1f}l{-size} -4.5v9z"


def _legend(drawn: Graph, width: float, y: float) -> tuple[list[str], float]:
    """What marks and lines mean, in as many lines as that needs; gives what is drawn, and where it ends."""
    x, parts = MARGIN, []
    for words, swatch in _meanings(drawn):
        wide = 28 + text_width(words, 12) + 14
        if x > MARGIN and x + wide > width - MARGIN:
            x, y = MARGIN, y + 22
        parts += [*swatch(x, y), text(x + 28, y + 1, words, 12)]
        x += wide
    return parts, y


def _meanings(drawn: Graph) -> list[tuple[str, Swatch]]:
    states = {state for node in drawn.nodes for state in node.states}
    found: list[tuple[str, Swatch]] = [(str(state), partial(_state, state)) for state in State if state in states]
    if any(node.is_critical for node in drawn.nodes):
        found.append(("critical path", partial(_line, "line", None)))
    if any(edge.is_nested for edge in drawn.edges):
        found.append(("task that it started", partial(_line, "edge", "5 4")))
    return found


def _state(state: State, x: float, y: float) -> list[str]:
    colour = COLOURS[state]
    mark = text(x + 11, y + 1, MARKS[state], 11, class_=None, fill=ink(colour), text_anchor="middle")
    return [rect(x, y - 10, 22, 14, rx=3, fill=colour), mark]


def _line(role: str, dashes: str | None, x: float, y: float) -> list[str]:
    path = f"M{x:.0f} {y - 3:.0f}h22"
    return [element("path", d=path, class_=role, stroke_width=2.4, stroke_dasharray=dashes)]
