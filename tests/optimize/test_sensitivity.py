"""Ranges and shadow prices: against glpsol's report, and against the model solved again with other numbers."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.optimize.models import linear_models

from headway.optimize.changes import Change, changed
from headway.optimize.explaining.optima import another_optimum, is_degenerate
from headway.optimize.model import Model, Sense
from headway.optimize.readers import read
from headway.optimize.solution import Solution
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.solving import solve
from headway.optimize.status import Status
from headway.optimize.writers.mps import mps_text

INF = np.inf


def solved(model: Model) -> Solution:
    return Solution(model, Highs().solve(model, Wish()), 0.0, "highs")


def shop(sense: Sense = Sense.MAX) -> Model:
    """Rows of every kind: one that binds above, one loose, one loose below, an equation, one with two limits."""
    sign = 1 if sense is Sense.MAX else -1
    return Model.of_arrays(
        sign * np.array([20.0, 35, 10, 1, 0]),
        [[2, 4, 3, 0, 0], [3, 5, 1, 0, 0], [1, 0, 0, 0, 1], [1, 1, 0, -1, 0], [1, -1, 0, 0, 0]],
        row_lower=[-INF, -INF, 4, 30, 5],
        row_upper=[100, 160, INF, 30, 25],
        lower=[0, 0, 0, -2, 3],
        upper=[INF, 14, INF, 2, 3],
        sense=sense,
        variables=["chairs", "tables", "shelves", "swing", "stock"],
        rows=["labour", "space", "orders", "balance", "mix"],
    )


@pytest.fixture
def glpsol(tmp_path: Path):
    """Ask glpsol for its ranges: by name the status, the marginal, and the two range columns."""
    command = shutil.which("glpsol")
    if command is None:
        pytest.skip("needs the command glpsol (Debian: glpk-utils)")

    def ask(model: Model) -> dict[str, dict[str, float | str]]:
        (tmp_path / "m.mps").write_text(mps_text(replace(model, sense=Sense.MIN)))  # it reads no OBJSENSE
        words = [command, "--freemps", "m.mps", f"--{model.sense}", "--ranges", "ranges.txt", "--nopresol"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (tmp_path / "ranges.txt").exists(), done.stdout
        return ranges_in((tmp_path / "ranges.txt").read_text())

    return ask


NUMBER = r"([-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|Inf|\.))"
FIRST = re.compile(r"^ +\d+ (\S+) +(BS|NL|NU|NS|NF) +(.*)$")


def ranges_in(report: str) -> dict[str, dict[str, float | str]]:
    """Columns by their places: the report leaves none empty in the lines that count."""
    found: dict[str, dict[str, float | str]] = {}
    lines = iter(report.splitlines())
    for line in lines:
        first = FIRST.match(line)
        if first is None:
            continue
        second = next(lines)
        found[first[1]] = {
            "status": first[2],
            "marginal": number(second[37:50]),
            "activity": (number(line[66:79]), number(second[66:79])),
            "cost": (number(line[80:93]), number(second[80:93])),
        }
    return found


def number(text: str) -> float:
    words = text.strip()
    return {".": 0.0, "+Inf": INF, "-Inf": -INF}.get(words) if words in (".", "+Inf", "-Inf") else float(words)  # type: ignore[return-value]


@pytest.mark.parametrize("sense", [Sense.MAX, Sense.MIN])
def test_ranges_equal_those_of_glpsol(glpsol, sense: Sense) -> None:
    model = shop(sense)
    solution, told = solved(model), glpsol(model)
    ranges = solution.ranges()
    assert {told[row]["status"] for row in model.rows} >= {"BS", "NS"}
    for row in model.rows:
        assert told[row]["marginal"] == pytest.approx(solution.shadow_prices[row], abs=1e-5)
        if told[row]["status"] != "BS":  # of a basic row glpsol tells the range of its activity
            at = model.row_of[row]
            low, high = told[row]["activity"]
            if (
                model.row_lower[at] < model.row_upper[at]
            ):  # one limit can't pass the other, which glpsol does not look at
                low, high = max(low, model.row_lower[at]) if told[row]["status"] == "NU" else low, high
                high = min(high, model.row_upper[at]) if told[row]["status"] == "NL" else high
            assert (low, high) == pytest.approx(ranges.rhs[row], rel=1e-5), row
    for name in model.variables:
        assert told[name]["marginal"] == pytest.approx(solution.reduced_costs[name], abs=1e-5)
        assert told[name]["cost"] == pytest.approx(ranges.cost[name], rel=1e-5), name


@pytest.mark.parametrize("name", ["kb2", "sc50b", "scagr7", "share1b"])  # no degenerate one, and none with other optima
def test_ranges_of_real_models_equal_those_of_glpsol(glpsol, shared_tables: Path, name: str) -> None:
    model = read(shared_tables / "optimize" / "netlib" / f"{name}.mps")
    places = replace(
        model,
        variables=tuple(f"v{at}" for at in range(len(model.variables))),
        rows=tuple(f"r{at}" for at in range(len(model.rows))),
    )
    ranges, told = solved(places).ranges(), glpsol(places)
    bound = [row for row in places.rows if told[row]["status"] != "BS"]
    assert len(bound) > 20
    for row in bound:
        assert told[row]["activity"] == pytest.approx(ranges.rhs[row], rel=1e-4, abs=1e-4), row
    for variable in places.variables:
        assert told[variable]["cost"] == pytest.approx(ranges.cost[variable], rel=1e-4, abs=1e-4), variable


def test_cost_of_nothing_between_bounds_may_not_move() -> None:
    model = Model.of_arrays([0, 0, -4], np.zeros((0, 3)), lower=[-2, 0, 0], upper=[7.5, 2, 2], sense="max")
    solution = solve(model).result()
    assert list(solution.values.array) == [0, 0, 0]
    assert list(solution.ranges().cost.values()) == [(0, 0), (-INF, 0), (-INF, 0)]


def test_loose_row_may_move_to_its_activity_and_away_for_ever() -> None:
    solution = solved(shop())
    activity = solution.activities
    assert solution.ranges().rhs["space"] == (pytest.approx(activity["space"]), INF)
    assert solution.ranges().rhs["orders"] == (-INF, pytest.approx(activity["orders"]))


@given(linear_models(most=5))
@settings(max_examples=40, deadline=None)
def test_objective_is_a_line_over_the_range_of_a_right_hand_side(model: Model) -> None:
    solution = solved(model)
    for row, (low, high) in solution.ranges().rhs.items():
        at = model.row_of[row]
        limits = {float(x) for x in (model.row_lower[at], model.row_upper[at]) if np.isfinite(x)}
        if len(limits) != 1:
            continue
        side, price = limits.pop(), solution.shadow_prices[row]
        assert low - 1e-6 <= side <= high + 1e-6
        for other in (max(low, side - 3), min(high, side + 3)):
            again = solved(changed(model, Change(rhs={row: other})))
            assert again.status is Status.OPTIMAL
            expected = solution.objective + price * (other - side)
            assert again.objective == pytest.approx(expected, rel=1e-6, abs=1e-5)


@given(linear_models(most=5))
@settings(max_examples=40, deadline=None)
def test_plan_stays_best_over_the_range_of_a_cost(model: Model) -> None:
    solution = solved(model)
    values = solution.values.array
    for name, (low, high) in solution.ranges().cost.items():
        at = model.column_of[name]
        cost = model.costs[at]
        assert low - 1e-6 <= cost <= high + 1e-6
        for other in (max(low, cost - 3), min(high, cost + 3)):
            now = changed(model, Change(costs={name: other}))
            best = solved(now)
            assert best.status is Status.OPTIMAL
            assert now.objective_at(values) == pytest.approx(best.objective, rel=1e-6, abs=1e-5)


@given(linear_models(most=5), st.sampled_from([1e-4, -1e-4]))
@settings(max_examples=40, deadline=None)
def test_shadow_price_is_the_slope_of_the_optimum(model: Model, step: float) -> None:
    solution = solved(model)
    assume(not is_degenerate(solution) and another_optimum(solution) is None)
    for row, price in solution.shadow_prices.items():
        at = model.row_of[row]
        has_limit = np.isfinite(model.row_lower[at]) or np.isfinite(model.row_upper[at])
        if not has_limit or model.matrix.indptr[at] == model.matrix.indptr[at + 1]:
            continue
        there = step * (np.arange(len(model.rows)) == at)
        moved = replace(model, row_lower=model.row_lower + there, row_upper=model.row_upper + there)
        assert (solved(moved).objective - solution.objective) / step == pytest.approx(price, abs=1e-2, rel=1e-3)
