"""The main job, as one writes it: upload two tables, train on the one, predict the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.automl import Experiment, Prediction

ALGORITHMS = ("LightGBM", "GLM", "ExtraTrees", "DRF", "KNN", "StackedEnsemble")  # what the extra itself brings
MODELS = 5


def flow(train_csv: Path, forecast_csv: Path) -> tuple[Experiment, Prediction]:
    """Four lines: each starts at once, and waits only for what it needs."""
    from headway import automl

    client = automl.Client()
    images = client.upload(train_csv)
    unread = client.upload(forecast_csv)
    experiment = client.train(
        images,
        target="digit",
        problem_type="classification",
        metric="accuracy",
        algorithms=ALGORITHMS,
        max_models=MODELS,
    )
    prediction = client.predict(unread, experiment)
    return experiment.result(), prediction.result()
