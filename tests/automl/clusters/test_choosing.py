"""How many clusters there are: as many as were made, and none in rows without any."""

import numpy as np
import pytest
from tests.automl.clusters.support import blobs, inline, noise

from headway.automl.clusters.choosing import choose
from headway.automl.clusters.fitting import Fit


def fit(k: int, silhouette: float, stability: float = 1.0, gap: float = 1.0, gap_se: float = 0.1) -> Fit:
    """A fit of which only the measures count."""
    return Fit(k, np.zeros((k, 1)), np.arange(k), np.zeros(k), silhouette, 1.0, stability, gap, gap_se, 0.0)


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6])
def test_lumps_are_counted(k: int) -> None:
    experiment = inline(blobs(k), most=7)
    assert experiment.k == k
    assert f"k = {k}: silhouette 0." in experiment.notes[0]


@pytest.mark.parametrize("name", ["normal", "even", "skewed", "heavy", "dice", "line"])
def test_noise_has_no_clusters(name: str) -> None:
    experiment = inline(noise(name), most=5)
    assert experiment.k == 1
    assert "no clusters to be seen" in experiment.notes[0]
    assert experiment.leaderboard["model"].iloc[0] == "KMeans_1"
    assert len(experiment.leaderboard) == 5


def test_lumps_among_noise_columns_are_found() -> None:
    frame = blobs(3)
    frame["other"] = np.random.default_rng(1).normal(size=len(frame))
    assert inline(frame).k == 3


def test_unequal_lumps_are_found() -> None:
    random = np.random.default_rng(2)
    frame = blobs(2, rows=40).iloc[:0]
    lumps = [random.normal(centre, 1, (rows, 4)) for centre, rows in ((0, 240), (8, 30), (-8, 30))]
    frame = frame.reindex(range(300)).assign(**dict(zip(frame.columns, np.vstack(lumps).T, strict=True)))
    assert inline(frame).k == 3


def test_best_silhouette_is_taken() -> None:
    assert choose([fit(2, 0.4), fit(3, 0.6), fit(4, 0.5, gap=2.0)])[0] == 3


def test_of_about_equal_silhouettes_larger_gap_is_taken() -> None:
    k, why = choose([fit(2, 0.60, gap=0.3), fit(3, 0.59, gap=0.9)])
    assert k == 3
    assert "about the best" in why


def test_clusters_not_found_again_do_not_count() -> None:
    assert choose([fit(2, 0.4), fit(3, 0.6, stability=0.3)])[0] == 2
    k, why = choose([fit(2, 0.4, stability=0.2)])
    assert k == 1
    assert "other ones on other parts" in why


def test_gap_within_its_error_does_not_count() -> None:
    k, why = choose([fit(2, 0.9, gap=0.1, gap_se=0.1)])
    assert k == 1
    assert "no better than rows of the same spread" in why


def test_weak_clusters_are_called_so() -> None:
    assert "run into each other" in choose([fit(2, 0.2)])[1]
    assert "run into each other" not in choose([fit(2, 0.5)])[1]


def test_nothing_tried_is_one_cluster() -> None:
    assert choose([])[0] == 1
