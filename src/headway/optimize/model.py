"""A linear or integer programme as arrays: what every reader makes, every solver gets and every writer writes.

    minimise or maximise   costs · x + constant
    subject to             row_lower ≤ A x ≤ row_upper,  lower ≤ x ≤ upper,  x_j whole where integer_j

Nothing here knows a solver, a file or PuLP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from headway.errors import BadModel

Floats = NDArray[np.float64]
INFINITE = 1e20  # a bound of this size is none, as solvers have it
LARGE = 1e15  # a coefficient of this size can't be told from rounding beside others: solvers refuse it


class Sense(StrEnum):
    """Which objective is the better one: the smaller (``MIN``) or the larger (``MAX``).

    Each is its own text, too.

    >>> Sense("max"), Sense.MIN == "min"
    (<Sense.MAX: 'max'>, True)
    """

    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, eq=False)
class Model:
    """A linear or integer programme of ``n`` variables and ``m`` rows.

    Attributes:
        costs: The objective's coefficients, ``(n,)``; ``constant`` is added to it.
        matrix: The rows' coefficients, ``(m, n)``, by rows (CSR), no entry twice.
        row_lower, row_upper: The rows' limits, ``(m,)``, infinite where there is none.
        lower, upper: The variables' bounds, ``(n,)``.
        integer: Which variables are whole numbers, ``(n,)``.
        variables, rows: Their names, each once.

    >>> m = Model.of_arrays([3, 2], [[1, 1]], row_upper=[4], upper=[3, np.inf], sense="max", variables=["x", "y"])
    >>> m
    Model: maximise over 2 variables, 1 row, 2 non-zeros
    """

    name: str
    sense: Sense
    costs: Floats
    constant: float
    matrix: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    variables: tuple[str, ...]
    rows: tuple[str, ...]

    @classmethod
    def of_arrays(
        cls,
        costs: Any,
        matrix: Any,
        *,
        row_lower: Any = None,
        row_upper: Any = None,
        lower: Any = 0.0,
        upper: Any = np.inf,
        integer: Any = False,
        sense: Sense | str = Sense.MIN,
        constant: float = 0.0,
        variables: Sequence[str] | None = None,
        rows: Sequence[str] | None = None,
        name: str = "model",
    ) -> Model:
        """A model of arrays, which are copied (the model's own can't be written to). A single number is a bound of all.

        Args:
            costs: The objective's coefficients, ``(n,)``.
            matrix: ``(m, n)``, a SciPy sparse array or anything that NumPy takes as one.
            row_lower: ``(m,)``; None: no row has a lower limit.
            row_upper: ``(m,)``; None: no row has an upper limit.
            lower: The variables' bounds, ``(n,)``.
            upper: Likewise.
            integer: Which variables are whole, ``(n,)``.
            sense: "min" or "max".
            constant: Added to the objective.
            variables: Their names (default: x1, x2, …).
            rows: Their names (default: row1, row2, …).
            name: The model's.

        Raises:
            BadModel: a shape that does not fit, a number that is none, a name that is there twice.

        >>> Model.of_arrays([1, 1], [[1, 2]], row_lower=[3], integer=[True, False])
        Model: minimise over 2 variables (1 whole), 1 row, 2 non-zeros
        """
        costs = _numbers("costs", costs).reshape(-1)
        table = _table(matrix)
        count, width = table.shape
        if width != len(costs):
            raise BadModel(
                f"the matrix has {width:,} columns, and there are {len(costs):,} costs", "Give one cost a column."
            )
        return cls(
            name=name,
            sense=_sense(sense),
            costs=costs,
            constant=float(_spread("constant", constant, 1)[0]),
            matrix=table,
            row_lower=_spread("row_lower", -np.inf if row_lower is None else row_lower, count),
            row_upper=_spread("row_upper", np.inf if row_upper is None else row_upper, count),
            lower=_spread("lower", lower, width),
            upper=_spread("upper", upper, width),
            integer=_whole(_spread("integer", integer, width)),
            variables=_names("variables", [f"x{j + 1}" for j in range(width)] if variables is None else variables),
            rows=_names("rows", [f"row{i + 1}" for i in range(count)] if rows is None else rows),
        )

    def __post_init__(self) -> None:
        count, width = self.matrix.shape
        shapes = {
            "costs": (self.costs, width),
            "lower": (self.lower, width),
            "upper": (self.upper, width),
            "integer": (self.integer, width),
            "variables": (self.variables, width),
            "row_lower": (self.row_lower, count),
            "row_upper": (self.row_upper, count),
            "rows": (self.rows, count),
        }
        for what, (given, expected) in shapes.items():
            if len(given) != expected:
                raise BadModel(f"`{what}` has {len(given):,} entries where {expected:,} are expected", "")
        for what, names, known in (("variables", self.variables, self.column_of), ("rows", self.rows, set(self.rows))):
            if len(known) < len(names):
                raise BadModel(f"two {what} are called `{_twice(names)}`", "Give each a name of its own.")
        if self.matrix.data.flags.writeable:
            self.matrix.eliminate_zeros()  # a coefficient of 0 is none: one model has one form
            self.matrix.sort_indices()  # SciPy would do it later, in the midst of a solve
        self._check_numbers()
        object.__setattr__(
            self, "costs", self.costs + 0.0
        )  # no -0.0, here and below: what is computed of them has none, too
        for bounds, sign in ((self.lower, -1), (self.row_lower, -1), (self.upper, 1), (self.row_upper, 1)):
            if bounds.flags.writeable:
                bounds += 0.0
                bounds[sign * bounds >= INFINITE] = sign * np.inf
        self._freeze()

    def _freeze(self) -> None:
        """Its numbers stay as they are: a task may be solving it. Another model is made by ``dataclasses.replace``."""
        parts = (self.matrix.data, self.matrix.indices, self.matrix.indptr)
        for array in (self.costs, self.lower, self.upper, self.row_lower, self.row_upper, self.integer, *parts):
            array.flags.writeable = False

    def _check_numbers(self) -> None:
        cure = "Look at the data that it is made of."
        for j in np.flatnonzero(~(np.abs(self.costs) < INFINITE)):
            raise BadModel(f"the objective's coefficient of `{self.variables[j]}` is {self.costs[j]}", cure)
        if not abs(self.constant) < INFINITE:
            raise BadModel(f"the objective's constant is {self.constant}", cure)
        for at in np.flatnonzero(~(np.abs(self.matrix.data) < LARGE)):
            i = int(np.searchsorted(self.matrix.indptr, at, "right")) - 1
            variable, row = self.variables[self.matrix.indices[at]], self.rows[i]
            raise BadModel(f"the coefficient of `{variable}` in `{row}` is {self.matrix.data[at]}", cure)
        for names, low, high in (
            (self.variables, self.lower, self.upper),
            (self.rows, self.row_lower, self.row_upper),
        ):
            for k in np.flatnonzero(np.isnan(low) | np.isnan(high) | (low >= INFINITE) | (high <= -INFINITE)):
                raise BadModel(f"`{names[k]}` is to lie between {low[k]} and {high[k]}", cure)

    @cached_property
    def largest_cost(self) -> float:
        """The size of the largest coefficient of the objective; 0 where there is none."""
        return float(np.abs(self.costs).max(initial=0.0))

    @property
    def is_integer(self) -> bool:
        """Whether any variable is to be whole: an integer programme."""
        return bool(self.integer.any())

    def relaxed(self) -> Model:
        """The same without any whole variable: its linear relaxation.

        >>> Model.of_arrays([1, 1], [[1, 2]], row_lower=[3], integer=True).relaxed()
        Model: minimise over 2 variables, 1 row, 2 non-zeros
        """
        return replace(self, integer=np.zeros_like(self.integer)) if self.is_integer else self

    def with_numbers(self, *, costs: Floats, row_lower: Floats, row_upper: Floats) -> Model:
        """The same with other costs ``(n,)`` and limits of rows ``(m,)``, which are taken as they are, unchecked."""
        other = copy(self)  # with what is known of its names: a sweep makes hundreds
        for name, numbers in (("costs", costs), ("row_lower", row_lower), ("row_upper", row_upper)):
            object.__setattr__(other, name, numbers)
        return other

    @property
    def is_binary(self) -> NDArray[np.bool_]:
        """Which variables are 0 or 1, ``(n,)``."""
        return np.asarray(self.integer & (self.lower == 0) & (self.upper == 1))

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Each variable's column."""
        return dict(zip(self.variables, range(len(self.variables)), strict=True))

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Each row's place."""
        return {name: i for i, name in enumerate(self.rows)}

    def objective_at(self, values: Floats) -> float:
        """The objective, as stated, at a point ``(n,)``."""
        return float(self.costs @ values) + self.constant + 0.0  # -0.0 is 0.0

    def __repr__(self) -> str:
        whole = int(self.integer.sum())
        kinds = f" ({whole:,} whole)" if whole else ""
        return (
            f"{type(self).__name__}: {'minimise' if self.sense is Sense.MIN else 'maximise'} over "
            f"{_counted(len(self.variables), 'variable')}{kinds}, {_counted(len(self.rows), 'row')}, "
            f"{_counted(self.matrix.nnz, 'non-zero')}"
        )


