"""Forecasting of many series: backtests choose among methods, for each series, within a budget.

>>> from headway.automl.series import train_series
"""

from headway.automl.series.experiment import SeriesExperiment
from headway.automl.series.train import train_series

__all__ = ["SeriesExperiment", "train_series"]
