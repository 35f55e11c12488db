"""Nearest neighbours: what resembles a row, for tables of some thousand rows."""

from __future__ import annotations

from typing import Any

from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from headway.automl.learners.base import Learner, Sample, Settings, Size, even_view


def fit_neighbours(sample: Sample, settings: Settings) -> Any:
    """Fitted nearest neighbours; weights of rows are not heeded."""
    kind = KNeighborsRegressor if sample.is_regression else KNeighborsClassifier
    settings = {**settings, "n_neighbors": min(settings["n_neighbors"], sample.rows)}
    return kind(n_jobs=1, weights="distance", **settings).fit(sample.X, sample.y)


def first_neighbours(size: Size) -> tuple[Settings, ...]:
    """Few for many classes, more for a mean."""
    return ({"n_neighbors": 5 if size.classes > 2 else 15},)


KNN = Learner(
    "KNN", "nearest neighbours", even_view, fit_neighbours, first_neighbours, most_cells=2e6, aliases=("kneighbors",)
)