def difference(one: Model, other: Model) -> str:
    """What first sets two models apart, in words; empty where they state the same in the same order."""
    if one.variables != other.variables:
        return "its variables are others"
    if one.rows != other.rows:
        return "its rows are others"
    if one.sense != other.sense:
        return "its sense is another"
    if one.constant != other.constant:
        return "the objective's constant is another"
    for what, names, here, there in (
        ("the cost of `{}`", one.variables, one.costs, other.costs),
        ("the lower bound of `{}`", one.variables, one.lower, other.lower),
        ("the upper bound of `{}`", one.variables, one.upper, other.upper),
        ("the kind of `{}`", one.variables, one.integer, other.integer),
        ("the lower limit of `{}`", one.rows, one.row_lower, other.row_lower),
        ("the upper limit of `{}`", one.rows, one.row_upper, other.row_upper),
    ):
        if not np.array_equal(here, there):
            return f"{what.format(names[int(np.flatnonzero(here != there)[0])])} is another"
    if not all(
        np.array_equal(getattr(one.matrix, part), getattr(other.matrix, part)) for part in ("indptr", "indices", "data")
    ):
        rows = np.flatnonzero(np.diff((abs(one.matrix - other.matrix)).tocsr().indptr))
        return f"the coefficients of `{one.rows[int(rows[0])]}` are others" if len(rows) else ""
    return ""


