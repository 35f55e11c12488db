"""Means of the target for categories: scikit-learn's, and what that refuses."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import TargetEncoder

from headway.automl.features.means import CategoryMeans

RANDOM = np.random.default_rng(0)
CODES = RANDOM.integers(0, 30, (200, 2)).astype(float)
CODES[::9, 0] = np.nan
TARGETS = {
    "binary": RANDOM.integers(0, 2, 200),
    "multiclass": RANDOM.integers(0, 4, 200),
    "continuous": RANDOM.normal(size=200),
}


@pytest.mark.filterwarnings("ignore:.*TargetEncoder:FutureWarning")
@pytest.mark.parametrize("kind", TARGETS)
def test_agrees_with_scikit_learn(kind: str) -> None:
    peer = TargetEncoder(target_type=kind, cv=5, shuffle=True, random_state=3)
    ours = CategoryMeans(kind, 3)  # type: ignore[arg-type]
    np.testing.assert_allclose(
        ours.fit_transform(CODES, TARGETS[kind]), peer.fit_transform(CODES, TARGETS[kind]), atol=1e-12
    )
    asked = np.array([[99.0, np.nan], [np.nan, 3.0], [1.0, 98.0]])
    np.testing.assert_allclose(ours.transform(asked), peer.transform(asked), atol=1e-12)


def test_own_target_has_no_part_in_a_row() -> None:
    """A row's value stays as it is when its own target is another."""
    y = TARGETS["continuous"]
    told = CategoryMeans("continuous").fit_transform(CODES, y)
    other = CategoryMeans("continuous").fit_transform(CODES, np.where(np.arange(200) == 7, 1e6, y))
    assert (told[7] == other[7]).all()
    assert (told != other).any()


@pytest.mark.parametrize("classes", [1, 2, 3, 40])
def test_classes_may_be_few_or_rare(classes: int) -> None:
    y = np.arange(60) % classes
    told = CategoryMeans("multiclass").fit_transform(CODES[:60], y)
    assert told.shape == (60, 2 * (classes if classes > 2 else 1))
    assert np.isfinite(told).all()
    assert told.min() >= 0
    assert told.max() <= 1


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_few_rows_are_enough(rows: int) -> None:
    assert np.isfinite(CategoryMeans("continuous").fit_transform(CODES[:rows], TARGETS["continuous"][:rows])).all()


def test_column_without_values_tells_the_mean() -> None:
    empty = np.full((4, 1), np.nan)
    assert CategoryMeans("continuous").fit(empty, [1.0, 2.0, 3.0, 6.0]).transform([[np.nan], [0.0]]).tolist() == [
        [3.0], [3.0]
    ]  # fmt: skip
