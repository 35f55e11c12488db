"""Races of real solvers: in worker processes and as commands."""

from __future__ import annotations

import shutil
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pytest
from tests.optimize.contract import SLACK, commands_of_this_process, furniture_shop, knapsack, market_split
from tests.optimize.solvers.fakes import fake_command

from headway import Session
from headway.errors import BadOption, NoSolver, SolverFailed, TaskCancelled
from headway.optimize.model import Model
from headway.optimize.racing import race
from headway.optimize.solution import Solution
from headway.optimize.solvers import SOLVERS
from headway.optimize.status import Status
from headway.testing import until


def here(*names: str) -> tuple[str, ...]:
    """These solvers, or a skip that names the one that is missing."""
    for name in names:
        try:
            SOLVERS[name].check_present()
        except NoSolver as missing:
            pytest.skip(str(missing))
    return names


@pytest.mark.slow
def test_first_proof_wins_and_the_others_end() -> None:
    names = here("highs", "cbc", "scip")
    solution = race(knapsack(12), names, gap=0.0).result()
    assert isinstance(solution, Solution)
    assert solution.status is Status.OPTIMAL
    assert solution.solver in names
    assert not commands_of_this_process()


@pytest.mark.slow
def test_limit_ends_it_with_the_best_point_of_all() -> None:
    model, began = market_split(), monotonic()
    solution = race(model, here("cbc", "glpk"), time_limit_s=1.0, gap=0.0).result()
    assert monotonic() - began < 1.0 + SLACK
    assert solution.status is Status.LIMIT
    assert not commands_of_this_process()


@pytest.mark.slow
def test_cancelled_race_leaves_nothing_behind() -> None:
    racing = race(market_split(), here("highs", "cbc"), gap=0.0)
    until(lambda: "cbc" in commands_of_this_process(), "cbc never started")
    racing.cancel()
    with pytest.raises(TaskCancelled):
        racing.result()
    until(lambda: not commands_of_this_process(), "cbc lives on")


def test_missing_and_broken_ones_cost_nobody_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here("glpk")
    fake_command(tmp_path, "cbc", "exit 3")
    fake_command(tmp_path, "glpsol", f'exec {shutil.which("glpsol")} "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    solution = race(knapsack(6), ("cbc", "glpk"), gap=0.0).result()
    assert (solution.solver, solution.status) == ("glpk", Status.OPTIMAL)
    assert solution.words.startswith("glpk was first (")
    assert "; cbc" in solution.words  # it failed, or was ended: whoever came first
    assert solution.is_feasible


def test_all_broken_is_an_error_that_names_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cbc", "glpsol"):
        fake_command(tmp_path, name, "echo no licence; exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(SolverFailed) as failed:
        race(knapsack(6), ("cbc", "glpk")).result()
    assert sorted(failed.value.reasons) == [(name, "it ended with 3: no licence") for name in ("cbc", "glpk")]


def test_none_installed_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoSolver, match=r"^the solver `glpk` is not there: (?!the solver)"):
        race(knapsack(6), ("glpk",))


@pytest.mark.parametrize("solvers", [(), "cbc", ("nonsense",), 5])
def test_names_that_are_none_are_refused_at_once(solvers: Any) -> None:
    with pytest.raises(BadOption):
        race(knapsack(6), solvers)


@pytest.mark.slow
def test_pulp_problem_gets_the_values_of_the_winner() -> None:
    problem = furniture_shop()
    solution = race(problem, here("cbc", "glpk")).result()
    solution.assign()
    values = {variable.name: variable.varValue for variable in problem.variables()}
    assert values == pytest.approx(dict(solution.values))


def test_debug_mode_runs_it_in_turn() -> None:
    names = here("glpk", "cbc")
    with Session(on="inline"):
        solution = race(knapsack(6), names, gap=0.0).result()
    assert solution.status is Status.OPTIMAL


def test_infeasible_is_a_proof() -> None:
    names = here("glpk", "cbc")
    model = Model.of_arrays([1.0, 1.0], np.ones((2, 2)), row_lower=[3, -np.inf], row_upper=[np.inf, 1])
    assert race(model, names).result().status is Status.INFEASIBLE
