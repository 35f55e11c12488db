"""A prediction taken apart, as a waterfall: from a typical row to this one, a bar for what each feature adds."""

from __future__ import annotations

from dataclasses import dataclass

from headway.automl.views.axis import Axis, axis_of
from headway.automl.views.plot import MARGIN, along, head
from headway.automl.views.shown import ExplanationShown
from headway.automl.views.words import number, signed, value_words
from headway.faces.legend import Swatch, draw
from headway.faces.palette import HUES, OTHER, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.faces.wording import shorten

WIDTH, ROW_PX, TOP = 860.0, 26.0, 72.0
NAME_PX = 250.0
MOST_FEATURES = 14
UP, DOWN = HUES[0], HUES[1]


@dataclass(frozen=True)
class Step:
    """A bar of the waterfall: from where to where, whose it is."""

    name: str
    value: str
    tip: str
    began: float
    ended: float


def steps(explanation: ExplanationShown) -> list[Step]:
    """What each feature adds, the largest first, what all further ones add as one."""
    at, found = explanation.base, []
    frame = explanation.frame
    there = frame[frame["contribution"] != 0]
    rows = list(zip(there["feature"], there["value"], there["typical"], there["contribution"], strict=True))
    kept = rows if len(rows) <= MOST_FEATURES + 1 else rows[:MOST_FEATURES]
    for feature, value, typical, added in kept:
        tip = f"{shorten(feature, 200)}: {value_words(value, 200)}; of a typical row {value_words(typical, 200)}"
        found.append(Step(str(feature), value_words(value), tip, at, at + added))
        at += added
    if len(kept) < len(rows):
        others = len(rows) - len(kept)
        found.append(Step(f"{others:,} other features", "", "all further features", at, explanation.prediction))
    return found


def headline(explanation: ExplanationShown) -> str:
    """What is explained, in a line."""
    told = number(explanation.prediction)
    return f"{told} for this row" if explanation.label is None else f"{value_words(explanation.label)}: {told}"


def waterfall(explanation: ExplanationShown) -> Picture:
    """The way from the prediction for a typical row to that for this one."""
    every = steps(explanation)
    axis = axis_of(
        [explanation.base, explanation.prediction, *(step.ended for step in every)],
        MARGIN + NAME_PX + 76,
        WIDTH - MARGIN - 70,
        margin=0.02,
    )
    of = "the prediction" if explanation.label is None else f"the probability of {value_words(explanation.label)}"
    title = f"Why {number(explanation.prediction)}"
    below = f"{of}, from a typical row to this one: each bar is what a feature's value adds"
    bottom = TOP + ROW_PX * (len(every) + 2)
    parts = [
        *head(title, below, WIDTH),
        *along(axis, TOP, bottom),
        _end("a typical row", explanation.base, axis, TOP),
        *(_row(step, axis, TOP + ROW_PX * (at + 1)) for at, step in enumerate(every)),
        _end("this row", explanation.prediction, axis, bottom - ROW_PX),
    ]
    legend, end = draw(_legend(every), MARGIN, WIDTH - MARGIN, bottom + 30)
    said = (
        f"{title}: {of} is {number(explanation.base)} for a typical row, {number(explanation.prediction)} for this one"
    )
    return Picture(title, document(WIDTH, end + 8, said, svg_css(), *parts, *legend))


def _end(name: str, value: float, axis: Axis, y: float) -> str:
    x, middle = axis.at(value), y + ROW_PX / 2
    return element(
        "g",
        rect(MARGIN - 8, y, WIDTH - 2 * MARGIN + 16, ROW_PX, class_="band", rx=3),
        text(MARGIN + NAME_PX, middle + 4.4, name, 12.5, text_anchor="end", font_weight="600"),
        rect(x - 2, y + 4, 4, ROW_PX - 8, fill=OTHER),
        text(x + 8, middle + 4.4, number(value), 12.5, font_weight="600"),
    )


def _row(step: Step, axis: Axis, y: float) -> str:
    from_x, to_x, middle = axis.at(step.began), axis.at(step.ended), y + ROW_PX / 2
    added = step.ended - step.began
    words, is_up = signed(added), added >= 0
    name = fit(step.name, NAME_PX * (0.62 if step.value else 1.0), 12.5)
    value = fit(f"= {step.value}", NAME_PX - text_width(name, 12.5) + 50, 12.5) if step.value else ""
    link = f"M{to_x:.1f} {y + ROW_PX - 5:.1f}v10"
    return element(
        "g",
        tooltip(step.tip, words),
        text(MARGIN + NAME_PX * 0.62, middle + 4.4, name, 12.5, text_anchor="end")
        if step.value
        else text(MARGIN + NAME_PX, middle + 4.4, name, 12.5, text_anchor="end"),
        text(MARGIN + NAME_PX * 0.62 + 8, middle + 4.4, value, 12.5, class_="muted") if value else "",
        rect(min(from_x, to_x), middle - 8, max(1.0, abs(to_x - from_x)), 16, fill=UP if is_up else DOWN, rx=2),
        element("path", d=link, class_="edge"),
        text(max(from_x, to_x) + 7, middle + 4.2, words, 11.5)
        if is_up
        else text(min(from_x, to_x) - 7, middle + 4.2, words, 11.5, text_anchor="end"),
    )


def _legend(every: list[Step]) -> list[tuple[Swatch, str]]:
    added = [step.ended - step.began for step in every]
    found = [(_swatch(UP), "+ adds")] if any(each >= 0 for each in added) else []
    return found + ([(_swatch(DOWN), "− takes away")] if any(each < 0 for each in added) else [])


def _swatch(colour: str) -> Swatch:
    return lambda x, y: rect(x, y, 14, 12, fill=colour, rx=2)
