"""The portfolio: its deviation is what the returns themselves give, and the frontier is one."""

import numpy as np
import pandas as pd
import pytest

from headway.errors import BadOption, BadTable
from headway.optimize.problems import portfolio

RETURNS = portfolio.data()
MOVES = RETURNS.drop(columns="period")


def test_deviation_is_that_of_the_mixed_returns() -> None:
    answer = portfolio.solve(RETURNS, target=0.006, at_most=0.5).result()
    mixed = MOVES.to_numpy() @ answer.frame["hold"].to_numpy()
    assert answer.objective == pytest.approx(np.abs(mixed - mixed.mean()).mean(), rel=1e-5)
    assert mixed.mean() >= 0.006 - 1e-7
    assert answer.frame["hold"].sum() == pytest.approx(1)
    assert answer.frame["hold"].between(0, 0.5 + 1e-9).all()


def test_no_random_mix_of_that_return_is_calmer() -> None:
    best = portfolio.solve(RETURNS, target=0.006).result().objective
    shares = np.random.default_rng(0).dirichlet(np.ones(MOVES.shape[1]) * 0.7, 4000)
    mixed = shares @ MOVES.to_numpy().T
    deviations = np.abs(mixed - mixed.mean(axis=1, keepdims=True)).mean(axis=1)
    assert deviations[mixed.mean(axis=1) >= 0.006].min() >= best - 1e-7


def test_frontier_rises_and_bends() -> None:
    """More return costs more deviation, and ever more: the frontier of a linear programme is convex."""
    line = portfolio.frontier(RETURNS).result()
    slopes = np.diff(line["deviation"]) / np.diff(line["mean"])
    assert (slopes > 0).all()
    assert (np.diff(slopes) > -1e-3).all()
    assert line["mean"].iloc[-1] == pytest.approx(MOVES.mean().max())


def test_target_that_no_mix_reaches_is_told() -> None:
    with pytest.raises(
        BadOption, match=r"target=0\.02: expected a number up to 0\.00979.*highest mean return of any mix"
    ):
        portfolio.model(RETURNS, 0.02)


def test_share_that_leaves_money_over_is_told() -> None:
    with pytest.raises(BadOption, match=r"expected a number from 0\.1667 on: there are 6 assets"):
        portfolio.model(RETURNS, 0.005, at_most=0.1)


def test_missing_return_is_told_with_its_period() -> None:
    with pytest.raises(BadTable, match=r"returns, row 3 \(2020-04\): `gold` is missing"):
        portfolio.model(RETURNS.assign(gold=RETURNS["gold"].where(RETURNS.index != 3)), 0.005)


def test_periods_alone_are_refused() -> None:
    with pytest.raises(BadTable, match="no column beside `period`"):
        portfolio.model(pd.DataFrame({"period": ["2020-01"]}), 0.005)
