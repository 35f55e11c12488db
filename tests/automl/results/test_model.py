"""Models: asked about other tables than they were trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.conftest import Train
from tests.automl.tables import MIXED, people

from headway.automl import Experiment, Model
from headway.errors import BadOption, BadTable


@pytest.fixture(scope="module", params=["GLM", "KNN", "StackedEnsemble (linear)", "Baseline"])
def model(request: pytest.FixtureRequest, binary: Experiment) -> Model:
    return binary.model(request.param)


def test_probabilities_add_up(model: Model, mixed_frame: pd.DataFrame) -> None:
    told = model.predict_proba(mixed_frame)
    assert told.shape == (len(mixed_frame), 2)
    np.testing.assert_allclose(told.sum(axis=1), 1)
    assert model.predict(mixed_frame).tolist() == [model.labels[at] for at in told.argmax(axis=1)]
    assert model.classes_.tolist() == ["no", "yes"]


@pytest.mark.parametrize(
    "changed",
    [
        lambda frame: frame[frame.columns[::-1]],
        lambda frame: frame.assign(more=1, won=None),
        lambda frame: frame.set_index(pd.Index(range(1000, 1000 + len(frame)))),
        lambda frame: frame.astype({"rooms": float, "colour": "category"}),
        lambda frame: frame.to_csv(index=False).encode(),
    ],
    ids=["another order", "more columns", "another index", "other types", "as CSV"],
)
def test_same_rows_give_the_same(model: Model, mixed_frame: pd.DataFrame, changed: Any) -> None:
    frame = mixed_frame[MIXED]
    np.testing.assert_allclose(model.predict_proba(changed(frame)), model.predict_proba(frame), atol=1e-12)


def test_row_by_itself_gives_the_same(model: Model, mixed_frame: pd.DataFrame) -> None:
    together = model.predict_proba(mixed_frame)
    for row in (0, 3, 17):
        np.testing.assert_allclose(model.predict_proba(mixed_frame.iloc[[row]])[0], together[row], atol=1e-9)


@pytest.mark.parametrize(
    "columns",
    [
        {"colour": "mauve", "code": "Q17", "words": "unheard of"},
        {"colour": None, "code": None, "words": None, "age": np.nan, "seen": pd.NaT},
        {"age": np.inf, "rooms": -np.inf},
        {"age": 1.7e308, "rooms": -(10**18)},
        {"seen": pd.Timestamp("1700-01-01"), "words": "", "colour": 7, "code": True},
    ],
    ids=["unseen", "missing", "infinite", "huge", "odd"],
)
def test_strange_rows_have_a_prediction(model: Model, mixed_frame: pd.DataFrame, columns: Any) -> None:
    told = model.predict_proba(mixed_frame[MIXED].head(9).assign(**columns))
    assert np.isfinite(told).all()
    np.testing.assert_allclose(told.sum(axis=1), 1)


def test_missing_columns_are_named(binary: Experiment, mixed_frame: pd.DataFrame) -> None:
    with pytest.raises(BadTable, match="lacks columns 'age', 'colour'"):
        binary.best_model.predict(mixed_frame.drop(columns=["age", "colour"]))
    with pytest.raises(BadTable, match="Rename 'Age' to 'age'"):
        binary.best_model.predict(mixed_frame.rename(columns={"age": "Age"}))


@pytest.mark.parametrize("rows", [lambda frame: frame.head(0), lambda frame: b"age,rooms,colour,code,seen,words\n"])
def test_no_rows_are_an_error(binary: Experiment, mixed_frame: pd.DataFrame, rows: Any) -> None:
    with pytest.raises(BadTable, match="at least one row"):
        binary.best_model.predict(rows(mixed_frame))


def test_numbers_have_no_probabilities(regression: Experiment) -> None:
    with pytest.raises(BadOption, match="use predict"):
        regression.best_model.predict_proba(people())


def test_threshold_names_the_second_from_there_on(binary: Experiment, mixed_frame: pd.DataFrame) -> None:
    model = binary.best_model
    ones = model.predict_proba(mixed_frame)[:, 1]
    for threshold in (0, 0.2, 1):
        assert (model.predict(mixed_frame, threshold) == "yes").tolist() == (ones >= threshold).tolist()
    for bad in (1.2, -0.1, "high", np.nan):
        with pytest.raises(BadOption, match="a probability, 0 to 1"):
            model.predict(mixed_frame, bad)  # type: ignore[arg-type]


def test_threshold_is_for_two_classes(multiclass: Experiment) -> None:
    with pytest.raises(BadOption, match="for two classes"):
        multiclass.best_model.predict(people(), 0.5)


def test_model_without_features_knows_the_frequencies(train: Train) -> None:
    frame = people(30)[["won"]].assign(k=1)
    experiment = train(frame, "won")
    assert experiment.model_names == ("Baseline",)
    assert len(experiment.plan) == 1
    shares = frame["won"].value_counts(normalize=True)
    told = experiment.best_model.predict_proba(people(7))
    np.testing.assert_allclose(told, np.tile([shares["no"], shares["yes"]], (7, 1)), atol=0.02)
    assert experiment.importances.empty
    assert experiment.best_model.explain(people(7), 3).frame.empty


class TestExplanation:
    @pytest.mark.parametrize(
        "row", [5, pytest.param(0, marks=pytest.mark.full), pytest.param(40, marks=pytest.mark.full)]
    )
    def test_adds_up(self, model: Model, mixed_frame: pd.DataFrame, row: int) -> None:
        told = model.explain(mixed_frame, row, samples=4)
        assert told.base + told.frame["contribution"].sum() == pytest.approx(told.prediction)
        named = model.predict_proba(mixed_frame.iloc[[row]])[0]
        assert told.prediction == pytest.approx(named.max())
        assert told.label == model.labels[named.argmax()]
        assert set(told.frame["feature"]) == set(model.features)

    def test_numbers_add_up(self, regression: Experiment) -> None:
        told = regression.best_model.explain(people(), 2)
        assert told.label is None
        assert told.base + told.frame["contribution"].sum() == pytest.approx(told.prediction)
        assert told.frame["feature"].iloc[0] == "a"

    def test_is_the_same_each_time(self, binary: Experiment, mixed_frame: pd.DataFrame) -> None:
        one, other = (binary.best_model.explain(mixed_frame, 5, samples=4) for _ in range(2))
        pd.testing.assert_frame_equal(one.frame, other.frame)
        third = binary.best_model.explain(mixed_frame, 5, samples=4, seed=1)
        assert third.prediction == one.prediction

    def test_typical_row_has_nothing_to_explain(self, regression: Experiment) -> None:
        typical = pd.DataFrame([dict(regression.best_model.typical)])
        told = regression.best_model.explain(typical)
        assert told.prediction == pytest.approx(told.base)
        assert (told.frame["contribution"].abs() < 1e-9).all()

    @pytest.mark.parametrize(
        ("options", "option"),
        [
            ({"row": 120}, "row"), ({"row": -1}, "row"), ({"row": "first"}, "row"), ({"samples": 0}, "samples"),
            ({"samples": 1.5}, "samples"), ({"seed": -1}, "seed"),
        ],
    )  # fmt: skip
    def test_bad_options_are_named(
        self, binary: Experiment, mixed_frame: pd.DataFrame, options: Any, option: str
    ) -> None:
        with pytest.raises(BadOption) as caught:
            binary.best_model.explain(mixed_frame, **options)
        assert caught.value.option == option


def test_saved_model_is_the_same(binary: Experiment, mixed_frame: pd.DataFrame, tmp_path: Path) -> None:
    from headway import automl

    binary.best_model.save(tmp_path / "model.zip")
    loaded = automl.load(tmp_path / "model.zip")
    np.testing.assert_allclose(loaded.predict_proba(mixed_frame), binary.best_model.predict_proba(mixed_frame))
