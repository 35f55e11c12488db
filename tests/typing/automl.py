# pyright: basic
"""What mypy (strict) and pyright find of AutoML's verbs. Checked, not run."""

from typing import assert_type

from headway import Task
from headway.automl import (
    AutoClassifier,
    Client,
    ClusterExperiment,
    Experiment,
    Model,
    Prediction,
    SeriesExperiment,
    Table,
)

client = Client()
table = client.upload("train.csv")
assert_type(table, Task[Table])
assert_type(client.setup(table, {"Pclass": "categorical"}), Task[Table])
experiment = client.train(table, target="Survived", budget_s=10)
assert_type(experiment, Task[Experiment])
assert_type(experiment.result().best_model, Model)
assert_type(client.predict("test.csv", experiment), Task[Prediction])
assert_type(client.train_clusters(table), Task[ClusterExperiment])
assert_type(client.train_series(table, target="y", time="t", horizon=3), Task[SeriesExperiment])
AutoClassifier(max_models=1)
