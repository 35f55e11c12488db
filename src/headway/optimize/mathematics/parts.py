"""What a sheet of mathematics is made of: titled sections of labelled lines and of plain words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headway.optimize.mathematics.lines import Line, Sum, bounds_alike, objective_of, row_of, whole_kinds
from headway.optimize.mathematics.names import listed, plain
from headway.optimize.mathematics.numerals import DIGITS, exact, is_rounded
from headway.optimize.model import Model, Sense


@dataclass(frozen=True)
class Group:
    """Variables of which the same is said: between which bounds they lie, or (``kind``) that they are whole.

    ``more`` of them are left out.
    """

    names: tuple[str, ...]
    more: int = 0
    low: float = -np.inf
    high: float = np.inf
    kind: str = ""


@dataclass(frozen=True)
class Section:
    """Lines, groups and notes under a title."""

    title: str
    lines: tuple[tuple[str, Line | Sum], ...] = ()
    groups: tuple[Group, ...] = ()
    words: tuple[tuple[str, str], ...] = ()  # what is told of, and what is told
    note: str = ""


def sections_of(model: Model, most: int) -> tuple[Section, ...]:
    """The model in algebraic form; of rows, terms and names at most ``most`` each."""
    shown = min(most, len(model.rows))
    rows = [row_of(model, at, most) for at in range(shown)]
    return tuple(
        section
        for section in (
            Section("Objective", ((word(model), objective_of(model, most)),)),
            Section("Constraints", tuple((f"{plain(r.name)}:", r) for r in rows), note=_left(len(model.rows) - shown)),
            bounds_section(model, most),
            whole_section(model, most),
            components(model, min(most, 12)),
        )
        if section.lines or section.groups or section.words
    )


def word(model: Model) -> str:
    """What is done with the objective."""
    return "minimise" if model.sense is Sense.MIN else "maximise"


def bounds_section(model: Model, most: int) -> Section:
    """The variables by their bounds."""
    alike = bounds_alike(model)
    groups = tuple(_group(names, most, low=low, high=high) for (low, high), names in [*alike.items()][:most])
    return Section("Bounds", groups=groups, note=_left(len(alike) - len(groups)))


def whole_section(model: Model, most: int) -> Section:
    """The whole variables; none where there are none."""
    return Section(
        "Whole variables", groups=tuple(_group(names, most, kind=kind) for kind, names in whole_kinds(model).items())
    )


def components(model: Model, most: int) -> Section:
    """What a linear programme is made of, by the names that courses give it."""
    priced = np.flatnonzero(model.costs)
    costs = [f"{plain(model.variables[at])} {exact(model.costs[at])}" for at in priced[:most]]
    sides = [
        f"{plain(row_of(model, at, 0).name)} {_side(row_of(model, at, 0))}" for at in range(min(most, len(model.rows)))
    ]
    words = [
        (
            "Decision variables",
            f"{len(model.variables):,}: {listed(model.variables, most)}" if model.variables else "none",
        ),
        ("Objective coefficients", _cut(costs, len(priced)) + _constant(model)),
        ("Constraint coefficients", _coefficients(model)),
        ("Right-hand sides", _cut(sides, len(model.rows))),
    ]
    return Section("Components", words=tuple(words), note=_precision(model))


def _coefficients(model: Model) -> str:
    sizes = np.abs(model.matrix.data[model.matrix.data != 0])
    if not len(sizes):
        return "none"
    span = (
        f"from {exact(sizes.min())} to {exact(sizes.max())}" if sizes.min() < sizes.max() else f"all {exact(sizes[0])}"
    )
    count, width = model.matrix.shape
    return f"{len(sizes):,} of {count:,} × {width:,} are not 0; their sizes: {span}"


def _constant(model: Model) -> str:
    return f"; constant {exact(model.constant)}" if model.constant else ""


def _side(line: Line) -> str:
    if line.relation == "free":
        return "none"
    return f"{exact(line.low)} and {exact(line.high)}" if line.relation == "≤ ≤" else exact(line.side)


def _group(names: list[str], most: int, *, low: float = -np.inf, high: float = np.inf, kind: str = "") -> Group:
    return Group(tuple(names[:most]), max(0, len(names) - most), low, high, kind)


def _cut(words: list[str], count: int) -> str:
    more = [f"… {count - len(words):,} more"] if count > len(words) else []
    return ", ".join([*words, *more]) or "none"


def _left(count: int) -> str:
    return f"… {count:,} more" if count > 0 else ""


def _precision(model: Model) -> str:
    numbers = [model.costs, model.matrix.data, model.row_lower, model.row_upper, model.lower, model.upper]
    many = np.concatenate([np.array([model.constant]), *numbers])[:100_000]
    return f"Numbers are written to {DIGITS} digits." if any(is_rounded(each) for each in np.unique(many)) else ""
