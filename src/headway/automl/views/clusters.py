"""Clusters, to be looked at: what each is like, and the rows as points coloured by their cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from headway.automl.views import blocks
from headway.automl.views.axis import axis_of
from headway.automl.views.plot import Plot
from headway.automl.views.words import aligned, percent
from headway.faces.palette import HUES, OTHER, ink, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, escape, fit, rect, text, text_width
from headway.faces.wording import count, shorten

Array = np.ndarray[Any, Any]
WIDTH, MARGIN, TOP, PLOT_HEIGHT = 900.0, 18.0, 104.0, 400.0
MOST_POINTS = 3_000
MOST_CLUSTERS = 30
LINE_PX = 20.0
MEASURES = ("silhouette", "davies_bouldin", "stability", "tot_withinss")


class ProblemShown(Protocol):
    """What was asked."""

    @property
    def table(self) -> str:
        """The table's name."""

    @property
    def rows(self) -> int:
        """How many rows it has."""


class ClustersShown(Protocol):
    """What a clustering came to."""

    @property
    def problem(self) -> ProblemShown:
        """What was asked."""

    @property
    def k(self) -> int:
        """The number of clusters that was chosen."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed; first why this number."""

    @property
    def leaderboard(self) -> pd.DataFrame:
        """A row for each number of clusters."""

    @property
    def profile(self) -> pd.DataFrame:
        """A row for each cluster."""

    def picture(self) -> Picture:
        """The rows as points."""


def clusters_html(experiment: ClustersShown) -> str:
    """The card of a clustering: how many clusters and why, what each is like, its picture, and the numbers tried."""
    k, problem = experiment.k, experiment.problem
    title = "No clusters to be seen" if k == 1 else f"{k} clusters"
    below = f"{blocks.named(problem.table, 80)}: {escape(count(problem.rows, 'row'))}"
    return blocks.view(
        blocks.heading(escape(title), below),
        blocks.notes(experiment.notes[:1]),
        blocks.titled("What each is like", _profile(experiment.profile)) if k > 1 else "",
        blocks.titled("The rows", f'<div class="scroll">{experiment.picture().svg}</div>'),
        blocks.titled("Numbers of clusters", _leaderboard(experiment.leaderboard)),
        blocks.titled("Noticed", blocks.notes(experiment.notes[1:])),
    )


def _profile(profile: pd.DataFrame) -> str:
    rows = [
        [
            f"<b>{cluster}</b>",
            f"{size:,}",
            f"{blocks.bar(share, 'short')}{percent(share)}",
            f"<bdi>{escape(shorten(words, 400))}</bdi>",
        ]
        for cluster, size, share, words in zip(
            profile.index, profile["size"], profile["share"], profile["stands_out"], strict=True
        )
    ]
    more = "" if len(rows) <= MOST_CLUSTERS else blocks.muted(f"and {len(rows) - MOST_CLUSTERS:,} smaller ones")
    return blocks.table(["cluster", "rows", "share", "stands out"], rows[:MOST_CLUSTERS], left=(3,)) + more


def _leaderboard(leaderboard: pd.DataFrame) -> str:
    columns = [aligned([float(value) for value in leaderboard[name]]) for name in MEASURES]
    rows = [
        [str(k), *cells, shorten(", ".join(f"{size:,}" for size in sizes), 60)]
        for k, *cells, sizes in zip(leaderboard["k"], *columns, leaderboard["sizes"], strict=True)
    ]
    heads = ["k", "silhouette", "Davies-Bouldin", "stability", "sum of squares within", "sizes"]
    return blocks.table(heads, rows, left=(5,), best=0)


def clusters_picture(table: str, matrix: Array, labels: Array, centers: Array) -> Picture:
    """The rows (points of shape (rows, columns)) along the two principal axes, coloured and numbered by cluster."""
    middle, axes, shares = _principal(matrix)
    flat, marks = (matrix - middle) @ axes, (centers - middle) @ axes
    shown = np.arange(0, len(flat), max(1, -(-len(flat) // MOST_POINTS)))
    title = f"Clusters: {shorten(table, 60)}"
    below = f"the two directions in which rows differ most, {percent(float(shares.sum()))} of all their differences"
    if len(shown) < len(flat):
        below += f" · {len(shown):,} of {len(flat):,} rows"
    legend, end = _legend(np.bincount(labels, minlength=len(centers)))
    plot = Plot(axis_of(flat[:, 0], 78, WIDTH - MARGIN - 8), axis_of(flat[:, 1], end + 28 + PLOT_HEIGHT, end + 28))
    parts = [
        text(MARGIN, 31, fit(title, WIDTH - 2 * MARGIN, 17), 17, font_weight="600"),
        text(MARGIN, 51, fit(below, WIDTH - 2 * MARGIN, 12.5), 12.5, class_="muted"),
        *legend,
        *plot.ground(f"first principal axis ({percent(shares[0])})", f"second ({percent(shares[1])})"),
        *_points(plot, flat[shown], labels[shown], len(centers)),
        *(_number(plot, at, x, y) for at, (x, y) in enumerate(marks[:MOST_CLUSTERS])),
    ]
    return Picture(title, document(WIDTH, end + 28 + PLOT_HEIGHT + 52, f"{title}; {below}", svg_css(), *parts))


def _principal(matrix: Array) -> tuple[Array, Array, Array]:
    """The mean; the two principal axes, of shape (columns, 2); and their shares of the variance."""
    middle = matrix.mean(axis=0)
    centred = matrix - middle
    some = centred[:: max(1, -(-len(centred) // MOST_POINTS))]
    _, spreads, axes = np.linalg.svd(some, full_matrices=False)
    found, shares = np.zeros((matrix.shape[1], 2)), np.zeros(2)
    for at in range(min(2, len(axes))):
        axis = axes[at]
        found[:, at] = axis * np.sign(axis[np.abs(axis).argmax()])  # an axis has no side of its own
        shares[at] = spreads[at] ** 2 / (spreads**2).sum()
    return middle, found, shares


def _points(plot: Plot, flat: Array, labels: Array, k: int) -> list[str]:
    width = 4 if len(flat) < 1_000 else 3
    return [
        plot.dots(*flat[labels == at].T, stroke=_hue(at), stroke_opacity="0.6", stroke_width=width)
        for at in range(k)
        if (labels == at).any()
    ]


def _number(plot: Plot, at: int, x: float, y: float) -> str:
    left, top = plot.along.at(x), plot.up.at(y)
    disc = element("circle", cx=left, cy=top, r=10, fill=_hue(at), class_="line", stroke_width=1.2)
    words = element("text", str(at), x=left, y=top + 4, font_size=12, fill=ink(_hue(at)), text_anchor="middle")
    return element("g", disc, words)


def _legend(sizes: Sequence[int] | Array) -> tuple[list[str], float]:
    """A swatch for each cluster, and where they end."""
    x, y, drawn = MARGIN, TOP - 36, []
    for at, size in enumerate(sizes[:MOST_CLUSTERS]):
        words = f"{at}: {count(int(size), 'row')}"
        width = 20 + text_width(words, 12) + 14
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + LINE_PX
        drawn += [rect(x, y, 14, 12, fill=_hue(at), rx=2), text(x + 20, y + 10, words, 12)]
        x += width
    return drawn, y + LINE_PX


def _hue(at: int) -> str:
    return HUES[at] if at < len(HUES) else OTHER
