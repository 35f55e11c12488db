"""The algorithms: a file each. To add one, write its file and put it into the catalogue.

Importing this loads scikit-learn only; LightGBM, XGBoost and CatBoost are loaded when they are first fitted.
"""

from headway.automl.learners.base import Learner, ProblemType, Sample, Settings, Size
from headway.automl.learners.catalogue import ENSEMBLE, LEARNERS, chosen, fitting, several

__all__ = [
    "ENSEMBLE",
    "LEARNERS",
    "Learner",
    "ProblemType",
    "Sample",
    "Settings",
    "Size",
    "chosen",
    "fitting",
    "several",
]
