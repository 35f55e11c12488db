"""Headway in process: upload, train, predict."""
# ruff: noqa: D102  Contestant documents the methods

from collections.abc import Mapping, Sequence

from benchmarks.automl.contestants.base import Contestant, Job, probabilities
from headway import automl


class Headway(Contestant):
    """Its defaults but for budget, metric and seed."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.client = automl.Client()  # loads pandas and scikit-learn, which the others load when they are imported

    def fit(self) -> None:
        self.experiment = self.client.train(
            self.client.upload(self.job.train),
            target=self.job.target,
            metric=self.job.metric,
            budget_s=self.job.budget_s,
            seed=self.job.seed,
        ).result()

    def predict(self) -> Mapping[str, Sequence[float]]:
        prediction = self.client.predict(self.client.upload(self.job.test), self.experiment).result()
        if self.job.is_regression:
            return {"prediction": [float(value) for value in prediction.values]}
        return probabilities(prediction.labels, prediction.probabilities)

    def winner(self) -> str:
        return str(self.experiment.best_model.name)
