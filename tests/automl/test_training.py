"""Trainings: honest about what there is to learn, whatever the table holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.automl.conftest import Train
from tests.automl.tables import MIXED, mixed, people

from headway.automl import Metric, read
from headway.errors import BadOption, BadTable

FRAME = people()
WON = FRAME.drop(columns="paid")
PAID = FRAME.drop(columns="won")


class TestHonesty:
    @pytest.mark.parametrize("algorithms", [["GLM"], ["LightGBM"], ["LightGBM", "GLM", "KNN", "StackedEnsemble"]])
    def test_shuffled_labels_score_as_chance(self, train: Train, algorithms: list[str]) -> None:
        """Words, dates and categories with many values leak as soon as a fold is prepared by its own targets."""
        frame = mixed(240)
        frame["won"] = np.random.default_rng(7).permutation(frame["won"])
        table = read(frame[[*MIXED, "won"]]).setup({"code": "categorical"})
        experiment = train(table, "won", algorithms=algorithms, max_models=3, metric="auc")
        ones = (frame["won"] == "yes").sum()
        sigma = np.sqrt((240 + 1) / (12 * ones * (240 - ones)))  # of Mann and Whitney's count
        for name in experiment.model_names:
            if name != "Baseline":
                assert abs(experiment.scores_of(name)["auc"] - 0.5) < 4 * sigma

    def test_duplicates_are_held_out_together(self, train: Train) -> None:
        """Each row thrice, and a learner that remembers rows: it would be right every time."""
        random = np.random.default_rng(1)
        rows = pd.DataFrame({"a": random.normal(size=60), "b": random.normal(size=60), "y": random.permutation(60) % 2})
        frame = pd.concat([rows] * 3, ignore_index=True).sample(frac=1, random_state=2)
        experiment = train(frame, "y", algorithms=["KNN"], metric="accuracy")
        assert experiment.scores_of("KNN")["accuracy"] < 0.7
        assert any("120 rows repeat others" in note for note in experiment.notes)

    def test_groups_stay_together(self, train: Train) -> None:
        frame = people(120).drop(columns="paid").assign(shop=np.repeat([f"s{i}" for i in range(12)], 10))
        experiment = train(frame, "won", groups="shop", folds=4, holdout=0.25)
        found, shops = experiment.found, frame["shop"].to_numpy()
        assert pd.Series(found.fold_of).groupby(found.problem.blocks).nunique().max() == 1
        assert len(set(found.problem.blocks)) == 9
        assert experiment.holdout is not None
        assert len(experiment.holdout.y) == 30
        assert experiment.best_model.features == ("a", "b", "c")
        assert len(set(shops)) == 12

    def test_copy_of_the_target_is_named_and_left_out(self, train: Train) -> None:
        frame = WON.assign(again=FRAME["won"].map({"yes": "ja", "no": "nein"}))
        experiment = train(frame, "won")
        assert "again" not in experiment.best_model.features
        assert any("'again' is not used" in note and "copy" in note for note in experiment.notes)
        kept = train(frame, "won", features=["a", "again"])
        assert kept.best_model.features == ("a", "again")
        assert kept.scores_of("GLM")["auc"] == 1

    def test_rows_that_are_held_out_have_no_part(self, train: Train) -> None:
        """Their targets may be anything: what is learnt from the others is the same."""
        one = train(WON, "won", holdout=0.2, folds=2)
        assert one.holdout is not None
        out = pd.merge(WON.reset_index(), one.holdout.frame[["a"]], on="a")["index"].to_numpy()
        assert len(out) == 12
        poisoned = WON.copy()
        poisoned.loc[out, "won"] = poisoned.loc[out, "won"].map({"yes": "no", "no": "yes"})
        poisoned.loc[out, "b"] *= 1e4
        rest = WON.drop(index=out)
        fitted = train(rest, "won", folds=2, holdout=0.0)
        assert fitted.found.problem.y.tolist() == one.found.problem.y.tolist()
        np.testing.assert_allclose(
            fitted.model("GLM").predict_proba(WON), one.model("GLM").predict_proba(WON), atol=1e-9
        )


class TestFolds:
    @pytest.mark.parametrize(("folds", "held_out"), [(1, 12), (2, 60), (7, 60)])
    def test_each_row_is_held_out_once_or_a_fifth_is(self, train: Train, folds: int, held_out: int) -> None:
        experiment = train(WON, "won", folds=folds)
        assert len(experiment.found.held_out) == held_out
        assert experiment.plan["folds"].tolist() == [folds, folds]
        assert experiment.validated_by == ("validation" if folds == 1 else "cross_validation")

    @pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.37, 0.4, 0.6, 0.9])
    def test_holdout_is_as_large_as_was_asked(self, train: Train, share: float) -> None:
        experiment = train(people(200).drop(columns="paid"), "won", holdout=share, folds=1)
        assert experiment.holdout is not None
        assert len(experiment.holdout.y) == pytest.approx(200 * share, abs=2)
        assert len(experiment.holdout.y) + len(experiment.found.problem.y) == 200
        assert experiment.holdout.y.mean() == pytest.approx(experiment.found.problem.y.mean(), abs=0.1)

    def test_more_than_there_are_rows_are_refused(self, train: Train) -> None:
        with pytest.raises(BadOption, match="at most 8"):
            train(WON.head(8), "won", folds=9)

    def test_few_rows_have_fewer(self, train: Train) -> None:
        assert train(PAID.head(3), "paid", folds=None).plan["folds"].tolist() == [3, 3]


class TestOwn:
    def test_estimators_join_the_search(self, train: Train) -> None:
        mine = [GaussianNB(), RandomForestClassifier(5), make_pipeline(StandardScaler(), LogisticRegression())]
        experiment = train(WON, "won", algorithms=[*mine, "GLM", "StackedEnsemble"], max_models=4, folds=2)
        assert set(experiment.model_names) >= {"GaussianNB", "RandomForestClassifier", "Pipeline", "GLM"}
        assert len(experiment.model("GaussianNB").predict(FRAME)) == len(FRAME)
        assert len(experiment.model("StackedEnsemble").predict(FRAME)) == len(FRAME)

    def test_estimator_may_be_given_by_itself(self, train: Train) -> None:
        assert train(PAID, "paid", algorithms=Ridge()).model_names[0] == "Ridge"
        assert train(WON, "won", algorithms=RandomForestClassifier(3)).plan["candidate"].iloc[1] == (
            "RandomForestClassifier"
        )

    def test_estimator_of_another_kind_is_refused(self, train: Train) -> None:
        with pytest.raises(BadOption, match="learns binary targets"):
            train(WON, "won", algorithms=[Ridge()])

    def test_metric_ranks(self, train: Train) -> None:
        def sure(truth: Any, told: Any, weights: Any) -> float:
            return float(np.average(told.max(axis=1), weights=weights))

        options: Any = {"algorithms": ["GLM", DummyClassifier(strategy="most_frequent")], "max_models": 2}
        most = train(WON, "won", metric=Metric("sure", sure, is_more_better=True, types=("binary",)), **options)
        assert (most.metric, most.model_names[0]) == ("sure", "DummyClassifier")
        least = train(WON, "won", metric=Metric("sure", sure, is_more_better=False, types=("binary",)), **options)
        assert least.model_names[0] == "Baseline"

    @pytest.mark.parametrize(
        ("metric", "name"),
        [
            ("neg_mean_absolute_error", "neg_mean_absolute_error"),
            (sk.make_scorer(sk.mean_pinball_loss, alpha=0.9, greater_is_better=False), "mean_pinball_loss"),
            (sk.make_scorer(lambda truth, told: float(-np.abs(truth - told).max())), "<lambda>"),
        ],
    )
    def test_scorer_ranks(self, train: Train, metric: Any, name: str) -> None:
        experiment = train(PAID, "paid", metric=metric)
        assert experiment.metric == name
        assert experiment.model_names == ("GLM", "Baseline")
        assert experiment.leaderboard["score"].iloc[0] > experiment.leaderboard["score"].iloc[1]

    def test_metric_that_fails_fails_the_training_as_it_is(self, train: Train) -> None:
        with pytest.raises(ZeroDivisionError):
            train(PAID, "paid", metric=Metric("mine", lambda truth, told, weights: 1 / 0, is_more_better=False))


class TestWeights:
    def test_they_have_a_say_in_fits_and_scores(self, train: Train) -> None:
        frame = PAID.assign(w=np.where(PAID["c"] == "x", 1e6, 1.0), paid=PAID["paid"].where(PAID["c"] == "x", 99.0))
        weighted = train(frame, "paid", weights="w")
        assert weighted.scores_of("GLM")["rmse"] < 1 < train(frame, "paid").scores_of("GLM")["rmse"]
        assert weighted.best_model.features == ("a", "b", "c")


class TestTargets:
    @pytest.mark.parametrize(
        ("column", "labels"),
        [
            (FRAME["won"] == "yes", ["False", "True"]),
            ((FRAME["won"] == "yes").astype(float), [0, 1]),
            (np.where(FRAME["won"] == "yes", 0.5, 1.5), [0.5, 1.5]),
            (FRAME["won"].astype("category"), ["no", "yes"]),
            (FRAME["won"].where(np.arange(60) > 9), ["no", "yes"]),
        ],
        ids=["bool", "0 and 1", "floats", "category", "some missing"],
    )
    def test_classes_are_named_as_they_stood_in_the_table(self, train: Train, column: Any, labels: Any) -> None:
        frame = FRAME[["a", "b", "c"]].assign(y=column)
        experiment = train(frame, "y", folds=2)
        assert list(experiment.labels) == labels
        assert set(experiment.best_model.predict(frame).tolist()) == set(labels)
        assert experiment.scores_of("GLM")["accuracy"] > 0.8

    def test_classes_are_numbers_where_errors_are_squared(self, train: Train) -> None:
        frame = WON.assign(won=(WON["won"] == "yes").astype(int))
        told = train(frame, "won", metric="rmse").best_model.predict(frame)
        assert len(set(told)) > 2
        assert np.mean((told - frame["won"]) ** 2) < 0.15

    def test_lone_class_has_a_probability(self, train: Train) -> None:
        frame = WON.assign(won=["once", *WON["won"].iloc[1:]])
        experiment = train(frame, "won", algorithms=["GLM", "LightGBM", "StackedEnsemble"], max_models=2)
        assert experiment.labels == ("no", "once", "yes")
        assert set(experiment.plan["state"]) == {"done"}
        np.testing.assert_allclose(experiment.best_model.predict_proba(frame).sum(axis=1), 1)

    @pytest.mark.parametrize("metric", ["logloss", "auc", "f1", "mcc", "average_precision", "lift_top_group"])
    def test_class_that_folds_lack_gives_scores(self, train: Train, metric: str) -> None:
        """Two rows of one class, and folds and ensembles that see none of them."""
        frame = WON.assign(won=["once", "once", *["often"] * 58])
        experiment = train(frame, "won", metric=metric, algorithms=["GLM", "KNN", "StackedEnsemble"], max_models=2)
        assert set(experiment.plan["state"]) == {"done"}
        assert len(experiment.best_model.predict(frame)) == 60

    @pytest.mark.parametrize("target", ["won", "paid"])
    @pytest.mark.parametrize("rows", [2, 3, 4, 9])
    def test_few_rows_have_a_model(self, train: Train, rows: int, target: str) -> None:
        frame = FRAME.assign(won=["yes", "no"] * 30).head(rows)
        experiment = train(frame, target, features=["a", "b", "c"], algorithms=["LightGBM", "GLM", "KNN"], max_models=3)
        assert set(experiment.plan["state"]) == {"done"}
        assert len(experiment.best_model.predict(FRAME)) == 60

    @pytest.mark.parametrize(
        ("column", "says"),
        [("same", "one value only"), (np.nan, "0 rows"), (pd.date_range("2024", periods=60), "is a date")],
    )
    def test_one_that_can_not_be_told_is_an_error(self, train: Train, column: Any, says: str) -> None:
        with pytest.raises(BadTable, match=says):
            train(FRAME.assign(y=column), "y")


class TestShapes:
    @pytest.mark.parametrize("algorithm", ["GLM", "LightGBM"])
    def test_more_columns_than_rows(self, train: Train, algorithm: str) -> None:
        random = np.random.default_rng(0)
        wide = pd.DataFrame(random.normal(size=(60, 200)), columns=[f"x{i}" for i in range(200)])
        experiment = train(wide.assign(y=wide["x0"] > 0), "y", algorithms=[algorithm], folds=2)
        assert experiment.plan["state"].tolist() == ["done", "done"]
        assert experiment.importances["feature"].nunique() == 200

    @pytest.mark.parametrize(
        "columns",
        [
            {"c": FRAME["c"]}, {"a": FRAME["a"]}, {"s": np.where(FRAME["a"] > 0, "f", "m")},
            {"d": pd.date_range("2024", periods=60)}, {"t": [f"some words of {i % 7} and more of them" for i in range(60)]},
        ],
        ids=["category", "number", "two", "date", "text"],
    )  # fmt: skip
    def test_one_column(self, train: Train, columns: Any) -> None:
        frame = pd.DataFrame({**columns, "y": FRAME["paid"]})
        experiment = train(frame, "y", algorithms=["GLM", "LightGBM"], max_models=2, folds=2)
        assert set(experiment.plan["state"]) == {"done"}
        assert len(experiment.best_model.predict(frame)) == 60

    def test_category_tells_what_it_tells(self, train: Train) -> None:
        """One column of few categories: its rows repeat, and are no duplicates."""
        frame = pd.DataFrame({"c": FRAME["c"], "y": (FRAME["c"] == "x") * 5.0 + FRAME["paid"] / 100})
        assert train(frame, "y").scores_of("GLM")["r2"] > 0.9

    @pytest.mark.slow
    def test_ten_thousands_of_categories(self, train: Train) -> None:
        random = np.random.default_rng(0)
        code = random.integers(0, 50_000, 100_000)
        frame = pd.DataFrame({"code": [f"C{at}" for at in code], "a": random.normal(size=100_000)})
        frame["y"] = np.where(code % 2 + random.normal(scale=0.1, size=100_000) > 0.5, "odd", "even")
        table = read(frame).setup({"code": "categorical"})
        experiment = train(table, "y", folds=1, features=["code", "a"])
        assert experiment.scores_of("GLM")["auc"] > 0.6

    def test_rare_classes_beside_many_categories(self, train: Train) -> None:
        """Each class has fewer rows than there are parts to tell categories by."""
        frame = pd.DataFrame({"code": [f"K{at % 45}" for at in range(90)], "a": np.arange(90) % 30, "y": [
            f"class {at % 30}" for at in range(90)
        ]})  # fmt: skip
        table = read(frame).setup({"code": "categorical", "y": "categorical"})
        assert train(table, "y", folds=2).plan["state"].tolist() == ["done", "done"]
