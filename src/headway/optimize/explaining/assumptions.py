"""What a linear programme takes for granted, and what of it a model as written relies on, relaxes or gives up.

Source: Hillier and Lieberman, *Introduction to Operations Research*, section 3.3 (proportionality, additivity, divisibility,
certainty), with linearity and non-negativity, which other courses count among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headway.faces.wording import count
from headway.optimize.mathematics.names import listed, plain
from headway.optimize.mathematics.numerals import exact, found
from headway.optimize.model import Floats, Model

RELIED, RELAXED, VIOLATED = "relied on", "relaxed", "violated"
MOST = 4  # names in a sentence


@dataclass(frozen=True)
class Assumption:
    """One of the assumptions of a linear programme.

    Attributes:
        name: ``"proportionality"``, ``"additivity"``, ``"divisibility"``, ``"certainty"``, ``"linearity"`` or
            ``"non-negativity"``.
        verdict: ``"relied on"``, ``"relaxed"`` or ``"violated"``, by the model as written.
        where: The variables and rows that the verdict is about; empty where it is about all.
        words: The verdict in a sentence.
    """

    name: str
    verdict: str
    where: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Switch:
    """A variable of 0 or 1 without which others can't be above 0 (or, ``is_least``, that forces them above 0)."""

    name: str
    row: str
    switched: tuple[str, ...]
    fixed: float


def assumptions_of(model: Model, values: Floats | None = None) -> tuple[Assumption, ...]:
    """The six, each with a verdict; with ``values``, ``(n,)``, the plan found stands in for an example.

    >>> model = Model.of_arrays([1, 1], [[1, 1]], row_upper=[4], lower=[0, -2], integer=[True, False])
    >>> [(each.name, each.verdict) for each in assumptions_of(model) if each.verdict != "relied on"]
    [('divisibility', 'violated'), ('non-negativity', 'relaxed')]
    """
    return (
        _proportionality(model),
        Assumption("additivity", RELIED, (), "what a variable adds does not depend on the others."),
        _divisibility(model, values),
        _certainty(model),
        Assumption("linearity", RELIED, (), "variables are multiplied by numbers only, and added."),
        _non_negativity(model),
    )


def switches_of(model: Model) -> tuple[Switch, ...]:
    """Rows ``Σ a_j x_j ≤ M y`` with a ≥ 0, x ≥ 0 and y of 0 or 1: the "big M" by which fixed costs are written."""
    lows, highs = model.row_lower, model.row_upper
    signs = np.where((highs == 0) & np.isneginf(lows), 1.0, np.where((lows == 0) & np.isposinf(highs), -1.0, 0.0))
    binary = model.is_binary
    return tuple(
        switch
        for at in np.flatnonzero(signs)
        if (switch := _switch(model, int(at), float(signs[at]), binary)) is not None
    )


def _switch(model: Model, at: int, sign: float, binary: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Switch | None:
    span = slice(model.matrix.indptr[at], model.matrix.indptr[at + 1])
    columns, entries = model.matrix.indices[span], sign * model.matrix.data[span]
    down, others = columns[entries < 0], columns[entries > 0]
    if (
        len(down) != 1
        or not len(others)
        or not binary[down[0]]
        or binary[others].any()
        or (model.lower[others] < 0).any()
    ):
        return None
    switched = tuple(model.variables[j] for j in others)
    return Switch(model.variables[down[0]], model.rows[at], switched, float(model.costs[down[0]]))


def _proportionality(model: Model) -> Assumption:
    switches = switches_of(model)
    if not switches:
        words = "each unit adds as much as the one before it: no set-up cost or discount."
        return Assumption("proportionality", RELIED, (), words)
    first = switches[0]
    cost = f", at a fixed {exact(first.fixed)} in the objective" if first.fixed else ""
    rest = len(switches) - 1
    more = f" There {'is' if rest == 1 else 'are'} {rest:,} more of the kind." if rest else ""
    return Assumption(
        "proportionality",
        RELAXED,
        tuple(dict.fromkeys(switch.name for switch in switches)),
        f"{plain(first.name)} is a switch: by {plain(first.row)}, {listed(first.switched, MOST)} can be above 0 only where "
        f"it is 1{cost}. What comes with {listed(first.switched, MOST)} is so a jump and then a line, and not "
        f"proportional.{more} All else is.",
    )


def _divisibility(model: Model, values: Floats | None) -> Assumption:
    if not model.is_integer:
        return Assumption("divisibility", RELIED, (), f"any fraction can be had{_fractions(model, values)}.")
    whole = _names(model, model.integer)
    rest = len(model.variables) - len(whole)
    others = f" The other {'variable' if rest == 1 else count(rest, 'variable')} may be any fraction." if rest else ""
    verb = "is" if len(whole) == 1 else "are"
    words = f"{listed(whole, MOST)} {verb} to be whole, which is what makes this an integer programme.{others}"
    return Assumption("divisibility", VIOLATED, whole, words)


def _fractions(model: Model, values: Floats | None) -> str:
    if values is None:
        return ""
    parts = np.flatnonzero(np.abs(values - np.rint(values)) > 1e-6)
    if not len(parts):
        return "; here the plan found has whole numbers by itself"
    return f", such as {plain(model.variables[parts[0]])} = {found(values[parts[0]])} here"


def _certainty(model: Model) -> Assumption:
    sides = int(np.isfinite([model.row_lower, model.row_upper]).sum())
    numbers = count(int(np.count_nonzero(model.costs)) + model.matrix.nnz + sides, "number")
    return Assumption("certainty", RELIED, (), f"what it is made of, {numbers}, is known and stays as it is.")


def _non_negativity(model: Model) -> Assumption:
    below = model.lower < 0
    if not below.any():
        return Assumption("non-negativity", RELIED, (), "no variable can be below 0.")
    names, free = _names(model, below), _names(model, np.isneginf(model.lower))
    kinds = "" if not free else f" ({listed(free, MOST)} without any lower bound)" if free != names else ""
    least = (
        "" if free == names else f"; the lowest bound is {exact(float(model.lower[np.isfinite(model.lower)].min()))}"
    )
    rest = len(model.variables) - len(names)
    others = f" The other{'' if rest == 1 else 's'} can't." if rest else ""
    words = f"{listed(names, MOST)} may be below 0{kinds}{least if not free else ''}.{others}"
    return Assumption("non-negativity", RELAXED, names, words)


def _names(model: Model, chosen: Sequence[bool] | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[str, ...]:
    return tuple(model.variables[at] for at in np.flatnonzero(chosen))
