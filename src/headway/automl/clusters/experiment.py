"""What a clustering came to: every number of clusters that was tried, and the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any

import pandas as pd

from headway.automl.clusters.fitting import Fit
from headway.automl.clusters.model import ClusterModel
from headway.automl.clusters.options import Clustering
from headway.automl.clusters.problem import Problem, pose
from headway.automl.clusters.profile import centers_of, profile_of
from headway.automl.clusters.run import Found, search
from headway.automl.table import Table
from headway.errors import BadOption

if TYPE_CHECKING:
    from headway.faces import Picture


@dataclass(frozen=True, eq=False)
class ClusterExperiment:
    """Clusters of a table's rows, for each number of them that was tried.

    ``leaderboard`` has a row for each, the chosen one first; ``best_model`` is that; ``profile`` says what its clusters
    are like. Where no clusters are to be seen, ``k`` is 1; any other number is there all the same, as ``model(3)`` and
    ``profile_of(3)``.
    """

    problem: Problem
    found: Found

    @property
    def k(self) -> int:
        """The number of clusters that was chosen, or asked for."""
        return self.found.k

    @property
    def notes(self) -> tuple[str, ...]:
        """Why this number of clusters; what was noticed about the table, and what was done about it."""
        return (*self.found.notes, *self.problem.notes)

    @property
    def seconds(self) -> float:
        """How long the search took."""
        return self.found.seconds

    @cached_property
    def leaderboard(self) -> pd.DataFrame:
        """A row for each number of clusters: the chosen one first, the others by their silhouette.

        ``model``, ``k``, ``silhouette`` (-1 to 1, higher is better), ``tot_withinss`` (the sum of squared distances to
        the own centre), ``davies_bouldin`` (lower is better), ``stability`` (how far the clusters are found again on
        parts of the rows, 1 is always), ``gap`` and its standard error ``gap_se`` (how much more they explain than they
        would in a table without any), ``sizes``, ``fit_s``.
        """
        fits = sorted(self.found.fits.values(), key=lambda fit: (fit.k != self.k, fit.k == 1, -fit.silhouette))
        return pd.DataFrame([_row(fit) for fit in fits], index=pd.RangeIndex(1, len(fits) + 1, name="rank"))

    @property
    def best_model(self) -> ClusterModel:
        """The model with the number of clusters that was chosen."""
        return self.model(self.k)

    def model(self, k: int | str) -> ClusterModel:
        """The model with k clusters, or of this name on the leaderboard.

        Raises:
            BadOption: it was not tried.
        """
        fit = self._fit(k)
        if fit.k not in self._models:
            self._models[fit.k] = self._opened(fit)
        return self._models[fit.k]

    @cached_property
    def _models(self) -> dict[int, ClusterModel]:
        return {}

    def _opened(self, fit: Fit) -> ClusterModel:
        problem = self.problem
        return ClusterModel(
            name=_name(fit),
            k=fit.k,
            schema=problem.schema,
            layout=problem.layout,
            transformer=problem.transformer,
            points=fit.centers,
            sizes=fit.sizes,
            centers=centers_of(problem.frame, problem.layout, fit.labels, fit.k),
        )

    @cached_property
    def profile(self) -> pd.DataFrame:
        """What each cluster is like: a row for each, the largest first.

        ``size``, ``share``, ``stands_out`` (the few columns that set it apart, in words); of numbers and dates ``NAME:
        mean`` and ``NAME: apart``, from the mean of all rows in standard deviations; of categories and text ``NAME:
        typical``, what is there more often than elsewhere, ``NAME: share`` of the cluster's rows, and ``NAME: lift``, how
        many times as often as among all rows.
        """
        return self.profile_of(self.k)

    def profile_of(self, k: int | str) -> pd.DataFrame:
        """The profile of another number of clusters.

        Raises:
            BadOption: it was not tried.
        """
        fit = self._fit(k)
        return profile_of(self.problem.frame, self.problem.layout, fit.labels, fit.k)

    @property
    def centers(self) -> pd.DataFrame:
        """The centres of the best model, in the table's own units."""
        return self.best_model.centers

    def picture(self, k: int | str | None = None) -> Picture:
        """The rows as points in the two directions in which they differ most, coloured by cluster."""
        from headway.automl.views.clusters import clusters_picture

        fit = self._fit(self.k if k is None else k)
        return clusters_picture(self.problem.table, self.problem.matrix, fit.labels, fit.centers)

    def _fit(self, k: int | str) -> Fit:
        for fit in self.found.fits.values():
            if k in (fit.k, _name(fit)):
                return fit
        raise BadOption("k", k, f"one of {', '.join(map(str, self.found.fits))}, which were tried")

    def _repr_html_(self) -> str:
        from headway.automl.views.clusters import clusters_html

        return clusters_html(self)

    def __repr__(self) -> str:
        words = "no clusters to be seen" if self.k == 1 else f"{self.k} clusters"
        return f"<cluster experiment: {self.problem.table}, {words}, in {self.seconds:.1f} s>"


def cluster(table: Table, options: Clustering) -> ClusterExperiment:
    """Look for clusters; called inside a task.

    Raises:
        UnknownColumn: the table has no such column.
        BadTable: no clusters can be looked for in this table.
        BadOption: an option makes no sense for this table.
    """
    began = monotonic()
    problem = pose(table, options)
    return ClusterExperiment(problem, search(problem, options, began))


def _name(fit: Fit) -> str:
    return f"KMeans_{fit.k}"


def _row(fit: Fit) -> dict[str, Any]:
    return {
        "model": _name(fit),
        "k": fit.k,
        "silhouette": fit.silhouette,
        "tot_withinss": float(fit.withinss.sum()),
        "davies_bouldin": fit.davies_bouldin,
        "stability": fit.stability,
        "gap": fit.gap,
        "gap_se": fit.gap_se,
        "sizes": fit.sizes,
        "fit_s": round(fit.fit_s, 3),
    }
