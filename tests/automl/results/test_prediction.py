"""Predictions: a frame of what is said of each row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.tables import people

from headway.automl import Experiment
from headway.automl.results import predict
from headway.automl.results.thresholds import BY
from headway.automl.search.metrics import metric_of
from headway.errors import BadOption, UnknownColumn


def test_frame_has_the_class_and_its_probabilities(binary: Experiment, mixed_frame: pd.DataFrame) -> None:
    told = predict(binary.best_model, mixed_frame)
    assert told.frame.columns.tolist() == ["prediction", "no", "yes"]
    assert told.probabilities is not None
    assert told.probabilities.shape == (120, 2)
    assert told.values.tolist() == [["no", "yes"][at] for at in told.probabilities.argmax(axis=1)]
    assert (len(told), told.labels, told.threshold) == (120, ("no", "yes"), None)
    assert repr(told) == f"<prediction of 'won' by {binary.best_model.name} for 120 rows>"


def test_numbers_are_by_themselves(regression: Experiment) -> None:
    told = predict(regression.best_model, people())
    assert told.frame.columns.tolist() == ["prediction"]
    assert told.probabilities is None


def test_columns_may_be_kept(binary: Experiment, mixed_frame: pd.DataFrame) -> None:
    frame = mixed_frame.assign(yes="mine", prediction=1, prediction_=2)
    told = predict(binary.best_model, frame, keep=["age", "yes", "prediction", "prediction_", "age"])
    assert told.frame.columns.tolist() == ["prediction", "no", "yes", "age", "yes_", "prediction_", "prediction__"]
    assert (told.frame["yes_"] == "mine").all()
    assert (told.frame[["prediction_", "prediction__"]] == [1, 2]).all(axis=None)
    assert told.probabilities is not None
    np.testing.assert_allclose(told.probabilities.sum(axis=1), 1)


def test_file_is_the_frame(binary: Experiment, mixed_frame: pd.DataFrame, tmp_path: Path) -> None:
    told = predict(binary.best_model, mixed_frame.assign(words='ü "q",\n'), keep=["words"])
    told.to_csv(tmp_path / "out.csv")
    assert b"\r" not in (tmp_path / "out.csv").read_bytes()
    written = told.frame.astype({"words": object})
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "out.csv"), written, check_dtype=False)


@pytest.mark.parametrize("metric", BY)
def test_threshold_by_is_best_where_it_was_not_seen(binary: Experiment, mixed_frame: pd.DataFrame, metric: str) -> None:
    told = predict(binary.best_model, mixed_frame, threshold_by=metric)
    assert told.threshold == binary.best_model.thresholds[metric]
    assert told.probabilities is not None
    assert (told.values == "yes").tolist() == (told.probabilities[:, 1] >= told.threshold).tolist()
    standing = binary.found.standings[0]
    truth, measured = binary.found.problem.y, metric_of(metric, "binary")

    def gain(threshold: float) -> float:
        return measured.gain(truth, np.eye(2)[(standing.predictions[:, 1] >= threshold).astype(int)])

    assert all(gain(told.threshold) >= gain(other) for other in np.linspace(0, 1, 41))


@pytest.mark.parametrize(
    ("options", "option", "says"),
    [
        ({"threshold": 2}, "threshold", "a probability, 0 to 1"),
        ({"threshold_by": "f2"}, "threshold_by", "did you mean 'f1'"),
        ({"threshold_by": "f1", "threshold": 0.5}, "threshold_by", "not both"),
        ({"keep": "age"}, "keep", r"a list of columns, such as \['age'\]"),
    ],
)
def test_bad_options_are_named(
    binary: Experiment, mixed_frame: pd.DataFrame, options: Any, option: str, says: str
) -> None:
    with pytest.raises(BadOption, match=says) as caught:
        predict(binary.best_model, mixed_frame, **options)
    assert caught.value.option == option


def test_column_that_is_not_there_can_not_be_kept(binary: Experiment, mixed_frame: pd.DataFrame) -> None:
    with pytest.raises(UnknownColumn, match="did you mean 'age'"):
        predict(binary.best_model, mixed_frame, keep=["Age"])


@pytest.mark.parametrize("options", [{"threshold": 0.5}, {"threshold_by": "f1"}])
def test_thresholds_are_for_two_classes(regression: Experiment, multiclass: Experiment, options: Any) -> None:
    for experiment in (regression, multiclass):
        with pytest.raises(BadOption, match="nothing"):
            predict(experiment.best_model, people(), **options)


def test_notes_say_what_was_odd_about_the_table(regression: Experiment) -> None:
    assert any("infinite" in note for note in predict(regression.best_model, people().assign(a=np.inf)).notes)
