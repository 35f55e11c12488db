"""CatBoost's binary format (cbm): what its ``save_model`` writes, readable by every later CatBoost."""

from __future__ import annotations

import copy
import os
import tempfile
from pathlib import Path
from typing import Any

from headway.automl.learners.catboost import CodedCatBoostClassifier
from headway.automl.saving.natives.base import Native


def _take(estimator: Any) -> tuple[Any, bytes]:
    empty = copy.copy(estimator)
    empty.model = None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.cbm")
        estimator.model.save_model(os.fspath(file), format="cbm")
        return empty, file.read_bytes()


def _give(estimator: Any, content: bytes) -> Any:
    from catboost import CatBoostClassifier, CatBoostRegressor

    model = CatBoostClassifier() if isinstance(estimator, CodedCatBoostClassifier) else CatBoostRegressor()
    estimator.model = model.load_model(blob=content)
    return estimator


CATBOOST = Native(
    (
        "headway.automl.learners.catboost.CodedCatBoostClassifier",
        "headway.automl.learners.catboost.CodedCatBoostRegressor",
    ),
    ".cbm",
    "catboost",
    _take,
    _give,
)
