"""Algorithms by name: ours, other products', and the user's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from headway.automl.learners import LEARNERS, Size, chosen, fitting
from headway.automl.learners.catalogue import EVERYTHING
from headway.automl.learners.lightgbm import LIGHTGBM
from headway.errors import BadOption, MissingExtra

# Decanter's and H2O's words.
ALIASES = [
    ("GLM", "GLM"), ("glm", "GLM"), ("DRF", "DRF"), ("XRT", "ExtraTrees"), ("GBM", "GBM"), ("XGBoost", "XGBoost"),
    ("DeepLearning", "DeepLearning"), ("lgbm_gpu", "LightGBM"), ("AutoLGBM", "LightGBM"), ("KNeighbors", "KNN"),
]  # fmt: skip


def names(algorithms: object) -> list[str]:
    return [learner.name for learner in chosen(algorithms)[0]]  # type: ignore[arg-type]


@pytest.mark.parametrize(("word", "name"), ALIASES)
def test_other_products_names_are_known(word: str, name: str) -> None:
    assert names([word]) == [name]


def test_nothing_means_all_and_ensembles() -> None:
    assert names(None) == names([]) == names("all") == names(["StackedEnsemble"])
    assert names(None) == [learner.name for learner in LEARNERS if learner.is_installed]
    assert chosen(None)[1]
    assert all(chosen(word)[1] for word in EVERYTHING)


def test_named_ones_make_no_ensemble_unless_asked() -> None:
    assert not chosen(["GLM", "KNN"])[1]
    assert chosen(["GLM", "stackedensemble"])[1]


def test_one_is_taken_once() -> None:
    assert names(["GLM", "glm", "LightGBM", "lgbm"]) == ["GLM", "LightGBM"]


def test_own_estimators_have_their_own_names() -> None:
    mine = [LogisticRegression(), LogisticRegression(C=3), RandomForestClassifier()]
    assert names(["GLM", *mine]) == ["GLM", "LogisticRegression", "LogisticRegression 2", "RandomForestClassifier"]


def test_pipeline_is_an_estimator() -> None:
    (learner,), _ = chosen(make_pipeline(StandardScaler(), LinearRegression()))  # type: ignore[arg-type]
    assert learner.types == ("regression",)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("LightGBMM", "did you mean 'LightGBM'"),
        ("", "expected one of LightGBM"),
        (5, "names of algorithms, or estimators"),
        (None, "names of algorithms, or estimators"),
        (LogisticRegression, "names of algorithms, or estimators"),
        (KMeans(), "a classifier or a regressor"),
        (StandardScaler(), "a classifier or a regressor"),
    ],
    ids=repr,
)
def test_what_is_no_algorithm_is_refused(word: object, says: str) -> None:
    with pytest.raises(BadOption, match=says) as caught:
        chosen([word])
    assert caught.value.option == "algorithms"


def test_missing_one_names_its_extra() -> None:
    absent = replace(LIGHTGBM, name="Fast", module="no_such_module", extra="fast", distribution="fast-boost")
    assert not absent.is_installed
    with pytest.raises(MissingExtra, match=r'pip install "headway\[fast\]"'):
        absent.check_installed()


def test_those_whose_time_it_is_not_worth_stay_out() -> None:
    learners, _ = chosen(["KNN", "LightGBM"])
    assert [each.name for each in fitting(learners, "binary", Size(2_000_000, 30, 2))] == ["LightGBM"]
    knn, _ = chosen(["KNN"])  # the only one there is
    assert [each.name for each in fitting(knn, "binary", Size(2_000_000, 30, 2))] == ["KNN"]
    assert fitting(chosen([LinearRegression()])[0], "binary", Size(10, 2, 2)) == ()
