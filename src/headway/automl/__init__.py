"""A model from a table: upload, set up, train and predict, as tasks.

    from headway import automl

    client = automl.Client()
    train = client.upload("train.csv")                        # running
    test = client.upload("test.csv")                          # meanwhile
    experiment = client.train(train, target="Survived")       # starts when `train` is there
    prediction = client.predict(test, experiment)             # starts when both are there
    prediction.result().frame

Nothing is loaded before it is used: ``import headway.automl`` is quick, and needs no extra.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from headway.errors import MissingExtra

if TYPE_CHECKING:
    from headway.automl.client import Client as Client
    from headway.automl.clusters import ClusterExperiment as ClusterExperiment
    from headway.automl.clusters import ClusterModel as ClusterModel
    from headway.automl.estimators import AutoClassifier as AutoClassifier
    from headway.automl.estimators import AutoRegressor as AutoRegressor
    from headway.automl.results import Experiment as Experiment
    from headway.automl.results import Explanation as Explanation
    from headway.automl.results import Model as Model
    from headway.automl.results import Prediction as Prediction
    from headway.automl.saving import load as load
    from headway.automl.schema import Column as Column
    from headway.automl.schema import Schema as Schema
    from headway.automl.search import Metric as Metric
    from headway.automl.series import SeriesExperiment as SeriesExperiment
    from headway.automl.table import Table as Table
    from headway.automl.table import read as read
    from headway.automl.views import Page as Page
    from headway.automl.views import report as report

# Each public name, and the room that it stands in.
_ROOMS = {
    "AutoClassifier": "estimators",
    "AutoRegressor": "estimators",
    "Client": "client",
    "ClusterExperiment": "clusters",
    "ClusterModel": "clusters",
    "Column": "schema",
    "Experiment": "results",
    "Explanation": "results",
    "Metric": "search",
    "Model": "results",
    "Page": "views",
    "Prediction": "results",
    "Schema": "schema",
    "SeriesExperiment": "series",
    "Table": "table",
    "load": "saving",
    "read": "table",
    "report": "views",
}
_NEEDS = {"numpy": "numpy", "pandas": "pandas", "sklearn": "scikit-learn", "lightgbm": "lightgbm"}

__all__ = list(_ROOMS)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'headway.automl' has no attribute {name!r}")
    for module, distribution in _NEEDS.items():
        if find_spec(module) is None:
            raise MissingExtra(f"headway.automl.{name}", "automl", distribution)
    value = getattr(import_module(f"headway.automl.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
