"""What a search ran, and when: a bar for each candidate from its call to its end, the ensembles at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil

from headway import State
from headway.automl.views.plot import MARGIN, head
from headway.automl.views.ranks import ranks
from headway.automl.views.shown import ExperimentShown, FoundShown
from headway.faces.legend import Swatch, draw
from headway.faces.palette import FAILED, HUES, MARKS, OTHER, STOPPED, svg_css
from headway.faces.picture import Picture
from headway.faces.scale import TimeScale, ticks, time_scale
from headway.faces.svg import document, element, fit, rect, text, text_width, tooltip
from headway.faces.wording import count, duration, first_line, shorten

WIDTH, TOP = 980.0, 72.0
NAME_PX, OUTCOME_PX = 190.0, 170.0
ROOM_PX, TALL_PX, LEAST_PX = 900.0, 22.0, 3.0
LABELLED_PX = 13.0
MOST_ROWS = 300
DONE, BASELINE, ENSEMBLE, RAN_OUT, FAULT = "done", "baseline", "ensemble", "out of time", "failed"
COLOURS = {DONE: HUES[0], BASELINE: OTHER, ENSEMBLE: HUES[2], RAN_OUT: STOPPED, FAULT: FAILED}
SIGNS = {
    DONE: MARKS[State.DONE],
    BASELINE: MARKS[State.DONE],
    ENSEMBLE: MARKS[State.DONE],
    RAN_OUT: MARKS[State.CANCELLED],
    FAULT: MARKS[State.FAILED],
}
WORDS = {
    DONE: "a model, from its call to its last fold",
    BASELINE: "the baseline",
    ENSEMBLE: "ensembles of models",
    RAN_OUT: "given up when time was up",
    FAULT: "failed",
}


@dataclass(frozen=True)
class Stretch:
    """A row of the plan: what ran from ``began_s`` to ``ended_s``, its state, and what came of it in words."""

    name: str
    state: str
    began_s: float
    ended_s: float
    outcome: str
    fit_s: float = 0.0
    is_best: bool = False


def plan(experiment: ExperimentShown) -> Picture:
    """The search as a timeline."""
    found = experiment.found
    every = stretches(found)
    shown = [each for each in every if each.state != ENSEMBLE][:MOST_ROWS] + [
        each for each in every if each.state == ENSEMBLE
    ]
    title = f"What was tried: {shorten(experiment.target, 60)}"
    below = _summary(found, every)
    if len(shown) < len(every):
        below += f" · the first {MOST_ROWS} are shown"
    height = max(LEAST_PX, min(TALL_PX, ROOM_PX / max(1, len(shown))))
    bottom = TOP + height * len(shown)
    scale = time_scale([(0.0, _end(found, every))], MARGIN + NAME_PX + 12, WIDTH - MARGIN - OUTCOME_PX - 12)
    parts = [
        *head(title, below, WIDTH),
        *_ground(scale, bottom, found.options.budget_s),
        *_rows(shown, scale, height),
    ]
    legend, end = draw(_legend(shown), MARGIN, WIDTH - MARGIN, bottom + 34)
    return Picture(title, document(WIDTH, end + 8, f"{title}: {below}", svg_css(), *parts, *legend))


def stretches(found: FoundShown) -> list[Stretch]:
    """The candidates in the order in which they were called, then the ensembles made of them."""
    told = {rank.name: rank for rank in ranks(found)}
    best = found.standings[0].name if found.standings else ""
    metric = found.problem.metric.name
    rows = []
    for trial in found.trials:
        state = BASELINE if trial.candidate.number == 0 else trial.state if trial.state in COLOURS else RAN_OUT
        outcome = f"{metric} {told[trial.name].words}" if trial.name in told else _why(trial.state, trial.error)
        ended_s = found.seconds if trial.ended_s is None else trial.ended_s
        rows.append(Stretch(trial.name, state, trial.began_s, ended_s, outcome, trial.fit_s, trial.name == best))
    began_s = max((row.ended_s for row in rows), default=0.0)
    for each in found.standings:
        if each.ensemble is not None:
            outcome = f"{metric} {told[each.name].words}"
            rows.append(
                Stretch(each.name, ENSEMBLE, began_s, max(began_s, found.seconds), outcome, is_best=each.name == best)
            )
    return rows


def _why(state: str, error: str) -> str:
    return first_line(error, 120) or "no message" if state == FAULT else state


def _end(found: FoundShown, every: list[Stretch]) -> float:
    return max(found.seconds, *(each.ended_s for each in every), 1e-3) if every else max(found.seconds, 1e-3)


def _summary(found: FoundShown, every: list[Stretch]) -> str:
    states = Counter(each.state for each in every)
    words = [f"{count(states[DONE], 'model')} in {duration(found.seconds)}"]
    words += [f"{SIGNS[state]} {states[state]:,} {state}" for state in (FAULT, RAN_OUT) if states[state]]
    if states[ENSEMBLE]:
        words.append(count(states[ENSEMBLE], "ensemble"))
    return " · ".join(words)


def _ground(scale: TimeScale, bottom: float, budget_s: float | None) -> list[str]:
    parts = []
    for x, label in ticks(scale, 0.0):
        parts.append(element("line", x1=x, y1=TOP, x2=x, y2=bottom, class_="grid"))
        parts.append(text(x, bottom + 15, label, 11, class_="muted", text_anchor="middle"))
    if budget_s is not None and budget_s <= scale.pieces[-1].end:
        x = scale.x(budget_s)
        line = element("path", d=f"M{x:.1f} {TOP:g}V{bottom:g}", class_="edge", stroke_dasharray="4 4")
        parts += [line, text(x, TOP - 5, "budget", 11, class_="muted", text_anchor="middle")]
    return parts


def _rows(shown: list[Stretch], scale: TimeScale, height: float) -> list[str]:
    """A row for each; where they are low, only every so many bears its name."""
    every = max(1, ceil(LABELLED_PX / height))
    return [_row(each, scale, TOP + at * height, height, at % every == 0) for at, each in enumerate(shown)]


def _row(each: Stretch, scale: TimeScale, y: float, height: float, is_named: bool) -> str:
    left, middle = scale.x(each.began_s), y + height / 2
    width = max(1.5, scale.x(each.ended_s) - left)
    sign = f"{SIGNS[each.state]} {each.outcome}"
    tip = [f"{each.name}: {each.state}", each.outcome, f"{duration(each.ended_s - each.began_s)} from call to end"]
    if each.fit_s:
        tip.append(f"{duration(each.fit_s)} of fitting, all folds together")
    parts = [tooltip(*(shorten(line, 300) for line in tip)), _bar(each.state, left, y + height * 0.14, width, height)]
    if is_named:
        weight = "600" if each.is_best else None
        size = min(12.0, max(10.0, height - 2))
        name = fit(each.name, NAME_PX, size)
        parts.append(text(MARGIN + NAME_PX, middle + 4.2, name, size, text_anchor="end", font_weight=weight))
        role = "bad" if each.state == FAULT else "muted" if each.state in (RAN_OUT, BASELINE) else "fg"
        outcome = fit(sign, OUTCOME_PX, size)
        parts.append(text(WIDTH - MARGIN - OUTCOME_PX, middle + 4.2, outcome, size, class_=role, font_weight=weight))
    return element("g", *parts)


def _bar(state: str, left: float, y: float, width: float, height: float) -> str:
    """A bar in the colour of its state; of what was given up only the dashed edge, of what failed with a cross."""
    tall = height * 0.72
    if state == RAN_OUT:
        edge = {"stroke": STOPPED, "stroke_dasharray": "4 3"} if height > 6 else {}
        return rect(left, y, width, tall, fill=STOPPED, fill_opacity="0.3", rx=2, **edge)
    drawn = rect(left, y, width, tall, fill=COLOURS[state], rx=2)
    if state == FAULT and height >= LABELLED_PX and width > text_width(SIGNS[FAULT], 11) + 4:
        drawn += text(
            left + width / 2, y + tall / 2 + 4, SIGNS[FAULT], 11, text_anchor="middle", class_=None, fill="#fff"
        )
    return drawn


def _legend(shown: list[Stretch]) -> list[tuple[Swatch, str]]:
    there = [state for state in COLOURS if any(each.state == state for each in shown)]
    return [(_swatch(state), f"{SIGNS[state]} {WORDS[state]}") for state in there]


def _swatch(state: str) -> Swatch:
    return lambda x, y: _bar(state, x, y, 14, 12 / 0.72)
