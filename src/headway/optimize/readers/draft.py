"""A model while it is being read: variables as they turn up, rows, bounds; and the line of each, for the errors.

Terms on the same variable are added up, and a coefficient of 0 is none: one model has one form, however it was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy import sparse

from headway.errors import BadModel, UnreadableModel
from headway.optimize.model import INFINITE, LARGE, Model, Sense

Terms = Mapping[int, float]  # columns and their coefficients


@dataclass(eq=False)
class DraftRow:
    """A row: its name, terms and limits, and the line that it stands in."""

    name: str
    terms: Terms
    low: float
    high: float
    line: int


class Draft:
    """What a text has stated so far.

    Args:
        where: What is read, for the errors.
    """

    def __init__(self, where: str) -> None:
        self.where = where
        self.name = "model"
        self.sense = Sense.MIN
        self.costs: Terms = {}
        self.constant = 0.0
        self.variables: list[str] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.integer: list[bool] = []
        self.rows: list[DraftRow] = []
        self._column_of: dict[str, int] = {}

    def fail(self, line: int, what: str, cure: str = "") -> UnreadableModel:
        """The error to raise."""
        return UnreadableModel(self.where, line, what, cure)

    def knows(self, key: str) -> bool:
        """Whether there is a variable of that key."""
        return key in self._column_of

    def column(self, key: str, name: str | None = None) -> int:
        """The column of a variable, which is made where it is new: continuous, at least 0.

        Args:
            key: What it is known by in the text.
            name: What it is called in the model; None: the same.
        """
        found = self._column_of.get(key)
        if found is not None:
            return found
        self.variables.append(key if name is None else name)
        self.lower.append(0.0)
        self.upper.append(inf)
        self.integer.append(False)
        return self._column_of.setdefault(key, len(self._column_of))

    def state_objective(self, sense: Sense, terms: Terms, constant: float, line: int) -> None:
        """Take the objective.

        Raises:
            UnreadableModel: a coefficient, or the constant, that is no finite number.
        """
        for column, cost in terms.items():
            if not abs(cost) < INFINITE:
                raise self.fail(line, f"the objective's coefficient of {self.variables[column]!r} is {cost}")
        if not abs(constant) < INFINITE:
            raise self.fail(line, f"the objective's constant is {constant}")
        self.sense, self.costs, self.constant = sense, terms, constant

    def add_row(self, name: str, terms: Terms, low: float, high: float, line: int) -> DraftRow:
        """Take a row.

        Raises:
            UnreadableModel: a coefficient or limit that is no number to calculate with.
        """
        for column, value in terms.items():
            if not abs(value) < LARGE:
                raise self.fail(line, f"the coefficient of {self.variables[column]!r} in {name!r} is {value}")
        self.check_limits(name, low, high, line)
        self.rows.append(row := DraftRow(name, terms, low, high, line))
        return row

    def check_limits(self, name: str, low: float, high: float, line: int) -> None:
        """Raise where something can't lie between these: NaN, or infinite on the wrong side."""
        if not (low < INFINITE and high > -INFINITE):
            raise self.fail(line, f"{name!r} is to lie between {low} and {high}")

    def model(self, line: int, order: Sequence[int] | None = None) -> Model:
        """What was stated, as a model.

        Args:
            line: For errors that belong to no other: the last one.
            order: The columns in the order that the model is to have.

        Raises:
            UnreadableModel: names that are there twice.
        """
        chosen = np.arange(len(self.variables)) if order is None else np.array(order, np.int64)
        costs = np.zeros(len(self.variables))
        for column, cost in self.costs.items():
            costs[column] = cost
        try:
            return Model(
                name=self.name,
                sense=self.sense,
                costs=costs[chosen],
                constant=self.constant + 0.0,  # no -0.0
                matrix=self._matrix(chosen),
                row_lower=np.array([row.low for row in self.rows], float),
                row_upper=np.array([row.high for row in self.rows], float),
                lower=np.array(self.lower, float)[chosen],
                upper=np.array(self.upper, float)[chosen],
                integer=np.array(self.integer, bool)[chosen],
                variables=tuple(self.variables[j] for j in chosen.tolist()),
                rows=tuple(row.name for row in self.rows),
            )
        except BadModel as bad:
            raise self.fail(line, bad.what, bad.cure) from None

    def _matrix(self, chosen: np.ndarray) -> sparse.csr_array:
        place = np.empty(len(chosen), np.int64)
        place[chosen] = np.arange(len(chosen))
        counts = [len(row.terms) for row in self.rows]
        columns = np.fromiter((j for row in self.rows for j in row.terms), np.int64, sum(counts))
        values = np.fromiter((v for row in self.rows for v in row.terms.values()), float, sum(counts))
        used, rows = values != 0, np.repeat(np.arange(len(counts)), counts)
        return sparse.csr_array(
            (values[used], (rows[used], place[columns[used]])), shape=(len(counts), len(chosen)), dtype=float
        )
