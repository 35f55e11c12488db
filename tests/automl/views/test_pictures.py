"""The pictures of an experiment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.automl.views import fakes
from tests.automl.views.looking import picture_is_sound
from tests.faces.markup import tips, words

from headway.automl.views import experiment_picture
from headway.automl.views.pictures import kinds
from headway.errors import BadOption

CLASSES = ("leaderboard", "importances", "plan", "roc", "precision_recall", "calibration", "confusion")
NUMBERS = ("leaderboard", "importances", "plan", "residuals")
ENSEMBLE = fakes.Standing("StackedEnsemble", 0.2, None, fakes.Blend({"LightGBM 1": 1.0}))


def numbers(**options: Any) -> fakes.Experiment:
    metric = fakes.Metric("rmse")
    return fakes.experiment(9.0, 4.0, 5.0, type="regression", labels=(), metric=metric, **options)


@pytest.mark.parametrize("kind", CLASSES)
def test_pictures_of_two_classes(kind: str) -> None:
    picture_is_sound(experiment_picture(fakes.experiment(0.69, 0.3, 0.25, ensembles=(ENSEMBLE,)), kind))


@pytest.mark.parametrize("kind", CLASSES)
def test_pictures_of_strange_names(kind: str) -> None:
    strange = fakes.experiment(0.6, 0.5, 0.4, names=fakes.NAMES, features=9, labels=fakes.NAMES, type="multiclass")
    picture_is_sound(experiment_picture(strange, kind))


@pytest.mark.parametrize("kind", CLASSES)
def test_pictures_of_very_many(kind: str) -> None:
    labels = tuple(f"class {at}" for at in range(60))
    scores = (0.69, *np.linspace(0.6, 0.2, 400))
    many = fakes.experiment(*scores, labels=labels, type="multiclass", features=400)
    picture_is_sound(experiment_picture(many, kind))


@pytest.mark.parametrize("kind", NUMBERS)
def test_pictures_of_numbers(kind: str) -> None:
    picture_is_sound(experiment_picture(numbers(), kind))


@pytest.mark.parametrize("kind", CLASSES)
def test_pictures_of_scores_that_are_no_numbers(kind: str) -> None:
    scores = (float("nan"), float("inf"), float("nan"), -1e308)
    picture_is_sound(experiment_picture(fakes.experiment(*scores), kind))


@pytest.mark.parametrize("kind", CLASSES)
def test_pictures_of_one_class_and_no_features(kind: str) -> None:
    lonely = fakes.experiment(0.6, 0.5, features=0, truth=np.zeros(9, dtype=int))
    picture_is_sound(experiment_picture(lonely, kind))


def test_one_class_has_no_curve_and_says_so() -> None:
    lonely = fakes.experiment(0.6, 0.5, truth=np.ones(9, dtype=int))
    assert "no curve: the rows that were held out have one class only" in words(experiment_picture(lonely, "roc").svg)


def test_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadOption, match=r"one of leaderboard, .* residuals, for a regression experiment"):
        experiment_picture(numbers(), "roc")
    assert kinds(numbers()) == NUMBERS


def test_model_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadOption, match="one of LightGBM 1, Baseline"):
        experiment_picture(fakes.experiment(0.6, 0.5), "roc", "XGBoost")


def test_picture_of_all_models_takes_no_model() -> None:
    with pytest.raises(BadOption, match="whole experiment"):
        experiment_picture(fakes.experiment(0.6, 0.5), "plan", "LightGBM 1")


def test_picture_is_of_the_model_asked_for() -> None:
    shown = words(experiment_picture(fakes.experiment(0.6, 0.5), "roc", "Baseline").svg)
    assert "Baseline on rows that it had not seen" in shown


def test_leaderboard_tells_its_marks() -> None:
    shown = words(experiment_picture(fakes.experiment(0.69, 0.3, 5.0, ensembles=(ENSEMBLE,)), "leaderboard").svg)
    assert shown[-4:] == ["a model", "an ensemble of models", "the baseline", "beyond the axis"]


def test_lines_of_classes_differ_without_colours() -> None:
    labels = ("a", "b", "c", "d")
    svg = experiment_picture(fakes.experiment(0.6, 0.5, labels=labels, type="multiclass"), "roc").svg
    assert all(f'stroke-dasharray="{dash}"' in svg for dash in ("9 4", "2 4", "12 4 2 4"))


def test_area_is_that_of_the_curve() -> None:
    sure = fakes.experiment(0.6, 0.5, truth=np.array([0, 1] * 30))
    assert "yes: area 1" in words(experiment_picture(sure, "roc").svg)


def test_confusion_counts_and_shares() -> None:
    shown = words(experiment_picture(fakes.experiment(0.6, 0.5, truth=np.array([0, 0, 0, 1])), "confusion").svg)
    assert {"no", "yes", "3", "1", "100 %"} <= {*shown}


def test_plan_tells_states_by_sign_and_word() -> None:
    trials = (
        fakes.Trial("GBM", fakes.Candidate(98), "failed", "ValueError: no", 1, 2),
        fakes.Trial("KNN", fakes.Candidate(99), "out of time", "", 2, 3),
    )
    experiment = fakes.experiment(0.6, 0.5, trials=trials, ensembles=(ENSEMBLE,), budget_s=3.0)
    picture = experiment_picture(experiment, "plan")
    picture_is_sound(picture)
    shown = words(picture.svg)
    for part in ("✕ ValueError: no", "⊘ out of time", "✓ logloss 0.5000", "budget", "✕ failed"):
        assert part in shown, part
    assert any(tip.startswith("GBM: failed") for tip in tips(picture.svg))


def test_candidates_are_in_order_and_ensembles_at_the_end() -> None:
    shown = words(experiment_picture(fakes.experiment(0.6, 0.5, 0.4, ensembles=(ENSEMBLE,)), "plan").svg)
    places = [shown.index(name) for name in ("Baseline", "LightGBM 1", "LightGBM 2", "StackedEnsemble")]
    assert places == sorted(places)


def test_features_that_tell_nothing_are_said_to() -> None:
    assert "none" in words(experiment_picture(fakes.experiment(0.6, 0.5), "importances").svg)
