"""Curves of models of classes: ROC, precision and recall, calibration; a line for each class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.views.axis import Axis
from headway.automl.views.plot import DASHES, MARGIN, Plot, head
from headway.automl.views.shown import ExperimentShown
from headway.automl.views.words import number, percent, value_words
from headway.faces.legend import draw
from headway.faces.palette import HUES, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, text, tooltip
from headway.faces.wording import shorten

Array = np.ndarray[Any, Any]
WIDTH = 580.0  # two stand beside each other on a page
LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 64.0, 96.0, 490.0, 360.0
MOST_CLASSES = len(HUES)


@dataclass(frozen=True)
class Sort:
    """A sort of curve: its columns, what its axes are, and what it says of a class in words."""

    kind: str
    title: str
    along: str
    up: str
    below: str
    beside: str
    words: Callable[[pd.DataFrame], str]


def _area(points: pd.DataFrame) -> str:
    area = np.trapezoid(points["true_positive_rate"], points["false_positive_rate"])
    return f"area {number(float(area), 3)}"


def _average_precision(points: pd.DataFrame) -> str:
    steps = -np.diff(points["recall"].to_numpy())
    return f"average precision {number(float(np.sum(steps * points['precision'].to_numpy()[:-1])), 3)}"


def _off(points: pd.DataFrame) -> str:
    off = np.average((points["predicted"] - points["observed"]).abs(), weights=points["rows"])
    return f"off by {percent(float(off))} on average"


SORTS = (
    Sort(
        "roc",
        "ROC curve",
        "false_positive_rate",
        "true_positive_rate",
        "false positive rate: of the rows of other classes, the share named so",
        "true positive rate: of the rows of the class, the share named so",
        _area,
    ),
    Sort(
        "precision_recall",
        "Precision and recall",
        "recall",
        "precision",
        "recall: of the rows of the class, the share named so",
        "precision: of the rows named so, the share of the class",
        _average_precision,
    ),
    Sort(
        "calibration",
        "Calibration",
        "predicted",
        "observed",
        "probability that was predicted",
        "how often it was so",
        _off,
    ),
)


def curve(experiment: ExperimentShown, kind: str, model: str) -> Picture:
    """One of the curves of a model, on rows that it had not seen."""
    sort = next(each for each in SORTS if each.kind == kind)
    points = experiment.curve(kind, model)
    classes = list(dict.fromkeys(points["class"]))
    shown = classes[:MOST_CLASSES]
    plot = Plot(Axis(0, 1, LEFT, LEFT + PLOT_WIDTH), Axis(0, 1, TOP + PLOT_HEIGHT, TOP))
    title = f"{sort.title}: {shorten(experiment.target, 60)}"
    below = f"{model} on rows that it had not seen"
    if len(classes) > len(shown):
        below += f" · the first {len(shown)} of {len(classes)} classes"
    parts = [
        *head(title, below, WIDTH),
        *plot.ground(sort.below, sort.beside),
    ]
    if kind != "precision_recall":
        parts.append(plot.diagonal())
    if not shown:
        words = "no curve: the rows that were held out have one class only"
        parts.append(text(LEFT + PLOT_WIDTH / 2, TOP + PLOT_HEIGHT / 2, words, 13, text_anchor="middle"))
    lines = [_Line(sort, label, at, points[points["class"] == label]) for at, label in enumerate(shown)]
    parts += [line.drawn(plot) for line in lines]
    found = [(line.swatch, line.words) for line in lines]
    if kind != "precision_recall" and shown:
        found.append((_diagonal_swatch, "a guess" if kind == "roc" else "as often as predicted"))
    legend, end = draw(found, LEFT, WIDTH - MARGIN, TOP + PLOT_HEIGHT + 56)
    said = "; ".join([title, below, *(line.words for line in lines)])
    return Picture(title, document(WIDTH, end + 10, said, svg_css(), *parts, *legend))


def _diagonal_swatch(x: float, y: float) -> str:
    line = f"M{x:.1f} {y + 6:.1f}h16"
    return element("path", d=line, class_="edge", stroke_width=1.5, stroke_dasharray="4 4")


@dataclass(frozen=True)
class _Line:
    """The line of a class: its colour and its dashes are by its place."""

    sort: Sort
    label: Any
    at: int
    points: pd.DataFrame

    @property
    def words(self) -> str:
        return f"{value_words(self.label)}: {self.sort.words(self.points)}"

    @property
    def style(self) -> dict[str, str | float | None]:
        return {"stroke": HUES[self.at], "stroke_width": 2.2, "stroke_dasharray": DASHES[self.at]}

    def swatch(self, x: float, y: float) -> str:
        return element("path", d=f"M{x:.1f} {y + 6:.1f}h16", **self.style)

    def drawn(self, plot: Plot) -> str:
        xs, ys = (self.points[name].to_numpy(dtype=float) for name in (self.sort.along, self.sort.up))
        line = plot.line(xs, ys, **self.style)
        return element("g", tooltip(self.words), line, *(self._dots(plot) if self.sort.kind == "calibration" else []))

    def _dots(self, plot: Plot) -> list[str]:
        return [
            element(
                "circle",
                tooltip(f"predicted {percent(p)}, was so in {percent(o)} of {n:,} rows"),
                cx=plot.along.at(p),
                cy=plot.up.at(o),
                r=3.6,
                fill=HUES[self.at],
            )
            for p, o, n in zip(self.points["predicted"], self.points["observed"], self.points["rows"], strict=True)
        ]
