"""Which class was named what: a square of counts, each row shaded by the share of its class."""

from __future__ import annotations

import pandas as pd

from headway.automl.views.plot import MARGIN, head
from headway.automl.views.shown import ExperimentShown
from headway.automl.views.words import percent, value_words
from headway.faces.palette import HUES, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.faces.wording import shorten

TOP = 108.0
MOST_CLASSES = 12
CELL_HEIGHT = 38.0
STRONGEST = 0.6  # of the hue: so that the numbers on it read in light and in dark


def confusion(experiment: ExperimentShown, model: str) -> Picture:
    """The confusion of a model on rows that it had not seen, each named by the likeliest class."""
    counts = experiment.curve("confusion", model)
    shown = _commonest(counts)
    names = [value_words(label) for label in shown.index]
    gutter = min(190.0, max(60.0, *(text_width(name, 12) for name in names))) + 14
    cell = max(46.0, min(110.0, 560.0 / len(names)))
    left = MARGIN + gutter + 14
    width = max(left + cell * len(names) + MARGIN, 460.0)
    title = f"Confusion: {shorten(experiment.target, 60)}"
    right = sum(int(counts.iloc[at, at]) for at in range(len(counts)))
    every = int(counts.to_numpy().sum())
    below = f"{model}: {percent(right / every)} of {every:,} rows are named what they are" if every else model
    parts = [
        *head(title, below, width),
        text(left, TOP - 30, "named", 12, class_="muted"),
        text(left - 12, TOP - 10, "truth", 12, class_="muted", text_anchor="end"),
    ]
    for at, name in enumerate(names):
        room = fit(name, cell - 6, 12)
        parts.append(
            element("g", tooltip(name), text(left + cell * (at + 0.5), TOP - 10, room, 12, text_anchor="middle"))
        )
        y = TOP + CELL_HEIGHT * (at + 0.5) + 4
        parts.append(element("g", tooltip(name), text(left - 12, y, fit(name, gutter, 12), 12, text_anchor="end")))
    parts += _cells(shown, names, left, cell)
    end = TOP + CELL_HEIGHT * len(names) + 24
    parts.append(text(left, end, _note(len(counts), len(shown)), 11.5, class_="muted"))
    return Picture(title, document(width, end + 14, f"{title}; {below}", svg_css(), *parts))


def _note(classes: int, shown: int) -> str:
    if shown < classes:
        return f"the {shown} commonest of {classes:,} classes"
    return "shares are of each row; outlined: named what it is"


def _commonest(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts among the commonest classes, in their own order."""
    of_class = counts.sum(axis=1).to_numpy()
    kept = sorted(sorted(range(len(counts)), key=lambda at: (-of_class[at], at))[:MOST_CLASSES])
    return counts.iloc[kept, kept]


def _cells(shown: pd.DataFrame, names: list[str], left: float, cell: float) -> list[str]:
    parts = []
    for row, values in enumerate(shown.to_numpy()):
        whole = max(1, int(values.sum()))
        for at, value in enumerate(map(int, values)):
            x, y, share = left + at * cell, TOP + row * CELL_HEIGHT, value / whole
            says = f"{names[row]} named {names[at]}: {value:,} ({percent(share)})"
            ground = rect(x + 1, y + 1, cell - 2, CELL_HEIGHT - 2, class_="band", rx=3)
            shade = rect(
                x + 1, y + 1, cell - 2, CELL_HEIGHT - 2, fill=HUES[0], fill_opacity=f"{STRONGEST * share:.2f}", rx=3
            )
            edge = (
                rect(x + 1, y + 1, cell - 2, CELL_HEIGHT - 2, fill="none", rx=3, class_="line", stroke_width=1.6)
                if row == at
                else ""
            )
            words = [text(x + cell / 2, y + (17 if value else 23), f"{value:,}", 12.5, text_anchor="middle")]
            if value:
                words.append(text(x + cell / 2, y + 31, percent(share), 10.5, text_anchor="middle"))
            parts.append(element("g", tooltip(says), ground, shade, edge, *words))
    return parts
