"""Experiments that many tests look at: trained once, one fit after another in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.automl.tables import mixed, people

from headway import Session
from headway.automl import Client, Experiment
from headway.automl.native import one_native_thread

Train = Callable[..., Experiment]


def train_inline(table: Any, target: str, **options: Any) -> Experiment:
    """An experiment, small unless said otherwise: one linear model, one fit after another in this process."""
    options = {"algorithms": ["GLM"], "max_models": 1, "folds": 2, **options}
    with Session(on="inline"):
        return Client().train(table, target=target, **options).result()


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Fits in this process take one thread, as a search's own do: OpenMP's wait for each other on a busy machine."""
    import sklearn.ensemble  # noqa: F401 - what is loaded later is not told

    with one_native_thread():
        yield


@pytest.fixture(scope="session")
def train() -> Train:
    """:func:`train_inline`."""
    return train_inline


@pytest.fixture(scope="session")
def mixed_frame() -> pd.DataFrame:
    return mixed()


@pytest.fixture(scope="session")
def binary(mixed_frame: pd.DataFrame) -> Experiment:
    """Two models and their ensembles of every kind of column, with rows held out."""
    frame = mixed_frame.drop(columns=["kind", "paid"])
    return train_inline(frame, "won", algorithms=["GLM", "KNN", "StackedEnsemble"], max_models=2, folds=3, holdout=0.25)


@pytest.fixture(scope="session")
def multiclass() -> Experiment:
    frame = people(90).assign(
        won=lambda frame: pd.cut(frame["paid"], 3, labels=["low", "middling", "high"]).astype(str)
    )
    return train_inline(frame.drop(columns="paid"), "won", folds=3)


@pytest.fixture(scope="session")
def regression() -> Experiment:
    return train_inline(people().drop(columns="won"), "paid", folds=3)


QUICK = ("table", "features")  # of the others, which train models, `make quick` runs none


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Models are trained here: minutes in all."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).parts[0] not in QUICK:
            item.add_marker("slow")
