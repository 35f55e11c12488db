"""Where a linear programme's solve ended, and a HiGHS that begins there: for its questions about the optimum."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats, Model
from headway.optimize.solvers.highs_model import handed_over, set_options

PRIMAL = 4  # of its simplex_strategy
PLACED = 1e-9  # relative: what is so near to a limit is at it


class Basis(Sequence[NDArray[np.int8]]):
    """The states of the columns, then of the rows, as HiGHS numbers them.

    They are read off HiGHS' own account when they are asked for: a million of them take half a second, and few ask.
    """

    def __init__(self, told: Any) -> None:
        self._told = told

    @cached_property
    def _states(self) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        columns, rows = self._told.col_status, self._told.row_status
        return np.array([int(s) for s in columns], np.int8), np.array([int(s) for s in rows], np.int8)

    def __getitem__(self, at: Any) -> Any:
        return self._states[at]

    def __len__(self) -> int:
        return 2

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._states,)  # HiGHS' own does not travel


def basis_of(highs: Any) -> Basis | None:
    """The basis that it ended at; None where there is none."""
    basis = highs.getBasis()
    return Basis(basis) if basis.valid else None


def at_basis(model: Model, basis: Basis | None) -> Any:
    """A HiGHS that has solved this linear programme, from a basis on: none of its work is done again."""
    import highspy

    highs = handed_over(model)
    if basis is not None:
        given = highspy.HighsBasis()
        states = [highspy.HighsBasisStatus(number) for number in range(5)]
        given.col_status = [states[number] for number in basis[0]]
        given.row_status = [states[number] for number in basis[1]]
        given.valid = True
        highs.setBasis(given)
    highs.run()
    return highs


def at_plan(model: Model, values: Floats, prices: Floats) -> Any:
    """A HiGHS that has solved this linear programme at an optimal corner ``(n,)`` with its prices ``(m,)``, by whomever found.

    What is between its limits is basic; where that is too little, so is what is at a limit and has no price. From there the
    primal simplex method has nothing to gain, so it stays at the corner.
    """
    import highspy

    highs = handed_over(model)
    low, high = np.r_[model.lower, model.row_lower], np.r_[model.upper, model.row_upper]
    activity = np.r_[values, model.matrix @ values]
    worth = np.abs(np.r_[model.costs - model.matrix.T @ prices, prices])
    nearly = PLACED * (1.0 + np.abs(activity))
    is_low, is_high = np.abs(activity - low) <= nearly, np.abs(activity - high) <= nearly
    is_basic = ~(is_low | is_high)
    lacking = max(0, len(model.rows) - int(is_basic.sum()))
    order = np.r_[len(values) : len(worth), 0 : len(values)]  # rows before columns
    is_basic[[at for at in order if not is_basic[at] and worth[at] <= PLACED][:lacking]] = True
    kinds = highspy.HighsBasisStatus
    states = [
        kinds.kBasic if b else kinds.kLower if at else kinds.kUpper for b, at in zip(is_basic, is_low, strict=True)
    ]
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status = states[: len(values)], states[len(values) :]
    basis.valid = basis.alien = True  # HiGHS makes one of it, where it is none
    highs.setBasis(basis)
    set_options(highs, {"simplex_strategy": PRIMAL, "presolve": "off"})
    highs.run()
    return highs
