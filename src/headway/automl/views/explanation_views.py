"""The card of an explanation: its waterfall, and the figures beneath."""

from __future__ import annotations

from headway.automl.views import blocks
from headway.automl.views.shown import ExplanationShown
from headway.automl.views.waterfall import headline, waterfall
from headway.automl.views.words import number, signed, value_words

MOST_FEATURES = 50


def explanation_html(explanation: ExplanationShown) -> str:
    """The card."""
    frame = explanation.frame
    columns = (frame["feature"], frame["value"], frame["typical"], frame["contribution"])
    rows = [
        [
            blocks.named(feature),
            blocks.named(value_words(value, 200), 40),
            blocks.named(value_words(typical, 200), 40),
            signed(added),
        ]
        for feature, value, typical, added in list(zip(*columns, strict=True))[:MOST_FEATURES]
    ]
    table = blocks.table(["feature", "this row", "a typical row", "adds"], rows, left=(0, 1, 2))
    if len(frame) > MOST_FEATURES:
        table += blocks.muted(f"The first {MOST_FEATURES} of {len(frame):,} features; explanation.frame has all.")
    return blocks.view(
        blocks.heading(
            f"Explanation: {blocks.named(headline(explanation), 60)}", f"{number(explanation.base)} for a typical row"
        ),
        waterfall(explanation)._repr_html_(),
        blocks.folded("All figures", table),
    )
