"""What is written of a model: this room's writing half does not know the class, which calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from headway.automl.features import Layout
from headway.automl.learners import ProblemType
from headway.automl.schema import Schema
from headway.automl.search.ensemble import Ensemble
from headway.automl.search.fitting import Member


class Saveable(Protocol):
    """A model; :class:`headway.automl.Model` is one."""

    @property
    def name(self) -> str:
        """Its name on the leaderboard."""

    @property
    def target(self) -> str:
        """The column that it predicts."""

    @property
    def type(self) -> ProblemType:
        """What it predicts: one of two classes, of several, or a number."""

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes; empty for regression."""

    @property
    def schema(self) -> Schema:
        """The columns that it was trained on."""

    @property
    def layout(self) -> Layout:
        """Which of them are treated how."""

    @property
    def members(self) -> Mapping[str, Sequence[Member]]:
        """The fitted pipelines of each candidate in it."""

    @property
    def ensemble(self) -> Ensemble | None:
        """How their predictions become one; None where there is one candidate."""

    @property
    def thresholds(self) -> Mapping[str, float]:
        """By metric, the probability from which the second class is named."""

    @property
    def typical(self) -> Mapping[str, Any]:
        """A value for each feature."""

    @property
    def metric(self) -> str:
        """What it was chosen by."""

    @property
    def score(self) -> float | None:
        """What it reached on rows that it had not seen."""

    @property
    def sample(self) -> pd.DataFrame | None:
        """Some prepared rows, which are not saved."""

    def outputs_of(self, frame: pd.DataFrame) -> np.ndarray[Any, Any]:
        """What it says of prepared rows: numbers of shape (rows,), or probabilities of shape (rows, classes)."""
