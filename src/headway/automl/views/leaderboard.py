"""The leaderboard as a picture: each model's score as a dot on one axis, the baseline as a line across."""

from __future__ import annotations

from math import isfinite

from headway.automl.views.axis import Axis, axis_of
from headway.automl.views.plot import MARGIN, along, head
from headway.automl.views.ranks import Rank, better, first, ranks
from headway.automl.views.shown import ExperimentShown
from headway.faces.legend import Swatch, draw
from headway.faces.palette import HUES, OTHER, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.faces.wording import count, duration, shorten

WIDTH, ROW_PX = 860.0, 24.0
MOST_ROWS = 40
NAME_PX = 210.0


def leaderboard(experiment: ExperimentShown) -> Picture:
    """The best models and the baseline, by score."""
    found = experiment.found
    every = ranks(found)
    shown = first(every, MOST_ROWS)
    metric = found.problem.metric.name
    title = f"Leaderboard: {shorten(experiment.target, 60)}"
    scores = max((text_width(rank.words, 12.5) for rank in shown), default=0.0)
    axis = _axis(shown, MARGIN + 34 + NAME_PX + 10, WIDTH - MARGIN - scores - 18, found.problem.metric.is_more_better)
    below = f"{metric}, {better(found)} · {count(len(every), 'model')} in {duration(found.seconds)}"
    if len(shown) < len(every):
        below += f" · the best {MOST_ROWS} and the baseline are shown"
    top, bottom = 66.0, 66.0 + ROW_PX * len(shown)
    parts = [
        *head(title, below, WIDTH),
        *_ground(axis, top, bottom, metric),
    ]
    base = next((rank for rank in shown if rank.is_baseline and isfinite(rank.score)), None)
    if base is not None:
        x = axis.at(base.score)
        parts.append(
            element("path", d=f"M{x:.1f} {top:g}V{bottom:g}", class_="edge", stroke_dasharray="4 4", stroke_width=1.5)
        )
    for at, rank in enumerate(shown):
        parts.append(_row(rank, axis, top + at * ROW_PX, base))
    legend, end = draw(_legend(shown, axis), MARGIN, WIDTH - MARGIN, bottom + 44)
    return Picture(title, document(WIDTH, end + 8, f"{title}; {_said(every, metric)}", svg_css(), *parts, *legend))


def _said(every: list[Rank], metric: str) -> str:
    return f"the best is {shorten(every[0].name, 60)} with {metric} {every[0].words}" if every else "no model"


def _axis(shown: list[Rank], start: float, end: float, is_more_better: bool) -> Axis:
    """From the baseline to the best; models that are far worse than the baseline stand at the edge."""
    scores = [rank.score for rank in shown if isfinite(rank.score)]
    base = [rank.score for rank in shown if rank.is_baseline and isfinite(rank.score)]
    if base and scores:
        best = max(scores) if is_more_better else min(scores)
        room = 0.35 * abs(best - base[0])
        scores = [score for score in scores if min(best, base[0]) - room <= score <= max(best, base[0]) + room]
    return axis_of(scores, start, end)


def _ground(axis: Axis, top: float, bottom: float, metric: str) -> list[str]:
    parts = along(axis, top, bottom)
    words = fit(metric, axis.end - axis.start, 11.5)
    return [*parts, text((axis.start + axis.end) / 2, bottom + 31, words, 11.5, class_="muted", text_anchor="middle")]


def _row(rank: Rank, axis: Axis, y: float, base: Rank | None) -> str:
    middle, weight = y + ROW_PX / 2, "600" if rank.place == 1 else None
    ground = rect(MARGIN - 8, y, WIDTH - 2 * MARGIN + 16, ROW_PX, class_="band", rx=3) if rank.place == 1 else ""
    parts = [
        tooltip(shorten(rank.name, 300), f"score {rank.words}", f"fitted in {duration(rank.fit_s)}, all folds"),
        ground,
        text(MARGIN + 22, middle + 4.4, str(rank.place), 12.5, class_="muted", text_anchor="end"),
        text(MARGIN + 34, middle + 4.4, fit(rank.name, NAME_PX, 12.5), 12.5, font_weight=weight),
        text(WIDTH - MARGIN, middle + 4.4, rank.words, 12.5, text_anchor="end", font_weight=weight),
    ]
    if isfinite(rank.score):
        x = axis.at(rank.score)
        if base is not None and not rank.is_baseline:
            from_x = axis.at(base.score)
            parts.append(element("line", x1=from_x, y1=middle, x2=x, y2=middle, stroke=_colour(rank), stroke_width=2))
        is_there = axis.low <= rank.score <= axis.high
        parts.append(_dot(rank, x, middle) if is_there else _beyond(rank.score > axis.high, x, middle, _colour(rank)))
    return element("g", *parts)


def _beyond(is_above: bool, x: float, y: float, colour: str) -> str:
    """A head of an arrow: the score lies beyond the axis."""
    ahead = 9 if is_above else -9
    return element("path", d=f"M{x:.1f} {y - 5:.1f}v10l{ahead} -5z", fill=colour)


def _colour(rank: Rank) -> str:
    return OTHER if rank.is_baseline else HUES[2] if rank.is_ensemble else HUES[0]


def _dot(rank: Rank, x: float, y: float) -> str:
    """A circle; of an ensemble a diamond, of the baseline a square."""
    if rank.is_baseline:
        return rect(x - 5, y - 5, 10, 10, fill=OTHER)
    if rank.is_ensemble:
        return element("path", d=f"M{x - 6.5:.1f} {y:.1f}l6.5 -6.5l6.5 6.5l-6.5 6.5z", fill=HUES[2])
    return element("circle", cx=x, cy=y, r=5, fill=HUES[0])


def _legend(shown: list[Rank], axis: Axis) -> list[tuple[Swatch, str]]:
    kinds = (
        ("a model", lambda rank: not rank.is_baseline and not rank.is_ensemble),
        ("an ensemble of models", lambda rank: rank.is_ensemble),
        ("the baseline", lambda rank: rank.is_baseline),
    )
    there = [(words, next((rank for rank in shown if fits(rank)), None)) for words, fits in kinds]
    found = [(_swatch(rank), words) for words, rank in there if rank is not None]
    if any(isfinite(rank.score) and not axis.low <= rank.score <= axis.high for rank in shown):
        found.append((lambda x, y: _beyond(True, x + 2, y + 6, OTHER), "beyond the axis"))
    return found


def _swatch(rank: Rank) -> Swatch:
    return lambda x, y: _dot(rank, x + 7, y + 6)
