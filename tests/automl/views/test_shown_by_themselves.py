"""Real values, trained in a moment, show themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.views.looking import card_is_sound, picture_is_sound

from headway import automl
from headway.automl.views import report
from headway.automl.views.pictures import kinds


@pytest.fixture(scope="module")
def values() -> tuple[Any, Any, Any]:
    """A table, an experiment and a prediction."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"size": random.normal(size=80).round(2), "colour": random.choice(["red", "blue"], 80)})
    frame["sold"] = np.where(frame["size"] + random.normal(size=80) > 0, "yes", "no")
    client = automl.Client()
    table = client.upload(frame, name="shirts")
    experiment = client.train(
        table, target="sold", max_models=2, algorithms=["GLM", "KNN", "StackedEnsemble"], folds=2, holdout=0.2
    )
    return table.result(), experiment.result(), client.predict(table, experiment).result()


def test_table_shows_itself(values: tuple[Any, Any, Any]) -> None:
    assert "80 rows × 3 columns" in card_is_sound(values[0]._repr_html_()).text
    picture_is_sound(values[0].picture())


def test_experiment_shows_itself(values: tuple[Any, Any, Any]) -> None:
    text = card_is_sound(values[1]._repr_html_()).text
    for part in ("Baseline", "GLM", "StackedEnsemble", "size", "on the rows held out"):
        assert part in text, part
    for kind in kinds(values[1]):
        picture_is_sound(values[1].picture(kind))


def test_model_prediction_and_explanation_show_themselves(values: tuple[Any, Any, Any]) -> None:
    table, experiment, prediction = values
    assert "predicts " in card_is_sound(experiment.best_model._repr_html_()).text
    assert "80 rows by " in card_is_sound(prediction._repr_html_()).text
    explanation = experiment.best_model.explain(table, 0, samples=4)
    assert "size" in card_is_sound(explanation._repr_html_()).text
    picture_is_sound(explanation.picture())


def test_report_is_made_of_real_values(values: tuple[Any, Any, Any]) -> None:
    text = card_is_sound(report(values[1], values[2]).html()).text
    for part in ("Experiment: ", "Every metric", "auc", "Model: ", "Prediction: "):
        assert part in text, part


def test_importances_are_those_of_one_column_after_another(values: tuple[Any, Any, Any]) -> None:
    """All copies are predicted at once: the column that the target comes from is the one that counts."""
    frame = values[1].importances
    assert frame["feature"][0] == "size"
    assert frame["share"][0] > 0.8
