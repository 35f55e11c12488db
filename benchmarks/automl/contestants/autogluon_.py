"""AutoGluon at medium quality, its default; no neural networks, as torch is not there."""
# ruff: noqa: D102  Contestant documents the methods

from collections.abc import Mapping, Sequence

import pandas as pd
from autogluon.tabular import TabularPredictor

from benchmarks.automl.contestants.base import Contestant

METRICS = {"auc": "roc_auc", "logloss": "log_loss", "rmse": "root_mean_squared_error"}


class AutoGluon(Contestant):
    """Its defaults but for budget, metric and threads; it takes no seed here."""

    def fit(self) -> None:
        self.model = TabularPredictor(
            label=self.job.target,
            problem_type=self.job.task,
            eval_metric=METRICS[self.job.metric],
            path="models",
            verbosity=0,
        )
        self.model.fit(
            pd.read_csv(self.job.train),
            time_limit=self.job.budget_s,
            presets="medium_quality",
            num_cpus=self.job.threads,
            num_gpus=0,
        )

    def predict(self) -> Mapping[str, Sequence[float]]:
        features = pd.read_csv(self.job.test)
        if self.job.is_regression:
            return {"prediction": [float(value) for value in self.model.predict(features)]}
        found = self.model.predict_proba(features)
        return {str(name): [float(value) for value in found[name]] for name in found.columns}

    def winner(self) -> str:
        return str(self.model.model_best)
