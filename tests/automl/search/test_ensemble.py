"""Ensembles: never much worse than their best model, and made of what they are said to be made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.automl.search.ensemble import nested, pick, select, stack
from headway.automl.search.metrics import metric_of

RANDOM = np.random.default_rng(0)
TRUTH = RANDOM.normal(size=200)
RMSE = metric_of("rmse", "regression")


def predictions(count: int, seed: int = 0) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {f"m{at}": TRUTH + random.normal(scale=1 + at / 3, size=200) for at in range(count)}


@given(st.integers(1, 9), st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_selection_is_a_mean_that_is_no_worse_than_the_best(count: int, seed: int) -> None:
    told = predictions(count, seed)
    blend = select(told, TRUTH, RMSE)
    assert sum(blend.weights.values()) == pytest.approx(1)
    assert set(blend.weights) <= set(told)
    best = min(RMSE.score(TRUTH, each) for each in told.values())
    assert RMSE.score(TRUTH, blend.combine(told)) <= best * (1 if count < 6 else 1.05)


def test_selection_is_the_same_each_time() -> None:
    assert select(predictions(9), TRUTH, RMSE, seed=4).weights == select(predictions(9), TRUTH, RMSE, seed=4).weights


def test_metric_that_is_not_defined_picks_the_first() -> None:
    nothing = metric_of("rmsle", "regression")
    assert pick(predictions(3), TRUTH, nothing).weights == {"m0": 1.0}
    assert sum(select(predictions(3), TRUTH, nothing).weights.values()) == pytest.approx(1)


def test_stack_of_classes_gives_probabilities_of_all() -> None:
    truth = np.arange(60) % 3
    told = {name: RANDOM.dirichlet(np.ones(4), 60) for name in ("a", "b")}  # the fourth class is never so
    stacked = stack(told, truth, "multiclass", None).combine(told)
    assert stacked.shape == (60, 4)
    assert (stacked[:, 3] == 0).all()
    np.testing.assert_allclose(stacked.sum(axis=1), 1)


def test_certainty_of_what_was_not_so_is_no_error() -> None:
    told = {name: np.eye(2)[np.arange(40) % 2] for name in ("a", "b")}
    assert np.isfinite(stack(told, np.arange(40) // 20, "binary", None).combine(told)).all()


def test_what_nested_ensembles_say_comes_from_the_other_folds() -> None:
    """Targets of a fold may be anything: what is said of its rows stays the same."""
    told, fold_of = predictions(4), np.arange(200) % 5

    def build(some: object, truth: np.ndarray, weights: object) -> object:
        return stack(some, truth, "regression", None)  # type: ignore[arg-type]

    first = nested(build, told, TRUTH, fold_of, None)
    poisoned = np.where(fold_of == 2, 1e6, TRUTH)
    other = nested(build, told, poisoned, fold_of, None)
    np.testing.assert_array_equal(first[fold_of == 2], other[fold_of == 2])
    assert (first[fold_of != 2] != other[fold_of != 2]).all()
