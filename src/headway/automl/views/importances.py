"""Which features a model leans on, as bars."""

from __future__ import annotations

from headway.automl.views.plot import MARGIN, head
from headway.automl.views.shown import ExperimentShown
from headway.automl.views.words import percent, signed
from headway.faces.palette import HUES, OTHER, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.faces.wording import shorten

WIDTH, ROW_PX, TOP = 760.0, 24.0, 66.0
NAME_PX = 220.0
MOST_FEATURES = 25
MOST_PREDICT_S = 3.0  # what a look may take where they have to be measured first
REPEATS = 3  # of the rows that were held out, for each feature
OVERHEAD_S = 0.015  # of a prediction, however few the rows


def importances(experiment: ExperimentShown) -> Picture:
    """The features of the best single model, the most important first."""
    frame = experiment.importances
    shown = frame.head(MOST_FEATURES)
    title = f"What {shorten(best_single(experiment), 40)} leans on: {shorten(experiment.target, 60)}"
    below = f"how much worse {experiment.found.problem.metric.name} gets when a column is shuffled"
    if len(shown) < len(frame):
        below += f" · the first {len(shown)} of {len(frame):,} columns"
    parts = [
        *head(title, below, WIDTH),
    ]
    most = float(shown["share"].max()) if len(shown) else 0.0
    columns = (shown["feature"], shown["importance"], shown["share"])
    for at, (feature, loss, share) in enumerate(zip(*columns, strict=True)):
        parts.append(_row(str(feature), float(loss), float(share), most, TOP + at * ROW_PX))
    if not len(shown):
        parts.append(text(MARGIN, TOP + 18, "no column is used", 13, class_="muted"))
    return Picture(title, document(WIDTH, TOP + ROW_PX * max(1, len(shown)) + 12, title, svg_css(), *parts))


def best_single(experiment: ExperimentShown) -> str:
    """The name of the best model that is no ensemble."""
    return next((each.name for each in experiment.found.standings if each.trial is not None), "the model")


def are_quick(experiment: ExperimentShown, most_s: float = MOST_PREDICT_S) -> bool:
    """Whether the importances are there already, or measured within so many seconds: a look must not take minutes."""
    if "importances" in vars(experiment):
        return True
    single = next((each for each in experiment.found.standings if each.trial is not None), None)
    if single is None:
        return False
    found = experiment.found
    predict_s = max(single.predict_s / 10, single.predict_s - OVERHEAD_S * max(1, found.options.folds))
    reckoned_s = REPEATS * found.problem.frame.shape[1] * predict_s
    return bool(reckoned_s <= most_s)


def _row(feature: str, loss: float, share: float, most: float, y: float) -> str:
    middle, left = y + ROW_PX / 2, MARGIN + NAME_PX + 12
    room = WIDTH - MARGIN - left - 130
    width = max(1.0, room * share / most) if share > 0 and most else 1.0
    words = f"{percent(share)}" if share > 0 else "none"
    return element(
        "g",
        tooltip(shorten(feature, 300), f"{signed(loss)} when it is shuffled"),
        text(left - 12, middle + 4.4, fit(feature, NAME_PX, 12.5), 12.5, text_anchor="end"),
        rect(left, middle - 7, width, 14, fill=HUES[0] if share > 0 else OTHER, rx=2),
        text(left + width + 8, middle + 4.4, words, 12),
        text(left + width + 14 + text_width(words, 12), middle + 4.4, signed(loss), 11, class_="muted"),
    )
