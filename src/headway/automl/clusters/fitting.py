"""K-means for one number of clusters, and how good what it found is. Pure: runs in a worker process, by itself."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, davies_bouldin_score, silhouette_score

from headway.automl.clusters.reference import Reference
from headway.automl.native import one_native_thread

Array = np.ndarray[Any, Any]
STARTS = 5  # of k-means, of which the best is taken
LOOKED_AT = 2_000  # rows of which silhouettes are measured: they take the distances of all pairs
DRAWN = 1_000  # rows of a reference, and of the table where it is held to one
REFERENCES = 8
HALVES = 4  # parts of the rows on which the clusters must be found again
PART = 0.75


@dataclass(frozen=True, eq=False)
class Fit:
    """K-means with k clusters, the largest first.

    Attributes:
        centers: of shape (k, columns), in the prepared space.
        labels: the cluster of each row, from 0.
        withinss: the sum of squared distances to the own centre, by cluster.
        silhouette: how much nearer a row is to its own cluster than to the next, the mean of rows, -1 to 1; NaN for one
            cluster. Source: Rousseeuw 1987.
        davies_bouldin: how wide clusters are for their distance, lower is better; NaN for one cluster.
        stability: how far the clusters are found again on parts of the rows: the mean adjusted Rand index, 1 is always.
        gap: how much more the clusters explain than in a table without any: a difference of logarithms, above 0 is more.
        gap_se: its standard error.
    """

    k: int
    centers: Array
    labels: Array
    withinss: Array
    silhouette: float
    davies_bouldin: float
    stability: float
    gap: float
    gap_se: float
    fit_s: float

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many rows each cluster has."""
        return tuple(int(size) for size in np.bincount(self.labels, minlength=self.k))


def fit_one(matrix: Array) -> Fit:
    """One cluster: all rows."""
    center = matrix.mean(axis=0, keepdims=True)
    withinss = np.array([((matrix - center) ** 2).sum()])
    labels, nan = np.zeros(len(matrix), dtype=np.int32), float("nan")
    return Fit(1, center, labels, withinss, nan, nan, 1.0, 0.0, 0.0, 0.0)


def fit_k(matrix: Array, reference: Reference, k: int, seed: int) -> Fit:
    """K-means with k clusters, 2 or more, on a matrix of shape (rows, columns) with at least k different rows."""
    began = perf_counter()
    with one_native_thread():  # more threads sum in another order, and give other clusters now and then
        found = _kmeans(matrix, k, seed, STARTS)
        centers, labels = _by_size(found.cluster_centers_, found.labels_)
        gap, gap_se = _gap(matrix, reference, k, seed)
        return Fit(
            k=k,
            centers=centers,
            labels=labels,
            withinss=np.bincount(labels, ((matrix - centers[labels]) ** 2).sum(axis=1), k),
            silhouette=_silhouette(matrix, labels, seed),
            davies_bouldin=float(davies_bouldin_score(matrix, labels)) if k < len(matrix) else 0.0,
            stability=_stability(matrix, labels, k, seed),
            gap=gap,
            gap_se=gap_se,
            fit_s=perf_counter() - began,
        )


def nearest(matrix: Array, centers: Array) -> tuple[Array, Array]:
    """The cluster whose centre is nearest to each row, and all distances, of shape (rows, clusters)."""
    squared = (matrix**2).sum(axis=1)[:, None] - 2 * matrix @ centers.T + (centers**2).sum(axis=1)
    distances = np.sqrt(np.clip(squared, 0, None))
    return distances.argmin(axis=1), distances


def _kmeans(matrix: Array, k: int, seed: int, starts: int) -> KMeans:
    return KMeans(k, n_init=starts, random_state=seed).fit(matrix)


def _by_size(centers: Array, labels: Array) -> tuple[Array, Array]:
    """Numbered anew: the largest cluster is 0; of equal ones that which has the earlier row."""
    sizes = np.bincount(labels, minlength=len(centers))
    first = np.full(len(centers), len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    order = np.lexsort((first, -sizes))
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order))
    return centers[order], place[labels]


def _silhouette(matrix: Array, labels: Array, seed: int) -> float:
    rows = _some(len(matrix), LOOKED_AT, np.random.default_rng((seed, 1)))
    clusters = len(np.unique(labels[rows]))
    if not 2 <= clusters < len(rows):
        return 0.0  # each row a cluster of its own: 0 by Rousseeuw's convention
    return float(silhouette_score(matrix[rows], labels[rows]))


def _stability(matrix: Array, labels: Array, k: int, seed: int) -> float:
    """The mean agreement with k-means on parts of the rows, chance being 0."""
    agreed = []
    for at in range(HALVES):
        random = np.random.default_rng((seed, 2, at))
        part = matrix[_some(len(matrix), min(LOOKED_AT, int(np.ceil(PART * len(matrix)))), random)]
        if len(np.unique(part, axis=0)) < k:
            return 0.0
        again = _kmeans(part, k, seed + at, 2)
        agreed.append(adjusted_rand_score(labels, nearest(matrix, again.cluster_centers_)[0]))
    return float(np.mean(agreed))


def _gap(matrix: Array, reference: Reference, k: int, seed: int) -> tuple[float, float]:
    """What k clusters explain beyond what they would in a table without any, and the standard error of that."""
    some = matrix[_some(len(matrix), DRAWN, np.random.default_rng((seed, 3)))]
    if len(np.unique(some, axis=0)) <= k:
        return 0.0, 0.0
    drawn = []
    for at in range(REFERENCES):
        table = reference.draw(len(some), np.random.default_rng((seed, 4, at)))
        if len(np.unique(table, axis=0)) <= k:
            return 0.0, 0.0
        drawn.append(_log_unexplained(table, k, seed))
    error = float(np.std(drawn, ddof=1) * np.sqrt(1 + 1 / REFERENCES))
    return float(np.mean(drawn) - _log_unexplained(some, k, seed)), error


def _log_unexplained(matrix: Array, k: int, seed: int) -> float:
    whole = ((matrix - matrix.mean(axis=0)) ** 2).sum()
    return float(np.log(max(_kmeans(matrix, k, seed, 2).inertia_, 1e-12 * whole) / whole))


def _some(rows: int, most: int, random: np.random.Generator) -> Array:
    """The places of at most so many rows, drawn at random, in order."""
    return np.arange(rows) if rows <= most else np.sort(random.choice(rows, most, replace=False))