def _sense(given: Sense | str) -> Sense:
    try:
        return Sense(given)
    except ValueError:
        raise BadModel(f"the sense is {given!r}", 'Give "min" or "max".') from None


def _names(what: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise BadModel(f"`{what}` is {given!r}", "Give a list of names.")
    names = tuple(given)
    for odd in (name for name in names if not isinstance(name, str)):
        raise BadModel(f"among the names of the {what} is {odd!r}", "Give each as a str.")
    return names


def _numbers(what: str, given: Any) -> Floats:
    """A copy as real numbers."""
    try:
        if np.iscomplexobj(given):
            raise TypeError("they are complex")
        return np.array(given, float)
    except (TypeError, ValueError) as error:
        raise BadModel(f"`{what}` can't be read as numbers ({error})", "Give real numbers.") from None


def _table(given: Any) -> sparse.csr_array:
    """A matrix by rows, copied, no entry twice."""
    held = given if sparse.issparse(given) else _numbers("matrix", given)
    if held.ndim != 2:
        raise BadModel(f"the matrix has the shape {held.shape}", "Give it rows and columns: one row a constraint.")
    if np.iscomplexobj(held):
        raise BadModel("`matrix` can't be read as numbers (they are complex)", "Give real numbers.")
    table = sparse.csr_array(held, dtype=float, copy=True)
    table.sum_duplicates()
    return table


def _whole(given: Floats) -> NDArray[np.bool_]:
    for odd in given[(given != 0) & (given != 1)]:
        raise BadModel(f"`integer` has {odd:g} among its entries", "Give True where a variable is whole, else False.")
    return given.astype(bool)


def _spread(what: str, given: Any, count: int) -> Floats:
    """A number for all, or one each."""
    array = _numbers(what, given)
    if array.ndim == 0:
        return np.full(count, float(array))
    if array.shape != (count,):
        raise BadModel(f"`{what}` has the shape {array.shape} where ({count},) is expected", "")
    return array


def _twice(names: Sequence[str]) -> str:
    seen: set[str] = set()
    return next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
