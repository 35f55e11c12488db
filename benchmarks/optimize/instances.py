"""The models of the comparison: basic N × N, transport, knapsacks and facility location, each drawn from a fixed seed.

An instance is what its PuLP model is written from (costs, weights, demands) and, beside it, the same model as arrays.
The two models of whole numbers are so only where HiGHS needs at most a fifth of a second: beyond it their relaxations are
solved, because a search of seconds would drown a difference of hundredths.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

GAP = 0.05  # relative, where a search may stop


@dataclass(frozen=True)
class Instance:
    """A model, and what it is made of.

    Attributes:
        numbers: What its PuLP model is written from, plain lists of numbers by name.
        costs, matrix, row_lower, row_upper, lower, upper, integer, maximise: The same as arrays: variables and rows in the order in
            which the PuLP model has them.
    """

    model: str
    numbers: dict[str, Any]
    costs: Any
    matrix: Any
    row_lower: Any
    row_upper: Any
    lower: Any
    upper: Any
    integer: Any
    maximise: bool = False

    @property
    def is_integer(self) -> bool:
        """Whether any variable is to be whole."""
        return bool(self.integer.any())

    def row(self, at: int) -> tuple[list[float], list[int]]:
        """A row's coefficients and the columns that they are of."""
        here = slice(self.matrix.indptr[at], self.matrix.indptr[at + 1])
        return self.matrix.data[here].tolist(), self.matrix.indices[here].tolist()

    @property
    def sides(self) -> list[tuple[int, str, float]]:
        """Each row's place, sense ("<=", ">=", "==") and right-hand side: no row here has two."""
        return [
            (i, "==" if low == high else "<=" if np.isfinite(high) else ">=", float(high if np.isfinite(high) else low))
            for i, (low, high) in enumerate(zip(self.row_lower, self.row_upper, strict=True))
        ]


def basic(side: int) -> Instance:
    """Least ``2 x + y`` with ``x - y >= i`` and ``x + y >= 0`` for each of ``side²`` pairs (linopy's benchmark)."""
    count = side * side
    at, ones = np.arange(count), np.ones(count)
    x, y, apart, together = 2 * at, 2 * at + 1, 2 * at, 2 * at + 1
    entries, rows, columns = np.r_[ones, -ones, ones, ones], np.r_[apart, apart, together, together], np.r_[x, y, x, y]
    matrix = _table(entries, rows, columns, 2 * count)
    costs, low = np.ones(2 * count), np.zeros(2 * count)
    costs[x], low[apart] = 2.0, at // side
    free = np.full(2 * count, -np.inf)
    return _instance("basic", {"side": side}, costs, matrix, low=low, lower=free)


