"""All of an experiment on one page that loads nothing from anywhere: for colleagues, and for the record."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from headway.automl.views import blocks
from headway.automl.views.experiment_views import experiment_parts
from headway.automl.views.model_views import model_parts
from headway.automl.views.pictures import experiment_picture, kinds
from headway.automl.views.prediction_views import prediction_parts
from headway.automl.views.shown import ExperimentShown, PredictionShown
from headway.automl.views.words import aligned
from headway.faces.report_sheet import section, whole_page
from headway.faces.saving import save
from headway.faces.svg import escape
from headway.faces.wording import shorten

PATIENCE_S = 20.0  # what the importances may take where they have to be measured first
MOST_MODELS = 50
PICTURES = ("leaderboard", "plan", "roc", "precision_recall", "calibration", "confusion", "residuals")


@dataclass(frozen=True, repr=False)
class Page:
    """A page of its own: ``body`` is markup."""

    title: str
    body: str

    def html(self) -> str:
        """The page; it needs nothing else, in light and in dark."""
        return whole_page(self.title, f"<style>{blocks.view_css()}</style>{self.body}")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file ending in ``.html``; gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        return save(path, {".html": self.html})

    def _repr_html_(self) -> str:
        return blocks.view(self.body)

    def __repr__(self) -> str:
        return f"<Page: {self.title}>"


def report(experiment: ExperimentShown, prediction: PredictionShown | None = None) -> Page:
    """All that there is to see of an experiment, and of a prediction by its model, on one page.

    Args:
        experiment: what :meth:`Client.train` gives.
        prediction: what :meth:`Client.predict` gives.
    """
    title = f"{shorten(experiment.target, 60)}: {shorten(experiment.found.problem.table, 60)}"
    there = kinds(experiment)
    pictures = [experiment_picture(experiment, kind)._repr_html_() for kind in PICTURES if kind in there]
    body = [
        blocks.part(*experiment_parts(experiment, PATIENCE_S, is_page=True)),
        f'<div class="hw-pictures">{"".join(pictures)}</div>',
        blocks.part(*model_parts(experiment.best_model, "h2")),
        "" if prediction is None else blocks.part(*prediction_parts(prediction, "h2")),
        section("Every metric", blocks.part(_metrics(experiment.leaderboard))),
    ]
    return Page(title, "\n".join(body))


def _metrics(leaderboard: pd.DataFrame) -> str:
    """Every metric of the best models; columns of numbers are aligned."""
    shown = leaderboard.head(MOST_MODELS)
    columns = [_cells(shown[name]) for name in shown.columns]
    rows = [[f"{place}", *cells] for place, cells in zip(shown.index, zip(*columns, strict=True), strict=True)]
    table = blocks.table(["", *map(str, shown.columns)], rows, left=(1,))
    return table + (blocks.muted(f"The best {MOST_MODELS}.") if len(leaderboard) > MOST_MODELS else "")


def _cells(column: Any) -> list[str]:
    if column.dtype.kind == "f":
        return [escape(words) for words in aligned([float(value) for value in column])]
    return [blocks.named(value) for value in column]
