"""Every learner: each kind of problem, with weights, with few rows; the same model each time."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

from headway.automl.learners import LEARNERS, Learner, Sample, Size
from headway.automl.learners.base import Array, ProblemType
from headway.automl.search.fitting import by_itself, told_by

TYPES: tuple[ProblemType, ...] = ("binary", "multiclass", "regression")
BY_NAME = {learner.name: learner for learner in LEARNERS}
SHORT = {"LightGBM", "GLM", "KNN"}  # the others take a second each
EACH = [
    pytest.param(name, kind, marks=() if name in SHORT or at == place % 3 else pytest.mark.full)
    for place, name in enumerate(BY_NAME)
    for at, kind in enumerate(TYPES)
]


def sample(kind: ProblemType, rows: int = 80, *, weights: Array | None = None, watched: bool = True) -> Sample:
    random = np.random.default_rng(0)
    X = random.normal(size=(rows, 4))
    X[:, 3] = random.integers(0, 3, rows)
    score = X[:, 0] * 2 + (X[:, 3] == 1)
    y = {"binary": score > 0, "multiclass": np.digitize(score, [-1, 1]), "regression": score}[kind]
    stop = np.arange(rows) % 8 == 7 if watched else np.zeros(rows, bool)
    classes = {"binary": 2, "multiclass": 3, "regression": 1}[kind]
    y = y.astype(float if kind == "regression" else int)
    return Sample(X, y, stop, kind, classes, 0, weights, categorical=(3,))


def told(learner: Learner, given: Sample, settings: Any = None) -> Array:
    with by_itself():
        model = learner.fit(
            given, learner.first(Size(given.rows, 4, given.classes))[0] if settings is None else settings
        )
    return told_by(model, given.X, given.type, given.classes, np.arange(given.classes))


@pytest.mark.parametrize(("name", "kind"), EACH)
def test_learner_finds_what_there_is(name: str, kind: ProblemType) -> None:
    given = sample(kind)
    said = told(BY_NAME[name], given)
    if kind == "regression":
        assert np.corrcoef(said, given.y)[0, 1] > 0.8
    else:
        assert np.mean(said.argmax(axis=1) == given.y) > 0.8
        np.testing.assert_allclose(said.sum(axis=1), 1)


@pytest.mark.parametrize(("name", "kind"), EACH)
def test_same_rows_give_the_same_model(name: str, kind: ProblemType) -> None:
    np.testing.assert_array_equal(told(BY_NAME[name], sample(kind)), told(BY_NAME[name], sample(kind)))


@pytest.mark.parametrize("name", [name for name in BY_NAME if name not in ("KNN", "DeepLearning")])
def test_weights_have_a_say(name: str) -> None:
    """Of the same rows told twice as two classes, the heavier is named."""
    base = sample("binary", 40, watched=False)
    X, y = np.vstack([base.X, base.X]), np.repeat([0, 1], 40)
    heavy = Sample(X, y, np.zeros(80, bool), "binary", 2, 0, np.where(y == 1, 9.0, 1.0), categorical=(3,))
    assert told(BY_NAME[name], heavy)[:, 1].mean() > 0.7


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("kind", ["binary", "regression"])
def test_four_rows_are_enough(name: str, kind: ProblemType) -> None:
    given = sample(kind, 4, watched=False)
    given = Sample(
        given.X, np.array([0, 1, 0, 1]) * (1 if kind == "binary" else 2.5), given.stop, kind, given.classes, 0
    )
    assert np.isfinite(told(BY_NAME[name], given)).all()


@pytest.mark.parametrize("name", [name for name, learner in BY_NAME.items() if learner.draw])
@pytest.mark.parametrize("rows", [50, 100_000])
def test_draws_are_settings_that_can_be_repeated(name: str, rows: int) -> None:
    draw = BY_NAME[name].draw
    assert draw is not None
    size = Size(rows, 4, 2)
    drawn = [draw(Random(f"{seed}"), size) for seed in range(20)]
    assert drawn == [draw(Random(f"{seed}"), size) for seed in range(20)]
    assert len({str(each) for each in drawn}) > 1


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name, learner in BY_NAME.items() if learner.draw])
@pytest.mark.parametrize("kind", TYPES)
def test_drawn_settings_can_be_fitted(name: str, kind: ProblemType) -> None:
    given, draw = sample(kind), BY_NAME[name].draw
    assert draw is not None
    for seed in range(5):
        assert np.isfinite(told(BY_NAME[name], given, draw(Random(f"{seed}"), Size(80, 4, given.classes)))).all()


def test_lone_class_does_not_end_a_network() -> None:
    """Of many rows a part is held out to stop by, and scikit-learn wants each class in it."""
    given = sample("multiclass", 2_600)
    y = np.where(given.y == 2, 0, given.y)
    y[5] = 2
    settings = {"hidden_layer_sizes": (4,), "alpha": 1e-2, "learning_rate_init": 1e-2, "max_iter": 3}
    lone = Sample(given.X, y, given.stop, "multiclass", 3, 0)
    assert np.isfinite(told(BY_NAME["DeepLearning"], lone, settings)).all()