def transport(sources: int, sinks: int) -> Instance:
    """The cheapest shipments from every source to every sink."""
    dice = np.random.default_rng(0)
    demand = dice.integers(10, 50, sinks).astype(float)
    supply = np.full(sources, np.ceil(1.3 * demand.sum() / sources))
    cost = _distances(dice, sources, sinks)
    at = np.arange(sources * sinks)
    ones = np.ones(2 * len(at))
    matrix = _table(ones, np.r_[at // sinks, sources + at % sinks], np.r_[at, at], sources + sinks)
    numbers = {"cost": cost.tolist(), "supply": supply.tolist(), "demand": demand.tolist()}
    low, high = np.full(sources + sinks, -np.inf), np.full(sources + sinks, np.inf)
    high[:sources], low[sources:] = supply, demand
    return _instance("transport", numbers, cost.ravel(), matrix, low=low, high=high)


def knapsack(bags: int, items: int, *, is_integer: bool) -> Instance:
    """The dearest load of every bag, each from items of its own."""
    dice = np.random.default_rng(0)
    weight = dice.integers(10, 100, (bags, items)).astype(float)
    value = np.round(weight * dice.uniform(0.5, 1.5, (bags, items)), 2)
    room = np.floor(0.4 * weight.sum(axis=1))
    at = np.arange(bags * items)
    matrix = _table(weight.ravel(), at // items, at, bags)
    numbers = {"weight": weight.tolist(), "value": value.tolist(), "room": room.tolist()}
    return _instance(
        "knapsack", numbers, value.ravel(), matrix, high=room, upper=np.ones(len(at)),
        integer=np.full(len(at), is_integer), maximise=True,
    )  # fmt: skip


def facility(sites: int, clients: int, *, is_integer: bool) -> Instance:
    """Which sites to open, each with room for some clients, and who is served from where."""
    dice = np.random.default_rng(0)
    cost = _distances(dice, clients, sites)
    room, opening = float(np.ceil(4 * clients / sites)), float(round(25 * clients / sites, 2))
    at, site = np.arange(clients * sites), np.arange(sites)
    entries = np.r_[np.ones(2 * len(at)), np.full(sites, -room)]
    rows = np.r_[at // sites, clients + at % sites, clients + site]
    matrix = _table(entries, rows, np.r_[at, at, len(at) + site], clients + sites)
    low, high = np.full(clients + sites, -np.inf), np.zeros(clients + sites)
    low[:clients] = high[:clients] = 1.0
    integer, upper = np.zeros(len(at) + sites, bool), np.full(len(at) + sites, np.inf)
    integer[len(at) :], upper[len(at) :] = is_integer, 1.0
    costs = np.r_[cost.ravel(), np.full(sites, opening)]
    numbers = {"cost": cost.tolist(), "room": room, "opening": opening, "is_integer": is_integer}
    return _instance("facility", numbers, costs, matrix, low=low, high=high, upper=upper, integer=integer)


# thousands of non-zeros, and the call that draws the instance
SIZES: dict[str, dict[int, Callable[[], Instance]]] = {
    "basic": {1: lambda: basic(16), 10: lambda: basic(50), 100: lambda: basic(158), 1000: lambda: basic(500)},
    "transport": {
        1: lambda: transport(10, 50), 10: lambda: transport(20, 250), 100: lambda: transport(50, 1000),
        1000: lambda: transport(500, 1000),
    },
    "knapsack": {
        1: lambda: knapsack(10, 100, is_integer=True), 10: lambda: knapsack(100, 100, is_integer=True),
        100: lambda: knapsack(1000, 100, is_integer=False), 1000: lambda: knapsack(10_000, 100, is_integer=False),
    },
    "facility": {
        1: lambda: facility(10, 50, is_integer=True), 10: lambda: facility(20, 250, is_integer=False),
        100: lambda: facility(50, 1000, is_integer=False), 1000: lambda: facility(100, 5000, is_integer=False),
    },
}  # fmt: skip


def drawn(model: str, thousands: int) -> Instance:
    """The instance of that model with about so many thousand non-zeros."""
    return SIZES[model][thousands]()


def _distances(dice: Any, here: int, there: int) -> Any:
    """Between points of the unit square, in hundredths, ``(here, there)``."""
    one, other = dice.random((here, 2)), dice.random((there, 2))
    return np.round(100 * np.linalg.norm(one[:, None] - other[None], axis=2), 2)


def _table(entries: Any, rows: Any, columns: Any, count: int) -> Any:
    return sparse.csr_array((entries, (rows, columns)), shape=(count, int(columns.max()) + 1))


def _instance(
    model: str,
    numbers: dict[str, Any],
    costs: Any,
    matrix: Any,
    *,
    low: Any = None,
    high: Any = None,
    lower: Any = None,
    upper: Any = None,
    integer: Any = None,
    maximise: bool = False,
) -> Instance:
    """What is not said is the usual: rows without that limit, variables from 0 on, none of them whole."""
    count, width = matrix.shape
    return Instance(
        model, numbers, costs, matrix,
        np.full(count, -np.inf) if low is None else low,
        np.full(count, np.inf) if high is None else high,
        np.zeros(width) if lower is None else lower,
        np.full(width, np.inf) if upper is None else upper,
        np.zeros(width, bool) if integer is None else integer,
        maximise,
    )  # fmt: skip
