"""How far predictions of numbers are off: truth against prediction, and the spread of what lies between."""

from __future__ import annotations

import numpy as np

from headway.automl.views.axis import Axis, axis_of
from headway.automl.views.plot import MARGIN, Plot, head
from headway.automl.views.shown import ExperimentShown
from headway.automl.views.spread import bars
from headway.automl.views.words import number
from headway.faces.palette import HUES, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, text
from headway.faces.wording import shorten

WIDTH, TOP, PLOT_HEIGHT = 900.0, 96.0, 340.0
MOST_POINTS = 2_000
BINS = 40


def residuals(experiment: ExperimentShown, model: str) -> Picture:
    """Truth and prediction of a model on rows that it had not seen, and the spread of truth minus prediction."""
    points = experiment.curve("residuals", model)
    finite = points[np.isfinite(points.to_numpy(dtype=float)).all(axis=1)]
    shown = finite.iloc[:: max(1, -(-len(finite) // MOST_POINTS))]
    title = f"Residuals: {shorten(experiment.target, 60)}"
    below = f"{model} on rows that it had not seen"
    if len(shown) < len(points):
        below += f" · {len(shown):,} of {len(points):,} rows"
    if len(finite):
        middle = finite["residual"].abs().median()
        below += f" · half of the predictions are off by less than {number(float(middle), 3)}"
    parts = [
        *head(title, below, WIDTH),
        *_scatter(shown["prediction"].to_numpy(dtype=float), shown["truth"].to_numpy(dtype=float)),
        *_histogram(finite["residual"].to_numpy(dtype=float)),
    ]
    return Picture(title, document(WIDTH, TOP + PLOT_HEIGHT + 52, f"{title}; {below}", svg_css(), *parts))


def _scatter(told: np.ndarray, truth: np.ndarray) -> list[str]:
    both = axis_of([*told, *truth], 0, 1)
    left, right = 78.0, 478.0
    plot = Plot(Axis(both.low, both.high, left, right), Axis(both.low, both.high, TOP + PLOT_HEIGHT, TOP))
    dots = plot.dots(told, truth, stroke=HUES[0], stroke_opacity="0.8", stroke_width=4 if len(told) < 600 else 3)
    return [*plot.ground("prediction", "truth; dashed: as predicted", 5), plot.diagonal(), dots]


def _histogram(off: np.ndarray) -> list[str]:
    left, right, bottom = 560.0, WIDTH - MARGIN - 8, TOP + PLOT_HEIGHT
    if not len(off):
        return [text((left + right) / 2, TOP + PLOT_HEIGHT / 2, "no finite residual", 13, text_anchor="middle")]
    far = float(np.quantile(np.abs(off), 0.99))
    far = far if far > 1e-300 else 1.0
    counts, _ = np.histogram(np.clip(off, -far, far), bins=BINS, range=(-far, far))
    along = Axis(-far, far, left, right)
    plot = Plot(along, Axis(0, max(1.0, float(counts.max()) * 1.05), bottom, TOP))
    width = (right - left) / BINS
    highest = bottom - plot.up.at(float(counts.max()))
    path = bars(tuple(map(int, counts)), left, bottom, width, highest)
    zero = element(
        "path", d=f"M{along.at(0):.1f} {bottom:g}V{TOP:g}", class_="edge", stroke_dasharray="4 4", stroke_width=1.5
    )
    beside = "rows; what is farther off is counted at the edge" if (np.abs(off) > far).any() else "rows"
    return [
        *plot.ground("truth minus prediction", beside, 5),
        element("path", d=path, fill=HUES[0], fill_opacity="0.85"),
        zero,
    ]
