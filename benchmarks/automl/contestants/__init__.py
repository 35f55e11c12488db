"""One file per library that trains; this one names them, and imports a library only when it is asked for."""

from dataclasses import dataclass
from importlib import import_module

from benchmarks.automl.contestants.base import Contestant, Job


@dataclass(frozen=True)
class Entry:
    """Where a library's file, class and environment are, and how often it plays.

    Attributes:
        environment: the name of its lock, and of its environment.
        seeds: the slow ones play once.
        distributions: whose versions its outcomes name.
    """

    file: str
    kind: str
    environment: str
    seeds: int
    distributions: tuple[str, ...]


BOOSTERS = ("lightgbm", "xgboost-cpu", "catboost", "scikit-learn")
ENTRIES = {
    "headway": Entry("headway_", "Headway", "headway", 3, ("headway", *BOOSTERS, "pandas")),
    "FLAML": Entry("flaml_", "Flaml", "flaml", 3, ("flaml", *BOOSTERS)),
    "LightGBM default": Entry("lightgbm_", "LightGBM", "defaults", 3, ("lightgbm",)),
    "HistGradientBoosting default": Entry("sklearn_", "HistGradientBoosting", "defaults", 3, ("scikit-learn",)),
    "AutoGluon medium": Entry("autogluon_", "AutoGluon", "autogluon", 1, ("autogluon.tabular", *BOOSTERS)),
    "H2O AutoML": Entry("h2o_", "H2O", "h2o", 1, ("h2o",)),
}


def make(name: str, job: Job) -> Contestant:
    """The library of that name, imported, before its job.

    Raises:
        KeyError: no library has that name.
        ModuleNotFoundError: it is not installed here.
    """
    entry = ENTRIES[name]
    contestant = getattr(import_module(f"benchmarks.automl.contestants.{entry.file}"), entry.kind)(job)
    assert isinstance(contestant, Contestant)
    return contestant
