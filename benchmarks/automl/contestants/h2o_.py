"""H2O AutoML in a server of its own, which needs Java."""
# ruff: noqa: D102  Contestant documents the methods

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import h2o
from h2o.automl import H2OAutoML

from benchmarks.automl.contestants.base import Contestant
from benchmarks.peers.base import NotOffered

METRICS = {"auc": "AUC", "logloss": "logloss", "rmse": "RMSE"}


class H2O(Contestant):
    """Its defaults but for budget, metric, threads and seed; the server's memory is its default, a quarter of all."""

    @contextmanager
    def opened(self) -> Iterator[None]:
        if not shutil.which("java"):
            raise NotOffered("needs Java 17 (Debian: apt-get install openjdk-17-jre-headless)")
        h2o.init(nthreads=self.job.threads, strict_version_check=False, log_level="WARN")
        h2o.no_progress()
        try:
            yield
        finally:
            h2o.cluster().shutdown()

    def fit(self) -> None:
        table = h2o.import_file(self.job.train)
        if not self.job.is_regression:
            table[self.job.target] = table[self.job.target].asfactor()
            self.classes = table[self.job.target].levels()[0]
        self.model = H2OAutoML(
            max_runtime_secs=self.job.budget_s, seed=self.job.seed, sort_metric=METRICS[self.job.metric]
        )
        self.model.train(y=self.job.target, training_frame=table)

    def predict(self) -> Mapping[str, Sequence[float]]:
        found = self.model.leader.predict(h2o.import_file(self.job.test)).as_data_frame()
        if self.job.is_regression:
            return {"prediction": found["predict"].tolist()}
        return {name: found.iloc[:, 1 + index].tolist() for index, name in enumerate(self.classes)}

    def winner(self) -> str:
        return str(self.model.leader.model_id).split("_1_AutoML")[0]
