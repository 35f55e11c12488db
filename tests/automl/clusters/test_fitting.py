"""K-means with one k: in order of size, the same again, on the least of tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.automl.clusters.fitting import fit_k, fit_one, nearest
from headway.automl.clusters.reference import reference_of


def points(rows: int, columns: int = 2, seed: int = 0) -> np.ndarray:
    """A heap of points."""
    return np.random.default_rng(seed).normal(size=(rows, columns))


@settings(max_examples=10, deadline=None)
@given(st.integers(8, 60), st.integers(2, 5), st.integers(0, 99))
def test_clusters_are_numbered_by_size(rows: int, k: int, seed: int) -> None:
    matrix = points(rows, seed=seed)
    fit = fit_k(matrix, reference_of(matrix, ()), k, seed)
    assert list(fit.sizes) == sorted(fit.sizes, reverse=True)
    assert sum(fit.sizes) == rows
    assert min(fit.sizes) >= 1
    assert (nearest(matrix, fit.centers)[0] == fit.labels).all()
    assert fit.withinss.sum() <= fit_one(matrix).withinss.sum()
    for cluster in range(k):
        np.testing.assert_allclose(fit.centers[cluster], matrix[fit.labels == cluster].mean(axis=0), atol=1e-9)


def test_same_seed_gives_same_fit() -> None:
    matrix = points(150, 4)
    one, two = (fit_k(matrix, reference_of(matrix, ()), 3, 5) for _ in range(2))
    assert (one.labels == two.labels).all()
    assert one.centers.tobytes() == two.centers.tobytes()
    assert (one.silhouette, one.stability, one.gap, one.gap_se) == (two.silhouette, two.stability, two.gap, two.gap_se)


def test_each_row_its_own_cluster() -> None:
    matrix = points(4)
    fit = fit_k(matrix, reference_of(matrix, ()), 4, 0)
    assert fit.sizes == (1, 1, 1, 1)
    assert fit.silhouette == 0
    assert fit.gap == 0


def test_repeated_rows_are_told_apart() -> None:
    matrix = np.repeat([[0.0, 0.0], [5.0, 5.0]], [7, 3], axis=0)
    fit = fit_k(matrix, reference_of(matrix, ()), 2, 0)
    assert fit.sizes == (7, 3)
    assert fit.silhouette == 1
    assert fit.withinss.tolist() == [0, 0]


def test_one_cluster_is_all_rows() -> None:
    fit = fit_one(points(9))
    assert fit.sizes == (9,)
    assert np.isnan(fit.silhouette)


def test_reference_has_spread_of_matrix() -> None:
    matrix = points(3000, 3) * [3, 1, 0.5]
    drawn = reference_of(matrix, ()).draw(3000, np.random.default_rng(0))
    assert sorted(drawn.std(axis=0)) == pytest.approx(sorted(matrix.std(axis=0)), rel=0.05)


def test_reference_shuffles_categories() -> None:
    codes = np.eye(3)[np.arange(300) % 3]
    matrix = np.column_stack([points(300, 1), codes, np.arange(300) % 2])
    reference = reference_of(matrix, (slice(1, 4),))
    assert [block.shape[1] for block in reference.blocks] == [3, 1]
    drawn = reference.draw(300, np.random.default_rng(0))
    assert (drawn[:, 1:4].sum(axis=1) == 1).all()
    assert set(drawn[:, 4]) == {0, 1}
