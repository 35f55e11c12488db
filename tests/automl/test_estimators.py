"""AutoClassifier and AutoRegressor: scikit-learn's own checks, and what people do with estimators."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks as checks
from tests.automl.tables import MIXED, mixed, people

from headway.automl import AutoClassifier, AutoRegressor
from headway.errors import BadOption

FOLDS = "folds are drawn over rows, so that a weight of 2 is not the same as a row that is there twice"
EXPECTED = {"check_sample_weight_equivalence_on_dense_data": FOLDS}
SHORT = {
    "check_no_attributes_set_in_init", "check_estimators_overwrite_params", "check_dont_overwrite_attributes",
    "check_dict_unchanged", "check_n_features_in", "check_n_features_in_after_fitting", "check_estimators_unfitted",
    "check_estimators_nan_inf", "check_estimators_pickle", "check_fit2d_1sample", "check_fit1d", "check_complex_data",
    "check_supervised_y_2d", "check_supervised_y_no_nan", "check_estimators_empty_data_messages",
}  # fmt: skip
SMALL: Any = {"max_models": 1, "on": "inline", "algorithms": ["GLM"], "folds": 2}
BOTH = pytest.mark.parametrize("kind", [AutoClassifier, AutoRegressor])
FRAME = people()
X, WON, PAID = FRAME[["a", "b"]], FRAME["won"], FRAME["paid"]
MIX = mixed()


def target_of(kind: Any) -> Any:
    return WON if kind is AutoClassifier else PAID


@pytest.mark.full
@pytest.mark.parametrize("algorithms", [None, ["GLM"]])
@BOTH
def test_scikit_learn_finds_nothing(kind: Any, algorithms: Any) -> None:
    estimator = kind(max_models=1, on="inline", algorithms=algorithms)
    told = checks.check_estimator(estimator, expected_failed_checks=EXPECTED, on_skip=None)
    failed = {each["check_name"] for each in told if each["status"] == "xfail"}
    assert failed == set(EXPECTED)


def at_a_glance() -> Iterator[Any]:
    """A few of the checks for each of the two."""
    for kind in (AutoClassifier, AutoRegressor):
        for estimator, check in checks.estimator_checks_generator(kind(**SMALL)):
            if check.func.__name__ in SHORT:
                yield pytest.param(estimator, check, id=f"{kind.__name__}-{check.func.__name__}")


@pytest.mark.parametrize(("estimator", "check"), list(at_a_glance()))
def test_scikit_learn_finds_nothing_at_a_glance(estimator: Any, check: Any) -> None:
    check(estimator)


@BOTH
def test_pipelines_and_folds_take_it(kind: Any) -> None:
    y = target_of(kind)
    scores = cross_val_score(make_pipeline(StandardScaler(), kind(**SMALL)), X, y, cv=3)
    assert scores.min() > 0.75


def test_grid_search_takes_it() -> None:
    search = GridSearchCV(AutoRegressor(**SMALL), {"folds": [1, 3]}, cv=2).fit(X, PAID)
    assert search.best_params_["folds"] in (1, 3)
    assert clone(search.best_estimator_).get_params() == search.best_estimator_.get_params()


class TestFrames:
    @pytest.fixture(scope="class")
    @staticmethod
    def fitted() -> AutoClassifier:
        return AutoClassifier(**SMALL).fit(MIX[MIXED], MIX["won"])

    def test_categories_dates_and_text_are_features(self, fitted: AutoClassifier) -> None:
        assert {column.kind for column in fitted.schema_} == {"numerical", "categorical", "datetime", "text"}
        assert fitted.score(MIX[MIXED], MIX["won"]) > 0.8
        assert fitted.feature_names_in_.tolist() == MIXED

    @pytest.mark.parametrize(
        "columns",
        [
            {"colour": np.nan, "code": np.nan, "words": np.nan, "seen": np.nan},
            {"colour": "mauve", "code": 5},
            {"seen": "2024-05-01"},
            {},
        ],
    )
    def test_row_by_itself_may_be_anything(self, fitted: AutoClassifier, columns: Any) -> None:
        """A frame of one row may have no column left that is more than numbers."""
        told = fitted.predict_proba(MIX[MIXED].head(1).assign(**columns))
        assert told.shape == (1, 2)
        assert told.sum() == pytest.approx(1)

    def test_index_does_not_matter(self, fitted: AutoClassifier) -> None:
        rows = MIX[MIXED].set_index(MIX.index[::-1] * 2)
        np.testing.assert_array_equal(fitted.predict(rows), fitted.predict(MIX[MIXED]))

    def test_other_columns_are_refused(self, fitted: AutoClassifier) -> None:
        with pytest.raises(ValueError, match="feature names should match"):
            fitted.predict(MIX[MIXED[::-1]])

    def test_names_of_ours_are_taken(self) -> None:
        frame = X.rename(columns={"a": "target", "b": "sample_weight"})
        assert AutoRegressor(**SMALL).fit(frame, PAID, sample_weight=np.ones(60)).score(frame, PAID) > 0.9

    def test_numbered_columns_may_hold_text(self) -> None:
        frame = FRAME[["a", "c"]].set_axis([0, 1], axis=1)
        assert len(AutoRegressor(**SMALL).fit(frame, PAID).predict(frame.head(3))) == 3

    def test_nullable_and_bool_columns_are_numbers(self) -> None:
        frame = X.assign(n=pd.array([1, None] * 30, dtype="Int64"), flag=X["a"] > 0)
        assert AutoRegressor(**SMALL).fit(frame, PAID).score(frame, PAID) > 0.9


class TestTargets:
    @pytest.mark.parametrize(
        "y",
        [WON, WON.to_numpy(), WON.astype("category"), WON == "yes", (WON == "yes").astype(int) * 3 - 1, WON.tolist()],
        ids=["text", "array", "category", "bool", "numbers", "list"],
    )
    def test_classes_are_given_back_as_they_were(self, y: Any) -> None:
        fitted = AutoClassifier(**SMALL).fit(X, y)
        told = fitted.predict(X)
        assert set(told.tolist()) == set(np.asarray(y).tolist()) == set(fitted.classes_.tolist())
        assert np.mean(told == np.asarray(y)) > 0.8

    def test_column_of_targets_is_warned_of(self) -> None:
        with pytest.warns(match="column-vector"):
            AutoRegressor(**SMALL).fit(X, PAID.to_frame())

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    @BOTH
    def test_numbers_that_are_none_are_refused(self, kind: Any, bad: float) -> None:
        with pytest.raises(ValueError, match="NaN or infinite"):
            kind(**SMALL).fit(X, PAID.where(PAID.index > 0, bad))

    def test_one_class_is_refused(self) -> None:
        with pytest.raises(ValueError, match="one class"):
            AutoClassifier(**SMALL).fit(X, ["same"] * 60)

    def test_numbers_without_end_are_no_classes(self) -> None:
        with pytest.raises(ValueError, match=r"(?i)continuous"):
            AutoClassifier(**SMALL).fit(X, PAID)


class TestWeights:
    def test_rows_that_weigh_nothing_are_not_there(self) -> None:
        weights = np.arange(60) % 2
        one = AutoRegressor(**SMALL).fit(X, PAID, sample_weight=weights)
        other = AutoRegressor(**SMALL).fit(X[weights > 0], PAID[weights > 0])
        np.testing.assert_allclose(one.predict(X), other.predict(X), rtol=1e-6)

    def test_heavy_rows_are_heeded(self) -> None:
        y = np.where(np.arange(60) < 30, 1.0, 9.0)
        noise = pd.DataFrame({"a": np.random.default_rng(0).normal(size=60)})
        fitted = AutoRegressor(**SMALL).fit(noise, y, sample_weight=np.where(y == 9, 50, 1))
        assert fitted.predict(noise).mean() > 7

    @pytest.mark.parametrize("bad", [-np.ones(60), np.zeros(60), np.ones(59), np.full(60, np.nan)])
    def test_bad_ones_are_refused(self, bad: Any) -> None:
        with pytest.raises(ValueError):  # noqa: PT011  scikit-learn's words
            AutoRegressor(**SMALL).fit(X, PAID, sample_weight=bad)


@pytest.mark.parametrize("metric", ["accuracy", "f1", "balanced_accuracy", "auto"])
def test_fitted_one_survives_a_pickle(metric: str) -> None:
    fitted = AutoClassifier(**SMALL, metric=metric).fit(X, WON)
    again = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert again.experiment_.metric == ("logloss" if metric == "auto" else metric)


def test_unfitted_one_says_so() -> None:
    with pytest.raises(NotFittedError):
        AutoClassifier().predict(X)


@BOTH
@pytest.mark.parametrize(
    ("options", "option"),
    [({"folds": 0}, "folds"), ({"algorithms": ["GLMM"]}, "algorithms"), ({"metric": "rmsee"}, "metric"),
     ({"budget_s": -1}, "budget_s"), ({"seed": "a"}, "seed"), ({"on": "nowhere"}, "on")],
)  # fmt: skip
def test_bad_options_are_named(kind: Any, options: Any, option: str) -> None:
    with pytest.raises(BadOption) as caught:
        kind(**{**SMALL, **options}).fit(X, target_of(kind))
    assert caught.value.option == option


@pytest.mark.slow
def test_workers_give_the_same_as_this_process() -> None:
    one, other = (AutoClassifier(**{**SMALL, "on": on}).fit(X, WON) for on in ("inline", "auto"))
    np.testing.assert_array_equal(one.predict_proba(X), other.predict_proba(X))
