"""Maps as PNG and PDF: the elements of our own SVG, painted by matplotlib. No other SVG is understood."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from typing import Any

from headway.errors import MissingExtra
from headway.faces.palette import LIGHT
from headway.optimize.graphical.fonts import drawable, families

DPI = {"png": 200, "pdf": 72}
POINT = 0.75  # of a pixel
STEP = re.compile(r"([MLhvZ])([-\d.]*) ?([-\d.]*)")
ANCHORS = {"start": "left", "middle": "center", "end": "right"}
Points = list[tuple[float, float]]


def painted(svg: str, kind: str) -> bytes:
    """A map as a file of a kind: ``png`` or ``pdf``.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a map as .png or .pdf", "optimize", "matplotlib") from None
    root = ET.fromstring(svg)
    wide, high = (float(root.get(side, "")) for side in ("width", "height"))
    figure = Figure(figsize=(wide * POINT / 72, high * POINT / 72), facecolor=LIGHT["bg"])
    FigureCanvasAgg(figure)
    axes: Any = figure.add_axes((0, 0, 1, 1), frameon=False, xlim=(0, wide), ylim=(high, 0), xticks=[], yticks=[])
    for order, each in enumerate(root):
        _paint(axes, each, order)
    file = BytesIO()
    figure.savefig(file, format=kind, dpi=DPI[kind], metadata={"CreationDate": None} if kind == "pdf" else {})
    return file.getvalue()


def _paint(axes: Any, each: ET.Element, order: int) -> None:
    """Put one element on the paper, above those before it."""
    from matplotlib.patches import Circle, PathPatch, Rectangle
    from matplotlib.path import Path

    tag = each.tag.rpartition("}")[2]
    if tag == "text":
        _write(axes, each, order)
    elif tag == "rect":
        left, top, wide, high = _numbers(each, "x", "y", "width", "height")
        axes.add_patch(Rectangle((left, top), wide, high, zorder=order, **_look(each)))
    elif tag == "circle":
        x, y, radius = _numbers(each, "cx", "cy", "r")
        axes.add_patch(Circle((x, y), radius, zorder=order, **_look(each)))
    elif tag == "path":
        points, is_closed = corners(each.get("d", ""))
        path = Path([*points, points[0]] if is_closed else points, closed=is_closed)
        axes.add_patch(PathPatch(path, zorder=order, joinstyle="round", capstyle="butt", **_look(each)))


def corners(d: str) -> tuple[Points, bool]:
    """The corners of a path, and whether it closes.

    >>> corners("M1 2L3.5 4Z"), corners("M1.0 2.0v5h10v-5")
    (([(1.0, 2.0), (3.5, 4.0)], True), ([(1.0, 2.0), (1.0, 7.0), (11.0, 7.0), (11.0, 2.0)], False))
    """
    points: Points = []
    for step, one, other in STEP.findall(d):
        if step in "ML":
            points.append((float(one), float(other)))
        elif step == "h":
            points.append((points[-1][0] + float(one), points[-1][1]))
        elif step == "v":
            points.append((points[-1][0], points[-1][1] + float(one)))
    return points, d.endswith("Z")


def _numbers(each: ET.Element, *names: str) -> list[float]:
    return [float(each.get(name, "")) for name in names]


def _look(each: ET.Element) -> dict[str, Any]:
    """Fill and stroke of a shape, by its class or its own attributes."""
    role = each.get("class", "")
    fill = each.get("fill") or (None if role == "line" else LIGHT.get(role))
    stroke = each.get("stroke") or (LIGHT["line"] if role == "line" else None)
    width = float(each.get("stroke-width", 1)) * POINT if stroke else 0.0
    dashes = [float(part) * POINT / width for part in each.get("stroke-dasharray", "").split()] if width else []
    return {
        "facecolor": "none" if fill in (None, "none") else fill,
        "edgecolor": stroke or "none",
        "alpha": float(each.get("fill-opacity", 1)),
        "linewidth": width,
        "linestyle": (0, tuple(dashes)) if dashes else "solid",
    }


def _write(axes: Any, each: ET.Element, order: int) -> None:
    words = each.text or ""
    fonts = families(words)
    is_bold = each.get("font-weight") == "600" and len(fonts) == 1  # those of other scripts have no bold letters
    x, y, size = _numbers(each, "x", "y", "font-size")
    axes.text(
        x, y, drawable(words), fontsize=size * POINT, fontweight="bold" if is_bold else "normal", family=fonts,
        color=LIGHT[each.get("class", "fg")], ha=ANCHORS[each.get("text-anchor", "start")], va="baseline",
        parse_math=False, zorder=order,
    )  # fmt: skip
