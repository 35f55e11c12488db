"""The card of a prediction: how it is spread, and its first rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from headway.automl.views import blocks
from headway.automl.views.shown import PredictionShown
from headway.automl.views.spread import Spread, bars, numbers_spread
from headway.automl.views.words import number, percent, value_words
from headway.faces.palette import HUES, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, escape, text
from headway.faces.wording import count, shorten

FIRST_ROWS = 8
MOST_COLUMNS = 10
MOST_LABELS = 10
WIDTH, HEIGHT = 460.0, 132.0


def prediction_html(prediction: PredictionShown) -> str:
    """The card."""
    return blocks.view(*prediction_parts(prediction))


def prediction_parts(prediction: PredictionShown, tag: str = "h3") -> list[str]:
    """What stands in the card, or in a page; ``tag`` is that of its title."""
    return [
        blocks.heading(f"Prediction: {blocks.named(prediction.target)}", _says(prediction), tag),
        *(_spread(prediction) if len(prediction.frame) else [blocks.muted("No rows.")]),
        blocks.titled("First rows", _first_rows(prediction.frame, range(1, 1 + len(prediction.labels)))),
        blocks.titled("Noticed", blocks.notes(prediction.notes)),
    ]


def _says(prediction: PredictionShown) -> str:
    said = f"{count(len(prediction.frame), 'row')} by {blocks.named(prediction.model)}"
    if prediction.threshold is not None:
        second = blocks.named(value_words(prediction.labels[1]), 30)
        said += f" · {second} is named from a probability of {number(prediction.threshold, 3)}"
    elif prediction.labels:
        said += " · the likeliest class is named"
    return said


def _spread(prediction: PredictionShown) -> list[str]:
    if not prediction.labels:
        told = prediction.frame["prediction"].to_numpy(dtype=float)
        spread = numbers_spread(told)
        words = blocks.muted(f"lowest … median … highest: {spread.words}")
        return [blocks.titled("Spread", _histogram(spread, "predictions", None) + words)]
    parts = [blocks.titled("Named", _named(prediction))]
    if len(prediction.labels) == 2:
        likely = prediction.frame.iloc[:, 2].to_numpy(dtype=float)
        counts, _ = np.histogram(likely[np.isfinite(likely)], bins=25, range=(0, 1))
        spread = Spread(tuple(map(int, counts)), len(likely), low="0", high="1")
        title = f"Probability of {value_words(prediction.labels[1])}"
        threshold = 0.5 if prediction.threshold is None else prediction.threshold
        parts.append(blocks.titled(title, _histogram(spread, title, threshold)))
    return parts


def _named(prediction: PredictionShown) -> str:
    counts = prediction.frame["prediction"].value_counts()
    rows = len(prediction.frame)
    lines = [
        [
            blocks.named(value_words(label), 40),
            f"{number_of:,}",
            blocks.bar(number_of / rows) + percent(number_of / rows),
        ]
        for label, number_of in list(counts.items())[:MOST_LABELS]
    ]
    table = blocks.table(["class", "rows", "share"], lines, left=(0, 2))
    return table + (blocks.muted(f"and {len(counts) - MOST_LABELS:,} more") if len(counts) > MOST_LABELS else "")


def _histogram(spread: Spread, title: str, threshold: float | None) -> str:
    """A histogram, with a line where the second class begins."""
    if not spread.counts:
        return ""
    left, top, bottom = 14.0, 24.0, HEIGHT - 26
    width = (WIDTH - 2 * left) / len(spread.counts)
    path = bars(spread.counts, left, bottom, width, bottom - top)
    parts = [
        element("line", x1=left, y1=bottom, x2=WIDTH - left, y2=bottom, class_="grid"),
        element("path", d=path, fill=HUES[0]),
        text(left, bottom + 16, spread.low, 11, class_="muted"),
        text(WIDTH - left, bottom + 16, spread.high, 11, class_="muted", text_anchor="end"),
    ]
    if threshold is not None:
        x = left + threshold * (WIDTH - 2 * left)
        line = f"M{x:.1f} {top - 6:g}V{bottom:g}"
        parts.append(element("path", d=line, class_="line", stroke_dasharray="5 4", stroke_width=1.5))
        side = "start" if threshold < 0.7 else "end"
        words = f"named from {number(threshold, 3)}"
        parts.append(text(x + (5 if side == "start" else -5), top - 8, words, 11, text_anchor=side))
    label = f"{shorten(title, 80)}: histogram of {count(spread.rows, 'row')}"
    return Picture(label, document(WIDTH, HEIGHT, label, svg_css(), *parts))._repr_html_()


def _first_rows(frame: pd.DataFrame, likely: range) -> str:
    """The first rows; the columns ``likely`` are probabilities."""
    shown = frame.iloc[:FIRST_ROWS, :MOST_COLUMNS]
    cells: list[list[Any]] = [[shown.iloc[row, at] for at in range(shown.shape[1])] for row in range(len(shown))]
    rows = [[f"<bdi>{_cell(value, at in likely)}</bdi>" for at, value in enumerate(row)] for row in cells]
    table = blocks.table([shorten(name, 30) for name in shown.columns], rows, left=(0,) if likely else ())
    if frame.shape[1] > MOST_COLUMNS and rows:
        table += blocks.muted(f"The first {MOST_COLUMNS} of {frame.shape[1]:,} columns; prediction.frame has all.")
    return table


def _cell(value: Any, is_probability: bool) -> str:
    return f"{value:.4f}" if is_probability and np.isfinite(value) else escape(value_words(value))
