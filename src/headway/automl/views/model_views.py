"""The card of a model: what it predicts, what it is made of, what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headway.automl.views import blocks
from headway.automl.views.shown import ModelShown
from headway.automl.views.words import number, percent, value_words
from headway.faces.svg import escape
from headway.faces.wording import count

MOST_PARTS = 25
MOST_FEATURES = 50
MOST_LABELS = 12


def model_html(model: ModelShown) -> str:
    """The card."""
    return blocks.view(*model_parts(model))


def model_parts(model: ModelShown, tag: str = "h3") -> list[str]:
    """What stands in the card, or in a page; ``tag`` is that of its title."""
    return [
        blocks.heading(f"Model: {blocks.named(model.name)}", _says(model), tag),
        blocks.titled("Parts", _parts(model)),
        blocks.titled(f"Needs {count(len(model.features), 'column')}", _features(model)),
        blocks.titled("Thresholds", _thresholds(model)),
    ]


def _says(model: ModelShown) -> str:
    said = f"predicts {blocks.named(model.target)} ({escape(model.type)})"
    if not model.labels:
        return said
    labels = ", ".join(blocks.named(value_words(label), 30) for label in model.labels[:MOST_LABELS])
    more = f" and {len(model.labels) - MOST_LABELS:,} more" if len(model.labels) > MOST_LABELS else ""
    return f"{said}: {labels}{more}"


def _parts(model: ModelShown) -> str:
    weights = dict(getattr(model.ensemble, "weights", {}))
    names = sorted(model.members, key=lambda name: -weights.get(name, 0.0))
    most = max(weights.values(), default=1.0)
    rows = [
        [
            blocks.named(name),
            *([blocks.bar(weights.get(name, 0.0) / most) + percent(weights.get(name, 0.0))] if weights else []),
            escape(_made_of(model.members[name])),
        ]
        for name in names[:MOST_PARTS]
    ]
    heads = ["model", *(["weight"] if weights else []), "made of"]
    table = blocks.table(heads, rows, left=(0, 1, 2))
    if len(names) > MOST_PARTS:
        table += blocks.muted(f"and {len(names) - MOST_PARTS:,} more")
    if model.ensemble is not None and not weights:
        table += blocks.muted("Put together by a linear model of what they predict.")
    return table


def _made_of(members: Sequence[Any]) -> str:
    """The estimator that is in it, and how many: a fold each, whose mean is taken."""
    pipeline = members[0].pipeline
    estimator = type(pipeline[-1]).__name__
    return estimator if len(members) == 1 else f"the mean of {len(members)} × {estimator}, a fold each"


def _features(model: ModelShown) -> str:
    by_kind: dict[str, list[str]] = {}
    for name in model.features[:MOST_FEATURES]:
        by_kind.setdefault(model.schema[name].kind, []).append(name)
    rows = [[escape(kind), ", ".join(blocks.named(name) for name in names)] for kind, names in by_kind.items()]
    table = blocks.table(["kind", "columns"], rows, left=(0, 1))
    if len(model.features) > MOST_FEATURES:
        table += blocks.muted(f"The first {MOST_FEATURES}; model.features has all.")
    return table


def _thresholds(model: ModelShown) -> str:
    if not model.thresholds:
        return ""
    second = blocks.named(value_words(model.labels[1]), 30)
    rows = [[escape(metric), number(threshold, 3)] for metric, threshold in model.thresholds.items()]
    line = f'<p class="muted">The probability from which {second} is named, for the metric that it makes best.</p>'
    return line + blocks.table(["metric", "from"], rows, left=(0,))
