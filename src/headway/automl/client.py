"""What people write: a few verbs, each a task that starts at once and waits for what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from headway.automl.clusters import Clustering
from headway.automl.learners import several
from headway.automl.local import Local
from headway.automl.series.problem import ask
from headway.automl.training import Training
from headway.errors import BadOption

if TYPE_CHECKING:
    from headway import Task
    from headway.automl.clusters import ClusterExperiment
    from headway.automl.results import Experiment, Prediction
    from headway.automl.schema import Kind
    from headway.automl.search import Standing
    from headway.automl.series import SeriesExperiment
    from headway.automl.table import Table
    from headway.automl.transport import Transport


class Client:
    """Uploads, sets up, trains and predicts; every verb gives a task, and takes tasks for what they will be.

    >>> from headway import automl
    >>> client = automl.Client()
    >>> import pandas as pd
    >>> shirts = pd.DataFrame({"size": [i % 23 for i in range(60)], "colour": ["red", "blue"] * 30})
    >>> table = client.upload(shirts.assign(price=shirts["size"] * 3 + (shirts["colour"] == "red") * 4), name="shirts")
    >>> experiment = client.train(table, target="price", algorithms=["GLM"], max_models=1)
    >>> prediction = client.predict(shirts.head(3), experiment)
    >>> prediction.result().values.round().tolist()
    [4.0, 3.0, 10.0]
    """

    def __init__(self, transport: Transport | None = None) -> None:
        self._transport: Transport = Local() if transport is None else transport

    def upload(self, source: Any, *, name: str | None = None) -> Task[Table]:
        """Read a table.

        Args:
            source: a path, bytes, an open file, or a frame; or a task of one.
            name: what the table is called (default: the file's name).

        The task fails with :class:`BadTable` where it can't be read.
        """
        return self._transport.upload(source, name)

    def setup(self, table: Any, kinds: Mapping[str, Kind]) -> Task[Table]:
        """The table with some columns of another kind: ``{"Pclass": "categorical"}``.

        The kinds: numerical, categorical, datetime, text, id. The task fails with :class:`UnknownColumn`,
        :class:`BadOption` for a kind that there is not, :class:`BadTable` for values that can't be of it.
        """
        return self._transport.setup(table, kinds)

    def train(
        self,
        table: Any,
        *,
        target: str,
        features: Sequence[str] | None = None,
        algorithms: Sequence[Any] | str | None = None,
        problem_type: Literal["classification", "regression"] | None = None,
        metric: Any = "auto",
        folds: int | None = None,
        groups: str | None = None,
        weights: str | None = None,
        holdout: float = 0.0,
        max_rows: int | None = None,
        max_models: int | None = None,
        budget_s: float | None = None,
        seed: int = 0,
        on_model: Callable[[Standing], None] | None = None,
    ) -> Task[Experiment]:
        """Search for a model that predicts one column from others.

        Args:
            table: a table, or what :meth:`upload` takes.
            target: the column to be predicted.
            problem_type: "classification" or "regression". Unset: categories are classes, and so are numbers of which
                there are two; other numbers are regression; unless the metric says otherwise.
            features: the columns to predict it from (default: all that may tell something).
            algorithms: names (GLM, DRF, ExtraTrees, GBM, LightGBM, XGBoost, CatBoost, DeepLearning, KNN,
                StackedEnsemble) and estimators of your own (default: all that are installed).
            metric: what is to be made best: a name, a scorer of scikit-learn, or a :class:`Metric`; "auto" is log loss
                for classes, RMSE for numbers.
            folds: how many parts of the rows are held out one after another; 1 holds out a fifth once (default: 5, and
                1 for large tables).
            groups: a column of groups that stay together in a fold (a patient, a shop).
            weights: a column with the weight of each row.
            holdout: the share of rows that has no part in the search, for a score of its own.
            max_rows: how many rows are searched on where there are more, drawn by chance, each class with its share and at
                least a row (default: as many as make five million of rows × features × (classes - 1), but 100,000 or more).
            max_models: how many candidates are tried; the same seed then gives the same leaderboard.
            budget_s: seconds that the training may take (default: 60, or, with ``max_models``, as long as it takes).
            seed: of all that is drawn.
            on_model: called with each model that is done, in the thread of the training.

        Raises:
            BadOption: an option that makes no sense. What only the table can tell fails the task.
            MissingExtra: an algorithm that is not installed.
        """
        training = Training(
            target=target,
            features=None if features is None else _columns("features", features),
            algorithms=several(algorithms),
            problem_type=problem_type,
            metric=metric,
            folds=folds,
            groups=groups,
            weights=weights,
            holdout=holdout,
            max_rows=max_rows,
            max_models=max_models,
            budget_s=budget_s,
            seed=seed,
        )
        return self._transport.train(table, training, on_model)

    def train_clusters(
        self,
        table: Any,
        *,
        k: int | None = None,
        features: Sequence[str] | None = None,
        most: int = 10,
        seed: int = 0,
        budget_s: float | None = None,
    ) -> Task[ClusterExperiment]:
        """Look for rows that go together: k-means, with k chosen, and a profile of each cluster.

        Args:
            table: a table, or what :meth:`upload` takes.
            k: how many clusters (default: as many as are to be seen; 1, all rows, where there are none).
            features: the columns to tell rows apart by (default: all that may tell something).
            most: the largest k that is tried where k is to be chosen.
            seed: of all that is drawn.
            budget_s: seconds that it may take (default: as long as it takes); numbers of clusters that are not fitted
                by then are left out.

        Raises:
            BadOption: an option that makes no sense. What only the table can tell fails the task.
        """
        columns = None if features is None else _columns("features", features)
        clustering = Clustering(k=k, features=columns, most=most, seed=seed, budget_s=budget_s)
        return self._transport.train_clusters(table, clustering)

    def train_series(
        self,
        table: Any,
        *,
        target: str,
        time: str,
        series: str | Sequence[str] | None = None,
        horizon: int,
        gap: int = 0,
        budget_s: float | None = None,
        metric: str = "mase",
        season: int | Sequence[int] | None = None,
        level: float = 0.9,
        features: Sequence[str] | None = None,
        known: Sequence[str] | None = None,
        future: Any = None,
        aggregate: str = "mean",
        fill: str = "auto",
        freq: str | int | None = None,
        methods: Sequence[str] | None = None,
        windows: int | None = None,
        seed: int = 0,
    ) -> Task[SeriesExperiment]:
        """Choose, by backtests, how to forecast each series of a long table; needs the extra "series".

        ``experiment.forecast()`` then is a frame of the next ``horizon`` steps, with intervals.

        Args:
            table: a table, or what :meth:`upload` takes: a row for each time of each series, in any order.
            target: the column to forecast.
            time: the column of times: dates, or whole numbers.
            series: the columns that name a series (default: the table holds one).
            horizon: how many steps to forecast.
            gap: how many steps lie between a series' last point and its forecast.
            budget_s: seconds that it may take (default: as long as every method takes).
            metric: what is to be small: mase, rmsse, mae, rmse, smape.
            season: steps a season, or several, the main one first (default: found out).
            level: the share of the future that intervals are to cover.
            features: columns that may help.
            known: those that are known for the future, in rows without a target or in ``future``.
            future: a table of times ahead with the known features.
            aggregate: how rows of one step become one: mean, sum, median, min, max, first, last.
            fill: what a step without a value gets: auto, interpolate, previous, zero.
            freq: the step, as pandas names it, or a number where times are numbers (default: found out).
            methods: the names of those to try (default: all).
            windows: how many backtests (default: as many as suit the horizon).
            seed: of all that is drawn.

        Raises:
            BadOption: an option that makes no sense. What only the table can tell fails the task.
        """
        problem = ask(
            target=target,
            time=time,
            series=series,
            horizon=horizon,
            gap=gap,
            season=season,
            metric=metric,
            level=level,
            features=features,
            known=known,
            aggregate=aggregate,
            fill=fill,
            freq=freq,
            methods=methods,
            windows=windows,
            budget_s=budget_s,
            seed=seed,
        )
        return self._transport.train_series(table, problem, future)

    def predict(
        self,
        table: Any,
        model: Any,
        *,
        threshold: float | None = None,
        threshold_by: str | None = None,
        keep: Sequence[str] = (),
    ) -> Task[Prediction]:
        """Ask a model, or the best of an experiment, about a table.

        Args:
            table: a table, or what :meth:`upload` takes.
            model: a model, or an experiment; of clusters, too: the prediction is then the cluster of each row, with its
                ``distance`` from the cluster's centre.
            threshold: of two classes, the probability from which the second is named (default: the likelier one).
            threshold_by: choose it so that this metric was best on rows that the model had not seen: f1, accuracy, mcc,
                mean_per_class_error, misclassification.
            keep: columns of the table to stand beside the predictions.
        """
        return self._transport.predict(table, model, threshold, threshold_by, _columns("keep", keep))


def _columns(option: str, given: object) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise BadOption(option, given, 'a list of names of columns, such as ["age", "town"]')
    return tuple(given)
