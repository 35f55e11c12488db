"""The same in worker processes, where a budget ends what is unfinished."""

from __future__ import annotations

from threading import Event
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.automl.series.helpers import QUICK

from headway import Session, TaskCancelled, task, wait
from headway.automl.series import SeriesExperiment, train_series

pytest.importorskip("statsforecast", reason='needs the extra "series"')
pytestmark = pytest.mark.slow
SOON_S = 60


def trained(frame: pd.DataFrame, **options: Any) -> SeriesExperiment:
    given = {"target": "sold", "time": "day", "series": "shop", "horizon": 7, "methods": QUICK, **options}
    return train_series(frame, **given)


def test_workers_forecast_as_the_calling_process_does(shops: pd.DataFrame) -> None:
    there = trained(shops)
    with Session(on="inline"):
        here = trained(shops)
    pd.testing.assert_frame_equal(there.forecast(), here.forecast())


@pytest.fixture
def slow_series() -> pd.DataFrame:
    """Series that TBATS takes far longer for than any budget here."""
    days = pd.date_range("2020-01-01", periods=1200)
    rng = np.random.default_rng(0)
    return pd.concat(pd.DataFrame({"shop": n, "day": days, "sold": rng.normal(9, 1, 1200).cumsum()}) for n in range(40))


def test_budget_ends_what_is_unfinished_and_the_rest_is_the_result(slow_series: pd.DataFrame) -> None:
    experiment = trained(slow_series, methods=["TBATS"], budget_s=1.5)
    assert len(experiment.forecast()) == 40 * 7
    assert experiment.leaderboard.set_index("method").loc["TBATS", "note"] == "the budget ended before it did"


@pytest.mark.full
def test_progress_is_told_to_the_task_around_it(shops: pd.DataFrame) -> None:
    @task(on="thread")
    def train() -> SeriesExperiment:
        return trained(shops)

    with Session() as session:
        training = train()
        told = set()
        while wait([training], timeout_s=0.02).result().pending:
            told |= {running.total for running in session.snapshot().running if running.name == "train"}
        assert len(training.result().forecast()) == 14
    assert 2 * 5 * len(QUICK) in told  # series, four windows and the future, methods


# Its body has ended, and its thread may have a step to go, when the session does.
@pytest.mark.filterwarnings("ignore:the session .* has ended while:headway.HeadwayWarning")
def test_cancelled_training_ends_its_forecasts(slow_series: pd.DataFrame) -> None:
    begun, ended = Event(), Event()

    @task(on="thread")
    def train() -> SeriesExperiment:
        begun.set()
        try:
            return trained(slow_series, methods=["TBATS"])
        finally:
            ended.set()

    with Session():
        running = train()
        assert begun.wait(SOON_S)
        running.cancel()
        with pytest.raises(TaskCancelled):
            running.result(SOON_S)
        assert ended.wait(SOON_S)
