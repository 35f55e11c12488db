"""What estimators have learnt, in formats of their own: a file each for a library.

A *native* takes an estimator apart into an empty one, which skops writes, and bytes in a format that the library itself
keeps stable; and puts them together again. The empty one is a copy: the estimator that is saved stays as it is.
"""

from __future__ import annotations

from typing import Any

from headway.automl.saving.natives.base import Native
from headway.automl.saving.natives.catboost import CATBOOST
from headway.automl.saving.natives.forests import FORESTS
from headway.automl.saving.natives.lightgbm import LIGHTGBM
from headway.automl.saving.natives.neighbours import NEIGHBOURS
from headway.automl.saving.natives.xgboost import XGBOOST

__all__ = ["NATIVES", "Native", "native_of"]

NATIVES = (LIGHTGBM, XGBOOST, CATBOOST, FORESTS, NEIGHBOURS)


def native_of(estimator: Any) -> Native | None:
    """The native that is for estimators of exactly this type; none for all others, which skops writes by itself."""
    name = f"{type(estimator).__module__}.{type(estimator).__name__}"
    return next((native for native in NATIVES if name in native.types), None)
