"""In this process: each verb is a task in a thread; the fits of a training run in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

from headway import Task, task
from headway.automl.clusters import ClusterExperiment, Clustering, ClusterModel, cluster, predict_clusters
from headway.automl.learners import chosen
from headway.automl.results import Experiment, Model, Prediction, predict
from headway.automl.schema import Kind
from headway.automl.search import Standing
from headway.automl.series import SeriesExperiment
from headway.automl.series.problem import SeriesProblem
from headway.automl.series.train import train as train_problem
from headway.automl.table import Table, read
from headway.automl.training import Training, train
from headway.automl.warming import warm, warm_for_clusters
from headway.errors import BadOption


class Local:
    """The transport that goes nowhere."""

    def upload(self, source: Any, name: str | None) -> Task[Table]:
        """Read a table."""
        return _upload(source, name)

    def setup(self, table: Any, kinds: Mapping[str, Kind]) -> Task[Table]:
        """The table with some columns of another kind."""
        return _setup(table, kinds)

    def train(self, table: Any, training: Training, tell: Callable[[Standing], None] | None) -> Task[Experiment]:
        """Search for a model; the workers load what they need meanwhile."""
        warm(chosen(training.algorithms)[0])
        return _train(table, training, tell)

    def train_clusters(self, table: Any, clustering: Clustering) -> Task[ClusterExperiment]:
        """Look for clusters; the workers load what they need meanwhile."""
        warm_for_clusters()
        return _train_clusters(table, clustering)

    def train_series(self, table: Any, problem: SeriesProblem, future: Any) -> Task[SeriesExperiment]:
        """Choose how to forecast each series."""
        return _train_series(table, problem, future)

    def predict(
        self, table: Any, model: Any, threshold: float | None, threshold_by: str | None, keep: Sequence[str]
    ) -> Task[Prediction]:
        """Ask a model about a table."""
        return _predict(table, model, threshold, threshold_by, tuple(keep))


@task(on="thread", name="upload")
def _upload(source: Any, name: str | None) -> Table:
    return read(source, name=name)


@task(on="thread", name="setup")
def _setup(table: Any, kinds: Mapping[str, Kind]) -> Table:
    return as_table(table).setup(kinds)


@task(on="thread", name="train")
def _train(table: Any, training: Training, tell: Callable[[Standing], None] | None) -> Experiment:
    return train(as_table(table), training, tell)


@task(on="thread", name="train clusters")
def _train_clusters(table: Any, clustering: Clustering) -> ClusterExperiment:
    return cluster(as_table(table), clustering)


@task(on="thread", name="train series")
def _train_series(table: Any, problem: SeriesProblem, future: Any) -> SeriesExperiment:
    ahead = None if future is None else as_table(future).frame
    return train_problem(problem, as_table(table).frame, ahead, perf_counter())


@task(on="thread", name="predict")
def _predict(
    table: Any, model: Any, threshold: float | None, threshold_by: str | None, keep: tuple[str, ...]
) -> Prediction:
    asked, rows = as_model(model), as_table(table)
    if not isinstance(asked, ClusterModel):
        return predict(asked, rows, threshold=threshold, threshold_by=threshold_by, keep=keep)
    for option, given in (("threshold", threshold), ("threshold_by", threshold_by)):
        if given is not None:
            raise BadOption(option, given, "nothing: this model names clusters")
    return predict_clusters(asked, rows, keep)


def as_table(given: Any) -> Table:
    """A table as it is; anything else is read."""
    return given if isinstance(given, Table) else read(given)


def as_model(given: Any) -> Model | ClusterModel:
    """A model as it is; of an experiment, its best.

    Raises:
        BadOption: it is neither.
    """
    if isinstance(given, (Experiment, ClusterExperiment)):
        return given.best_model
    if isinstance(given, (Model, ClusterModel)):
        return given
    raise BadOption("model", given, "a Model, an Experiment (whose best model is taken), or a task of one")
