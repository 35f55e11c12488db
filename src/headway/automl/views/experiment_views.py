"""The card of an experiment: the leaderboard, what the best model leans on, what was noticed, what failed."""

from __future__ import annotations

from collections import Counter

from headway.automl.views import blocks
from headway.automl.views.importances import MOST_PREDICT_S, are_quick, best_single
from headway.automl.views.pictures import kinds
from headway.automl.views.ranks import Rank, better, first, ranks
from headway.automl.views.shown import ExperimentShown
from headway.automl.views.words import number, percent, signed
from headway.faces.palette import MARKS
from headway.faces.svg import escape
from headway.faces.wording import count, duration, first_line

MOST_MODELS = 12
MOST_FOLDED = 100
MOST_FEATURES = 10
MOST_FAILURES = 20


def experiment_html(experiment: ExperimentShown) -> str:
    """The card."""
    return blocks.view(*experiment_parts(experiment))


def experiment_parts(
    experiment: ExperimentShown, patience_s: float = MOST_PREDICT_S, *, is_page: bool = False
) -> list[str]:
    """What stands in the card; ``patience_s`` is what may be spent on importances that are not there yet.

    At the top of a page its title is the page's, and the pictures that it speaks of are there.
    """
    every = ranks(experiment.found)
    return [
        *head(experiment, every, "h1" if is_page else "h3"),
        board(every, experiment),
        _importances(experiment, patience_s),
        blocks.titled("Noticed", blocks.notes(experiment.notes)),
        failures(experiment),
        "" if is_page else _more(experiment),
    ]


def head(experiment: ExperimentShown, every: list[Rank], tag: str) -> list[str]:
    """What it came to: the first lines and the figures."""
    found = experiment.found
    frame = found.problem.frame
    metric = found.problem.metric.name
    best, base = every[0], next((rank for rank in every if rank.is_baseline), None)
    validated = f"{found.options.folds} folds" if found.options.folds > 1 else "a part held out once"
    said = f"{experiment.type} · {blocks.named(found.problem.table)}, {count(len(frame), 'row')} × "
    said += f"{count(frame.shape[1], 'feature')} · scores are of rows that a model had not seen: {validated}"
    shown = [(blocks.named(best.name, 30), "best model"), (best.words, f"{metric}: {better(found)}")]
    if base is not None and base is not best:
        shown.append((base.words, "the baseline"))
    held = experiment.holdout_scores_of(best.name).get(metric)
    if held is not None:
        shown.append((number(held, 3), "the best, on the rows held out"))
    shown.append((f"{len(every):,}", f"models in {duration(found.seconds)}"))
    return [blocks.heading(f"Experiment: {blocks.named(experiment.target)}", said, tag), blocks.tiles(shown)]


def board(every: list[Rank], experiment: ExperimentShown) -> str:
    """The leaderboard as a table: the best models and the baseline, further ones folded."""
    shown = first(every, MOST_MODELS)
    rest = [rank for rank in every if rank not in shown]
    more = blocks.folded(f"{count(len(rest), 'further model')}", _table(rest[:MOST_FOLDED], experiment)) if rest else ""
    if len(rest) > MOST_FOLDED:
        more += blocks.muted(f"The last {len(rest) - MOST_FOLDED:,} are in experiment.leaderboard.")
    return blocks.titled("Leaderboard", _table(shown, experiment) + more)


def _table(shown: list[Rank], experiment: ExperimentShown) -> str:
    heads = ["", "model", experiment.found.problem.metric.name, "from the baseline to the best", "fitted in"]
    rows = [
        [
            f"{rank.place:,}",
            blocks.named(rank.name),
            escape(rank.words),
            _way(rank),
            duration(rank.fit_s),
        ]
        for rank in shown
    ]
    best = next((at for at, rank in enumerate(shown) if rank.place == 1), -1)
    return blocks.table(heads, rows, left=(1, 3), best=best)


def _way(rank: Rank) -> str:
    if rank.is_baseline:
        return "<small>the baseline</small>"
    if rank.share is None:
        return ""
    if rank.share == 0:
        return f"{blocks.bar(0)}<small>not better</small>"
    return blocks.bar(rank.share) + percent(round(rank.share, 3))


def _importances(experiment: ExperimentShown, patience_s: float) -> str:
    if not are_quick(experiment, patience_s):
        return blocks.muted("What the best model leans on takes a while to measure: experiment.importances.")
    frame = experiment.importances
    shown = frame.head(MOST_FEATURES)
    most = float(shown["share"].max()) if len(shown) else 0.0
    rows = [
        [
            blocks.named(feature),
            blocks.bar(share / most if most else 0.0) + (percent(share) if share > 0 else "none"),
            signed(float(loss)),
        ]
        for feature, loss, share in zip(shown["feature"], shown["importance"], shown["share"], strict=True)
    ]
    metric = experiment.found.problem.metric.name
    table = blocks.table(["feature", "importance", f"{metric} gets worse by"], rows, left=(0, 1))
    table += blocks.muted("Measured by shuffling the values of one column after another among rows not seen before.")
    if len(frame) > len(shown):
        table += blocks.muted(f"The first {len(shown)} of {len(frame):,} features; experiment.importances has all.")
    return blocks.titled(f"What {best_single(experiment)} leans on", table)


def failures(experiment: ExperimentShown) -> str:
    """The candidates that failed, with their reasons, alike ones as one; and those that time was not enough for."""
    trials = experiment.found.trials
    reasons: dict[str, list[str]] = {}
    for trial in trials:
        if trial.state == "failed":
            reasons.setdefault(first_line(trial.error, 300) or "no message", []).append(trial.name)
    lines = [
        f'<li><span class="bad">{MARKS_FAILED}</span> <b>{blocks.named(names[0])}</b>'
        f"{f' and {len(names) - 1:,} more' if len(names) > 1 else ''}: <code>{escape(reason)}</code></li>"
        for reason, names in list(reasons.items())[:MOST_FAILURES]
    ]
    if len(reasons) > MOST_FAILURES:
        lines.append(f"<li>and {len(reasons) - MOST_FAILURES:,} other reasons</li>")
    late = Counter(trial.state for trial in trials)["out of time"]
    if late:
        lines.append(f"<li>{count(late, 'candidate')} given up when time was up</li>")
    return blocks.titled("Without a result", f"<ul>{''.join(lines)}</ul>") if lines else ""


MARKS_FAILED = next(mark for state, mark in MARKS.items() if str(state) == "failed")


def _more(experiment: ExperimentShown) -> str:
    names = ", ".join(f"<code>{kind}</code>" for kind in kinds(experiment))
    return f'<p class="muted">Pictures: <code>experiment.picture(…)</code> of {names}</p>'
