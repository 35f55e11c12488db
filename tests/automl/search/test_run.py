"""The search the same on any number of them, in its time, and whole when candidates die."""

from __future__ import annotations

import os
import signal
import warnings
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from tests.automl.own import Diverges, Endless, Gone, Killed, Leaves, OutOfMemory, ThirdClass, Weightless
from tests.automl.tables import people
from tests.engine.helpers import SOON_S, until
from tests.processes.helpers import is_alive
from threadpoolctl import threadpool_info

from headway import Session, TaskCancelled, task
from headway.automl import Client, Experiment
from headway.automl.learners import Size, chosen
from headway.automl.learners.base import sums_view
from headway.automl.learners.linear import GLM
from headway.automl.search import Options, pose, search
from headway.automl.search.candidates import candidates
from headway.automl.table import read

FRAME = people().drop(columns="paid")
SECONDS = ["fit_s", "predict_s"]


def train(*, workers: int | None = 2, on: Any = "auto", **options: Any) -> Experiment:
    options = {"target": "won", "folds": 2, "algorithms": ["GLM"], **options}
    with Session(workers=workers, on=on):
        return Client().train(FRAME, **options).result()


def scores(experiment: Experiment) -> pd.DataFrame:
    return experiment.leaderboard.drop(columns=SECONDS)


SEEDED: Any = {"algorithms": ["LightGBM", "GLM", "KNN", "StackedEnsemble"], "max_models": 5, "seed": 3}


@pytest.fixture(scope="module")
def inline() -> Experiment:
    return train(on="inline", **SEEDED)


class TestSameResult:
    @pytest.mark.slow
    @pytest.mark.parametrize("workers", [1, *(pytest.param(n, marks=pytest.mark.full) for n in (2, 3))])
    def test_on_any_number_of_workers(self, inline: Experiment, workers: int) -> None:
        side_by_side = train(workers=workers, **SEEDED)
        pd.testing.assert_frame_equal(scores(side_by_side), scores(inline), check_exact=True)
        np.testing.assert_array_equal(
            side_by_side.best_model.predict_proba(FRAME), inline.best_model.predict_proba(FRAME)
        )
        assert side_by_side.plan["settings"].tolist() == inline.plan["settings"].tolist()

    def test_not_with_another_seed(self, inline: Experiment) -> None:
        other = train(on="inline", **{**SEEDED, "seed": 4, "max_models": 1})
        assert other.scores_of("LightGBM") != inline.scores_of("LightGBM")


class TestBudget:
    def test_candidates_are_the_first_of_the_sequence(self) -> None:
        experiment = train(on="inline", algorithms=["LightGBM", "GLM"], budget_s=2.0, seed=5)
        tried = [(row.candidate, dict(row.settings)) for row in experiment.plan.iloc[1:].itertuples()]
        sequence = candidates(chosen(["LightGBM", "GLM"])[0], Size(len(FRAME), 3, 2), 5)
        assert tried == [(each.name, dict(each.settings)) for each, _ in zip(sequence, tried, strict=False)]
        assert tried

    @pytest.mark.slow
    def test_it_is_kept_and_fits_end_for_real(self, tmp_path: Path) -> None:
        began = monotonic()
        experiment = train(algorithms=["GLM", Endless(str(tmp_path))], budget_s=3.0)
        assert monotonic() - began < 3.0 * 1.1 + SOON_S
        assert experiment.seconds < 3.0 * 1.1 + SOON_S
        plan = experiment.plan.set_index("candidate")
        assert plan["state"].to_dict() == {
            "Baseline": "done", "GLM": plan.loc["GLM", "state"], "Endless": "out of time"
        }  # fmt: skip
        assert not experiment.found.is_complete
        _all_gone(tmp_path)

    @pytest.mark.parametrize("budget_s", [0.001, 0.3])
    def test_next_to_none_gives_the_baseline(self, budget_s: float) -> None:
        began = monotonic()
        experiment = train(on="inline", budget_s=budget_s)
        assert monotonic() - began < budget_s + SOON_S
        assert "Baseline" in experiment.model_names
        assert len(experiment.best_model.predict(FRAME)) == len(FRAME)


def _all_gone(folder: Path) -> None:
    """No process that said it was fitting is there any more."""
    pids = [int(file.name) for file in folder.iterdir()]
    until(lambda: not any(map(is_alive, pids)), f"still fitting: {pids}")


