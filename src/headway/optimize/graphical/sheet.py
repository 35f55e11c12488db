"""The paper that is drawn on: the only file that knows matplotlib. No window, and nothing of pyplot's.

Lengths on the paper are in points (1/72 inch); what is drawn is given in the plane's own numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np

from headway.errors import MissingExtra
from headway.optimize.graphical.fonts import drawable, families
from headway.optimize.graphical.labels import Box, Point
from headway.optimize.graphical.ticks import marked
from headway.optimize.graphical.window import Window
from headway.optimize.model import Floats

WIDTH, HEIGHT = 400.0, 300.0  # of the whole, and of what is between the axes
RIGHT, BELOW, LINE = 14.0, 40.0, 15.5
SMALL, NORMAL, LARGE = 9.0, 10.0, 12.0
RIM = 5.0  # of paper around words: so wide that nothing shows between two letters
INK, QUIET, PAPER = "#1f2328", "#57606a", "#ffffff"
_ID = re.compile(r"(?<=[\"#])([a-z])([0-9a-f]{10})(?=[\")])")


@dataclass(frozen=True)
class Key:
    """A line of the legend: a sample (a line, a patch, a mark, or nothing) and what it means."""

    text: str
    colour: str = INK
    line: str = ""
    marker: str = ""
    patch: float = 0.0
    hatch: str = ""
    is_hollow: bool = False
    is_bold: bool = False


class Sheet:
    """A picture with two axes, a title above and a legend below.

    Args:
        window: What of the plane it shows.
        axes: What the axes are called.
        title: Its lines; the first is the largest.
        keys: The legend.
    """

    def __init__(self, window: Window, axes: tuple[str, str], title: Sequence[str], keys: Sequence[Key]) -> None:
        try:
            from matplotlib.backends.backend_agg import FigureCanvasAgg
            from matplotlib.figure import Figure
        except ImportError:
            raise MissingExtra("headway.optimize.plot", "optimize", "matplotlib") from None
        above = 10 + LINE * len(title)
        height = above + HEIGHT + BELOW + LINE * len(keys) + 8
        self._figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=PAPER)
        canvas: Any = FigureCanvasAgg(self._figure)
        self._renderer = canvas.get_renderer()
        self.placed: list[tuple[str, Box]] = []  # the words among the lines, and where they are
        self._axes: Any = self._figure.add_axes((0.1, 0.1, 0.8, 0.8), facecolor=PAPER)
        self._axes.set(xlim=(window.left, window.right), ylim=(window.bottom, window.top), autoscale_on=False)
        self._dress(window, axes)
        left = self._left()
        bottom = LINE * len(keys) + 8 + BELOW
        self._axes.set_position((left / WIDTH, bottom / height, (WIDTH - left - RIGHT) / WIDTH, HEIGHT / height))
        self.frame: Box = (left + 2, bottom + 2, WIDTH - RIGHT - 2, bottom + HEIGHT - 2)
        for at, text in enumerate(title):
            self._write_title(text, height - 6 - LINE * (at + 0.5), is_first=at == 0)
        for at, key in enumerate(keys):
            self._write_key(key, LINE * (len(keys) - at - 0.5) + 4)

    def _dress(self, window: Window, names: tuple[str, str]) -> None:
        axes = self._axes
        marks = marked(
            window.left, window.right, lambda texts: sum(self.size_of(text)[0] + 9 for text in texts) < WIDTH * 0.8
        )
        axes.set_xticks([at for at, _ in marks], [text for _, text in marks])
        marks = marked(window.bottom, window.top, lambda texts: len(texts) < 8)
        axes.set_yticks([at for at, _ in marks], [text for _, text in marks])
        for axis, name in ((axes.xaxis, names[0]), (axes.yaxis, names[1])):
            axis.set_label_text(drawable(name), fontsize=NORMAL, color=INK, family=families(name), parse_math=False)
        axes.tick_params(colors=QUIET, labelcolor=INK, labelsize=SMALL, length=3, width=0.8)
        for side, spine in axes.spines.items():
            spine.set(visible=side in ("left", "bottom"), color=QUIET, linewidth=0.8)

    def _left(self) -> float:
        """Room for the numbers and the name of the vertical axis."""
        box = self._axes.yaxis.get_tightbbox(self._renderer)
        start = self._axes.get_window_extent(self._renderer).x0
        return float(np.clip(start - box.x0 + 8, 44, 120))

    def _write_title(self, text: str, y: float, *, is_first: bool) -> None:
        size = LARGE if is_first else NORMAL
        self._put(text, (14.0, y), size=size, weight="bold" if is_first else "normal", place=("left", "center"))

    def _write_key(self, key: Key, y: float) -> None:
        from matplotlib.lines import Line2D
        from matplotlib.patches import Rectangle

        if key.patch:
            patch = Rectangle((14, y - 5), 22, 10, alpha=key.patch, linewidth=0, **_face(key.colour, key.hatch))
            patch.set_transform(self._points())
            self._figure.add_artist(patch)
        if key.line or key.marker:
            face = PAPER if key.is_hollow else key.colour
            xs = [14, 36] if key.line else [25]
            style: Any = {"linestyle": key.line or "none", "marker": key.marker or None, "markersize": 8}
            line = Line2D(xs, [y] * len(xs), linewidth=1.8, color=key.colour, markerfacecolor=face, **style)
            line.set_transform(self._points())
            self._figure.add_artist(line)
        self._put(key.text, (44.0, y), weight="bold" if key.is_bold else "normal", place=("left", "center"))

    def _points(self) -> Any:
        """From points of the paper to whatever it is drawn at."""
        from matplotlib.transforms import Affine2D

        return Affine2D().scale(1 / 72) + self._figure.dpi_scale_trans

    def on_paper(self, points: Floats) -> Floats:
        """Points of the plane in points of the paper, ``(p, 2)``."""
        at: Floats = self._axes.transData.transform(np.asarray(points, float).reshape(-1, 2))
        return at

    def in_plane(self, at: Floats) -> Floats:
        """The way back of :meth:`on_paper`."""
        points: Floats = self._axes.transData.inverted().transform(np.asarray(at, float).reshape(-1, 2))
        return points

    def size_of(self, text: str, size: float = SMALL) -> Point:
        """How wide and high words are."""
        from matplotlib.text import Text

        words = Text(0, 0, drawable(text), fontsize=size, family=families(text), parse_math=False, figure=self._figure)
        box = words.get_window_extent(self._renderer)
        return box.width + 2, box.height + 1

    def line(
        self, ends: Floats, colour: str, style: str = "solid", width: float = 1.5, alpha: float = 1.0, z: float = 3
    ) -> None:
        """A line through points of the plane, ``(p, 2)``."""
        self._axes.plot(*ends.T, color=colour, linestyle=style, linewidth=width, alpha=alpha, zorder=z, marker="")

    def strokes(self, segments: Floats, colour: str, width: float = 0.9) -> None:
        """Many short lines, given on the paper, ``(s, 2, 2)``: one path with gaps."""
        in_plane = self.in_plane(segments.reshape(-1, 2)).reshape(-1, 2, 2)
        path = np.concatenate([in_plane, np.full((len(in_plane), 1, 2), np.nan)], axis=1).reshape(-1, 2)
        self.line(path, colour, width=width, z=2.5)

    def fill(self, polygon: Floats, colour: str, alpha: float, hatch: str = "") -> None:
        """A polygon of the plane, ``(p, 2)``; with a hatch nothing but that."""
        from matplotlib.patches import Polygon

        self._axes.add_patch(Polygon(polygon, closed=True, linewidth=0, alpha=alpha, zorder=1, **_face(colour, hatch)))

    def dots(
        self,
        points: Floats,
        colour: str,
        marker: str = "o",
        size: float = 5.0,
        *,
        is_hollow: bool = False,
        z: float = 5,
    ) -> None:
        """Marks at points of the plane, ``(p, 2)``."""
        style: Any = {
            "markerfacecolor": PAPER if is_hollow else colour,
            "markeredgecolor": colour if is_hollow else PAPER,
        }
        edge = 1.3 if is_hollow else 0.7
        self._axes.plot(
            *np.reshape(points, (-1, 2)).T,
            linestyle="none",
            marker=marker,
            markersize=size,
            markeredgewidth=edge,
            zorder=z,
            **style,
        )

    def arrow(self, start: Floats, end: Floats, colour: str, width: float = 1.6) -> None:
        """An arrow between two points on the paper."""
        style: Any = {
            "arrowstyle": "-|>,head_width=0.25,head_length=0.5",
            "color": colour,
            "linewidth": width,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        tail, head = self.in_plane(np.stack([start, end]))
        self._axes.annotate("", xy=head, xytext=tail, arrowprops=style, zorder=6, annotation_clip=False)

    def words(self, text: str, box: Box, colour: str = INK, size: float = SMALL, *, is_bold: bool = False) -> None:
        """Words in the middle of a box on the paper, with a rim of paper around the letters."""
        self.placed.append((text, box))
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        self._put(text, middle, size=size, colour=colour, weight="bold" if is_bold else "normal", has_rim=True)

    def _put(
        self,
        text: str,
        at: Point,
        *,
        size: float = SMALL + 0.5,
        colour: str = INK,
        weight: str = "normal",
        place: tuple[str, str] = ("center", "center"),
        has_rim: bool = False,
    ) -> None:
        from matplotlib.patheffects import withStroke

        fonts = families(text)
        if len(fonts) > 1:  # those of other scripts have no bold letters
            weight = "normal"
        words = self._figure.text(
            at[0], at[1], drawable(text), transform=self._points(), fontsize=size, color=colour, fontweight=weight,
            ha=place[0], va=place[1], multialignment="center", family=families(text), parse_math=False, zorder=9,
        )  # fmt: skip
        if has_rim:
            words.set_path_effects([withStroke(linewidth=RIM, foreground=PAPER)])

    def svg(self) -> str:
        """The picture as an SVG document, the same each time."""
        text = self.written("svg").decode("utf-8")
        text = text[text.index("<svg") :]
        names: dict[str, str] = {}
        return _ID.sub(lambda found: names.setdefault(found[0], f"{found[1]}{len(names)}"), text)

    def written(self, kind: str) -> bytes:
        """The picture as a file of a kind: ``svg``, ``png`` or ``pdf``."""
        file = BytesIO()
        metadata: Any = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
        self._figure.savefig(file, format=kind, dpi=200 if kind == "png" else 72, metadata=metadata)
        return file.getvalue()


def _face(colour: str, hatch: str) -> dict[str, Any]:
    """How a patch is filled: with a hatch, or all of it."""
    if hatch:
        return {"facecolor": "none", "edgecolor": colour, "hatch": hatch}
    return {"facecolor": colour, "edgecolor": "none"}
