"""The search for a model: what is asked, which candidates are tried, how they are judged, and what is made of them."""

from headway.automl.search.metrics import METRICS, Metric, metric_of, metrics_for
from headway.automl.search.problem import Problem, pose
from headway.automl.search.run import search
from headway.automl.search.trials import Found, Options, Standing, Trial

__all__ = [
    "METRICS",
    "Found",
    "Metric",
    "Options",
    "Problem",
    "Standing",
    "Trial",
    "metric_of",
    "metrics_for",
    "pose",
    "search",
]
