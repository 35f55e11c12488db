"""Random models for properties: small ones, each of a known fate by the way that it is made.

`linear_models`, `integer_models`: feasible and bounded. `infeasible_models`, `unbounded_models`, `torn_models` (infeasible,
and with a direction in which the objective would get better for ever). Bounded and feasible by construction: the rows'
limits stand around the activity at a point that is drawn first, and the costs are a dual-feasible combination of the rows.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

from headway.optimize.model import Floats, Model, Sense

NICE = st.integers(-5, 5).map(float)
UGLY = st.one_of(
    st.integers(-40, 40).map(lambda k: k / 7),
    st.integers(-40, 40).map(lambda k: k * 0.1),
    st.integers(-12, 12).map(lambda k: k * math.pi),
    st.integers(-9, 9).map(lambda k: k * 123.456789012345),
)
SENSES = st.sampled_from([Sense.MIN, Sense.MAX])
ROOM = st.sampled_from([0.0, 0.0, 1.0, 2.5])  # between a point and a limit: often none, which makes optima degenerate


@st.composite
def numbers(draw: st.DrawFn) -> st.SearchStrategy[float]:
    """Which coefficients a model has: nice whole ones, or ugly ones of many digits."""
    return draw(st.sampled_from([NICE, UGLY]))


@st.composite
def linear_models(draw: st.DrawFn, most: int = 6, sense: Sense | None = None) -> Model:
    """A linear programme that has an optimum: rows of at most, at least, equal, with two limits and with none; bounds of
    all kinds, fixed and free variables; empty rows and columns; degenerate now and then; minimised or maximised."""
    number = draw(numbers())
    width, count = draw(st.integers(1, most)), draw(st.integers(0, most))
    matrix = _matrix(draw, count, width, number)
    point = np.array(draw(st.lists(number, min_size=width, max_size=width)))
    lower, upper, pulls = _limits(draw, point)
    row_lower, row_upper, prices = _limits(draw, matrix @ point)
    costs = matrix.T @ prices + pulls  # dual feasible for a minimum
    chosen = draw(SENSES) if sense is None else sense
    return Model.of_arrays(
        costs if chosen is Sense.MIN else -costs,
        matrix,
        row_lower=row_lower,
        row_upper=row_upper,
        lower=lower,
        upper=upper,
        sense=chosen,
        constant=draw(number),
        name="linear",
    )


@st.composite
def integer_models(draw: st.DrawFn, most: int = 5, sense: Sense | None = None) -> Model:
    """An integer programme that has an optimum; its whole variables lie in small boxes, the others are as they come."""
    model = draw(linear_models(most, sense))
    width = len(model.variables)
    whole = np.array(draw(st.lists(st.booleans(), min_size=width, max_size=width)))
    at = int(draw(st.integers(0, width - 1)))
    whole[at] = True
    point = np.array(draw(st.lists(st.integers(-2, 3).map(float), min_size=width, max_size=width)))
    size = np.array(draw(st.lists(st.sampled_from([0.0, 1.0, 1.0, 4.0]), min_size=width, max_size=width)))
    inside = np.where(np.isfinite(model.lower), model.lower, np.where(np.isfinite(model.upper), model.upper, 0.0))
    point = np.where(whole, point, inside)
    activity = model.matrix @ point
    return replace(
        model,
        name="whole",
        integer=whole,
        lower=np.where(whole, point - np.minimum(size, 1), model.lower),
        upper=np.where(whole, point + size, model.upper),
        row_lower=np.where(np.isfinite(model.row_lower), np.minimum(activity, model.row_lower), -np.inf),
        row_upper=np.where(np.isfinite(model.row_upper), np.maximum(activity, model.row_upper), np.inf),
    )


def solvable_models() -> st.SearchStrategy[Model]:
    """Linear and integer programmes that have an optimum."""
    return st.one_of(linear_models(), integer_models())


@st.composite
def infeasible_models(draw: st.DrawFn) -> Model:
    """One whose rows, bounds or whole variables contradict each other, with a margin of 1 or so."""
    return contradicted(draw(solvable_models()), draw(st.sampled_from(["rows", "bounds", "whole", "empty"])))


def contradicted(model: Model, by: str) -> Model:
    """The model with a contradiction by two rows, by a row and bounds, by whole variables or by an empty row."""
    if by == "empty":
        return with_row(model, np.zeros(len(model.variables)), 1.0, math.inf)
    step = np.zeros(len(model.variables))
    if by == "rows":
        step[-1] = 2.0
        return with_row(with_row(model, step, 3.0, math.inf), 2 * step, -math.inf, 3.0)
    if by == "bounds":
        one = with_column(model, 0.0, 0.0, 2.0)
        return with_row(one, np.eye(1, len(one.variables), len(model.variables))[0], 3.0, math.inf)
    one = with_column(model, 0.0, 0.0, 5.0, whole=True)
    return with_row(one, 2 * np.eye(1, len(one.variables), len(model.variables))[0], 3.0, 3.0)


@st.composite
def unbounded_models(draw: st.DrawFn) -> Model:
    """One that has feasible points and a direction in which the objective gets better for ever."""
    return endless(draw(solvable_models()))


@st.composite
def torn_models(draw: st.DrawFn) -> Model:
    """One that is infeasible, and would be unbounded if it were not: a solver may tell only that it is one of the two."""
    return endless(draw(infeasible_models()))


def endless(model: Model) -> Model:
    """The model with two more variables, of which both may grow for ever, together, and the objective with them."""
    better = -1.0 if model.sense is Sense.MIN else 1.0
    two = with_column(with_column(model, better, 0.0, math.inf), 0.0, 0.0, math.inf)
    both = np.zeros(len(two.variables))
    both[-2:] = 1.0, -1.0
    return with_row(two, both, 0.0, 0.0)


@st.composite
def names(draw: st.DrawFn, count: int) -> tuple[str, ...]:
    """So many different names as people give them: blanks, accents, brackets, reserved words, only the case different, long."""
    known = [
        "x",
        "X",
        "end",
        "Bounds",
        "free",
        "e5",
        "book case",
        "größe",
        "x[1,2]",
        "a-b",
        "3 m",
        "é",
        "it's",
        "max",
        "R" * 300,
    ]
    some = st.sampled_from(known) | st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=9
    )
    return tuple(draw(st.lists(some, min_size=count, max_size=count, unique=True)))


def with_row(model: Model, entries: Any, low: float, high: float) -> Model:
    """The model with one more row."""
    row = sparse.csr_array(np.asarray(entries, float).reshape(1, -1))
    return replace(
        model,
        matrix=sparse.csr_array(sparse.vstack([model.matrix, row])),
        row_lower=np.append(model.row_lower, low),
        row_upper=np.append(model.row_upper, high),
        rows=(*model.rows, f"more{len(model.rows) + 1}"),
    )


def with_column(model: Model, cost: float, low: float, high: float, whole: bool = False) -> Model:
    """The model with one more variable, which no row has."""
    empty = sparse.csr_array((len(model.rows), 1))
    return replace(
        model,
        matrix=sparse.csr_array(sparse.hstack([model.matrix, empty])),
        costs=np.append(model.costs, cost),
        lower=np.append(model.lower, low),
        upper=np.append(model.upper, high),
        integer=np.append(model.integer, whole),
        variables=(*model.variables, f"more{len(model.variables) + 1}"),
    )


def _matrix(draw: st.DrawFn, count: int, width: int, number: st.SearchStrategy[float]) -> sparse.csr_array:
    """Half of it zeros, so that rows and columns are empty now and then."""
    entry = st.one_of(st.just(0.0), number)
    cells = draw(st.lists(entry, min_size=count * width, max_size=count * width))
    return sparse.csr_array(np.array(cells, float).reshape(count, width))


def _limits(draw: st.DrawFn, at: Floats) -> tuple[Floats, Floats, Floats]:
    """Limits around numbers, and for each a price whose sign a minimum allows: ≥ 0 with a lower one, ≤ 0 with an upper."""
    low, high, prices = np.full(len(at), -math.inf), np.full(len(at), math.inf), np.zeros(len(at))
    for k, value in enumerate(at):
        kind = draw(st.sampled_from(["low", "high", "both", "equal", "none"]))
        if kind in ("low", "both", "equal"):
            low[k] = value - (0.0 if kind == "equal" else draw(ROOM))
        if kind in ("high", "both", "equal"):
            high[k] = value + (0.0 if kind == "equal" else draw(ROOM))
        price = draw(st.sampled_from([0.0, 1.0, 2.0, 0.5]))
        side = {"low": 1.0, "high": -1.0, "none": 0.0}.get(kind) or draw(st.sampled_from([-1.0, 1.0]))
        prices[k] = 0.0 if kind == "none" else side * price
    return low, high, prices
