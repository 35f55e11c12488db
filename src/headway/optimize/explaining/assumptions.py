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
        _additivity(model),
        _divisibility(model, values),
        _certainty(model, has_ranges=values is not None and not model.is_integer),
        _linearity(model),
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
        return Assumption(
            "proportionality",
            RELIED,
            (),
            f"each unit of {_some(model)} adds as much to the objective and to each row as the one before it: no set-up "
            "cost, no discount for quantity.",
        )
    first = switches[0]
    cost = f", at a fixed {exact(first.fixed)} in the objective" if first.fixed else ""
    more = f" There are {len(switches) - 1:,} more of the kind." if len(switches) > 1 else ""
    return Assumption(
        "proportionality",
        RELAXED,
        tuple(dict.fromkeys(switch.name for switch in switches)),
        f"{plain(first.name)} is a switch: by {plain(first.row)}, {listed(first.switched, MOST)} can be above 0 only where "
        f"it is 1{cost}. What comes with {listed(first.switched, MOST)} is so a jump and then a line, and not "
        f"proportional.{more} All else is.",
    )


def _additivity(model: Model) -> Assumption:
    return Assumption(
        "additivity",
        RELIED,
        (),
        f"what {_some(model)} add to the objective and to a row is the sum of what each adds alone: none helps or hinders "
        "another.",
    )


def _divisibility(model: Model, values: Floats | None) -> Assumption:
    if not model.is_integer:
        return Assumption(
            "divisibility", RELIED, (), f"any fraction of {_some(model)} can be had{_fractions(model, values)}."
        )
    whole = _names(model, model.integer)
    rest = len(model.variables) - len(whole)
    others = f" The other {count(rest, 'variable')} may be any fraction." if rest else ""
    verb = "is" if len(whole) == 1 else "are"
    words = f"{listed(whole, MOST)} {verb} to be whole, which is what makes this an integer programme.{others}"
    return Assumption("divisibility", VIOLATED, whole, words)


def _fractions(model: Model, values: Floats | None) -> str:
    if values is None:
        return ""
    parts = np.flatnonzero(np.abs(values - np.rint(values)) > 1e-6)
    shown = ", ".join(f"{plain(model.variables[at])} = {found(values[at])}" for at in parts[:3])
    return f"; here {shown} is taken as it is" if shown else "; here the plan found has whole numbers by itself"


def _certainty(model: Model, *, has_ranges: bool) -> Assumption:
    numbers = (
        int(np.count_nonzero(model.costs))
        + model.matrix.nnz
        + int(np.isfinite([model.row_lower, model.row_upper]).sum())
    )
    again = "solve it again with others to see what depends on them"
    how = "the ranges above say how far each may be off while the others are right" if has_ranges else again
    return Assumption(
        "certainty", RELIED, (), f"its {numbers:,} numbers are taken to be known and to stay as they are; {how}."
    )


def _linearity(model: Model) -> Assumption:
    rows = {0: "", 1: " and its row"}.get(len(model.rows), f" and each of its {len(model.rows):,} rows")
    bend = " Jumps are written with variables of 0 or 1, and so in lines too." if switches_of(model) else ""
    words = f"the objective{rows} are sums of numbers times variables; nothing is multiplied by another variable.{bend}"
    return Assumption("linearity", RELIED, (), words if rows else words.replace("are sums", "is a sum"))


def _non_negativity(model: Model) -> Assumption:
    below = model.lower < 0
    if not below.any():
        return Assumption("non-negativity", RELIED, (), f"{_some(model)} can't be below 0.")
    names, free = _names(model, below), _names(model, np.isneginf(model.lower))
    kinds = "" if not free else f" ({listed(free, MOST)} without any lower bound)" if free != names else ""
    least = (
        "" if free == names else f"; the lowest bound is {exact(float(model.lower[np.isfinite(model.lower)].min()))}"
    )
    words = f"{listed(names, MOST)} may be below 0{kinds}{least if not free else ''}. All others can't."
    if len(names) == len(model.variables):
        words = words.removesuffix(" All others can't.")
    return Assumption("non-negativity", RELAXED, names, words)


def _names(model: Model, chosen: Sequence[bool] | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[str, ...]:
    return tuple(model.variables[at] for at in np.flatnonzero(chosen))


def _some(model: Model) -> str:
    return listed(model.variables, MOST) if model.variables else "nothing"
