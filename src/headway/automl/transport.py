"""The seam between what people write and where it is done: in this process, or at a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from headway import Task
    from headway.automl.clusters import ClusterExperiment, Clustering
    from headway.automl.results import Experiment, Prediction
    from headway.automl.schema import Kind
    from headway.automl.search import Standing
    from headway.automl.series import SeriesExperiment
    from headway.automl.series.problem import SeriesProblem
    from headway.automl.table import Table
    from headway.automl.training import Training


class Transport(Protocol):
    """Carries out the verbs of a client. Each starts at once, and gives a task; tasks are taken for what they will be."""

    def upload(self, source: Any, name: str | None) -> Task[Table]:
        """Read a table."""
        ...

    def setup(self, table: Any, kinds: Mapping[str, Kind]) -> Task[Table]:
        """The table with some columns of another kind."""
        ...

    def train(self, table: Any, training: Training, tell: Callable[[Standing], None] | None) -> Task[Experiment]:
        """Search for a model."""
        ...

    def train_clusters(self, table: Any, clustering: Clustering) -> Task[ClusterExperiment]:
        """Look for clusters."""
        ...

    def train_series(self, table: Any, problem: SeriesProblem, future: Any) -> Task[SeriesExperiment]:
        """Choose how to forecast each series."""
        ...

    def predict(
        self, table: Any, model: Any, threshold: float | None, threshold_by: str | None, keep: Sequence[str]
    ) -> Task[Prediction]:
        """Ask a model about a table."""
        ...
