"""What a training and a prediction give: plain values that can be looked at, kept and asked."""

from headway.automl.results.experiment import Experiment, Holdout
from headway.automl.results.explanation import Explanation
from headway.automl.results.model import Model
from headway.automl.results.prediction import Prediction, predict

__all__ = ["Experiment", "Explanation", "Holdout", "Model", "Prediction", "predict"]