class TestDeaths:
    @pytest.mark.slow
    def test_candidate_whose_process_dies_costs_only_itself(self) -> None:
        experiment = train(algorithms=[Killed(), Gone(), "GLM"], max_models=3, folds=1)
        plan = experiment.plan.set_index("candidate")
        assert plan["state"].to_dict() == {"Baseline": "done", "Killed": "failed", "Gone": "failed", "GLM": "done"}
        assert "killed by SIGKILL" in plan.loc["Killed", "error"]
        assert "exited with status 3" in plan.loc["Gone", "error"]
        pd.testing.assert_frame_equal(scores(experiment), scores(train(on="inline", folds=1)), check_exact=True)

    def test_candidate_that_fails_costs_only_itself(self) -> None:
        mortal = [Leaves(), OutOfMemory(), Diverges(), Weightless(), ThirdClass()]
        experiment = train(on="inline", algorithms=[*mortal, "GLM"], max_models=6)
        errors = experiment.plan.set_index("candidate")["error"]
        assert experiment.plan["state"].tolist() == ["done", *["failed"] * 5, "done"]
        assert "enough" in errors["Leaves"]
        assert errors["OutOfMemory"] == "MemoryError: no room for the matrix"
        assert "diverged" in errors["Diverges"]
        assert "diverged" in errors["Weightless"]
        assert "shape mismatch" in errors["ThirdClass"]
        pd.testing.assert_frame_equal(scores(experiment), scores(train(on="inline", max_models=1)), check_exact=True)

    def test_all_that_fail_leave_the_baseline(self) -> None:
        experiment = train(on="inline", algorithms=[Diverges(), OutOfMemory(), "StackedEnsemble"], max_models=2)
        assert experiment.model_names == ("Baseline",)
        assert experiment.plan["state"].tolist() == ["done", "failed", "failed"]
        assert experiment.plan["error"].map(bool).tolist() == [False, True, True]
        assert len(set(experiment.best_model.predict(FRAME))) == 1
        assert (experiment.importances["importance"] == 0).all()


def dies_once(file: Path) -> Any:
    """Prepares rows for linear models; whoever does so first is killed."""

    def prepare(layout: Any, kind: Any, seed: int) -> Any:
        if not file.exists():
            file.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return sums_view(layout, kind, seed)

    return prepare


@pytest.mark.full
def test_death_while_rows_are_prepared_costs_nobody(tmp_path: Path) -> None:
    """They are prepared once for all candidates that take them so."""
    prepare = dies_once(tmp_path / "died")
    mortal = tuple(replace(GLM, prepare=prepare, name=name) for name in ("one", "other"))
    asked = pose(read(FRAME), "won")

    @task(on="thread")
    def run() -> Any:
        return search(asked, Options(mortal, folds=1, max_models=2))

    with Session(workers=2):
        found = run().result()
    assert (tmp_path / "died").exists()
    assert [trial.state for trial in found.trials] == ["done", "done", "done"], [trial.error for trial in found.trials]


@pytest.mark.slow
def test_cancelled_training_ends_its_fits(tmp_path: Path) -> None:
    with Session(workers=2):
        training = Client().train(FRAME, target="won", folds=2, algorithms=[Endless(str(tmp_path))], max_models=1)
        until(lambda: any(tmp_path.iterdir()) or training.state.is_final, "it never began to fit")
        training.cancel()
        with pytest.raises(TaskCancelled):
            training.result(SOON_S)
        _all_gone(tmp_path)


@pytest.mark.slow
def test_listener_that_fails_ends_the_training(tmp_path: Path) -> None:
    def fail(standing: Any) -> None:
        raise OSError("the pipe is broken")

    with pytest.raises(OSError, match="the pipe is broken"):
        train(algorithms=[Endless(str(tmp_path))], max_models=1, on_model=fail)
    _all_gone(tmp_path)


@pytest.mark.full
def test_trainings_side_by_side_leave_the_process_as_it_was() -> None:
    """Neither BLAS's threads nor the filters of warnings stay changed."""
    LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    before, filters = _threads(), list(warnings.filters)
    options: Any = {"target": "won", "folds": 2, "algorithms": ["GLM", "KNN", "StackedEnsemble"], "max_models": 2}
    with Session(workers=2):
        for _ in range(2):
            called = [Client().train(FRAME, seed=seed, **options) for seed in range(3)]
            assert all("StackedEnsemble" in each.result().model_names for each in called)
    assert _threads() == before
    assert warnings.filters == filters


def _threads() -> list[int]:
    return [each["num_threads"] for each in threadpool_info()]
