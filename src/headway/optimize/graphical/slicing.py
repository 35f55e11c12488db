"""From a model to the plane that is drawn: its two variables, its only one beside the objective, or a slice of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

import numpy as np

from headway.errors import BadModel, BadOption, UnknownName
from headway.optimize.graphical.plane import Limit, Plane
from headway.optimize.graphical.wording import number, shown
from headway.optimize.limits import is_number
from headway.optimize.model import Floats, Model
from headway.optimize.solvers.base import Wish
from headway.optimize.solvers.highs import Highs
from headway.optimize.status import Status

TIME_LIMIT_S = 30.0  # of the solve that finds where to slice
LOOSE = 1e-6  # relative: the values of a slice come from a solver, which meets rows to 1e-7 or so
BLUR, ROUNDING = 1e-9, 1e-14  # relative: so exact are such values at a corner, mostly; and what is given by the user
OBJECTIVE = "objective"


def plane_of(model: Model, x: str | None, y: str | None, at: Mapping[str, float] | None) -> Plane:
    """What is to be drawn of a model; see :func:`headway.optimize.graphical.plot`."""
    if at is not None and not isinstance(at, Mapping):
        raise BadOption("at", at, "a dict of variables' names and numbers")
    given = {str(name): value for name, value in (at or {}).items()}
    for name in (*(name for name in (x, y) if name is not None), *given):
        _check_known(model, name)
    if not model.variables:
        raise BadModel(f"`{model.name}` has no variables, and so nothing to draw", "Give it one or two.")
    if len(model.variables) == 1:
        return _graph(model, y, given)
    axes = _axes(model, x, y)
    values, is_at_optimum = _slice_values(model, axes, given)
    return _slice(model, axes, values, is_at_optimum)


def _check_known(model: Model, name: str) -> None:
    if name not in model.column_of:
        raise UnknownName("variable", str(name), tuple(get_close_matches(str(name), model.variables, 1)))


def _axes(model: Model, x: str | None, y: str | None) -> tuple[str, str]:
    """The two names, the other one found where there are but two."""
    names = model.variables
    if len(names) == 2:
        x = x if x is not None else next(name for name in names if name != y)
        y = y if y is not None else next(name for name in names if name != x)
    for option, name in (("x", x), ("y", y)):
        if name is None:
            shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
            raise BadOption(option, name, f"the variable of that axis, for the model has {len(names):,}: {shown}")
    if x == y:
        raise BadOption("y", y, "another variable than that of the x axis")
    return str(x), str(y)


def _slice_values(model: Model, axes: tuple[str, str], given: dict[str, float]) -> tuple[dict[str, float], bool]:
    """A value for each other variable, and whether any of them is the optimal one."""
    for name, value in given.items():
        if name in axes:
            raise BadOption("at", {name: value}, f"values of other variables than the axes {axes[0]} and {axes[1]}")
        if not is_number(value) or not np.isfinite(value):
            raise BadOption("at", {name: value}, "a number for each variable")
    others = [name for name in model.variables if name not in axes]
    missing = [name for name in others if name not in given]
    if not missing:
        return {name: float(given[name]) for name in others}, False
    best = _optimal_values(model, given, missing)
    return {name: float(given.get(name, best[model.column_of[name]])) for name in others}, True


def _optimal_values(model: Model, given: dict[str, float], missing: list[str]) -> Floats:
    lower, upper = model.lower.copy(), model.upper.copy()
    places = [model.column_of[name] for name in given]
    lower[places] = upper[places] = list(given.values())
    found = Highs().solve(replace(model, lower=lower, upper=upper), Wish(time_limit_s=TIME_LIMIT_S))
    if found.values is None or found.status is not Status.OPTIMAL:
        shown = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        raise BadOption("at", given, f"a value for each of {shown}: the model ends as {found.status}, which gives none")
    return np.where(model.integer, np.rint(found.values), found.values)


def _slice(model: Model, axes: tuple[str, str], values: dict[str, float], is_at_optimum: bool) -> Plane:
    places = [model.column_of[name] for name in axes]
    rest = np.zeros(len(model.variables))
    for name, value in values.items():
        rest[model.column_of[name]] = value
    activity = model.matrix @ rest
    size = abs(model.matrix) @ np.abs(rest)
    blur = (BLUR if is_at_optimum else ROUNDING) * size
    entries = model.matrix[:, places].toarray()
    limits: list[Limit] = []
    broken = [*_broken_bounds(model, values)]
    for i, name in enumerate(model.rows):
        low, high = (
            _plain(float(side[i] - activity[i]), float(blur[i])) for side in (model.row_lower, model.row_upper)
        )
        a, b = entries[i].tolist()
        if a or b:
            limits.append(Limit(name, a, b, low, high, blur=float(blur[i])))
        elif low > LOOSE * (1 + size[i]) or high < -LOOSE * (1 + size[i]):
            broken.append(shown(name))
    return Plane(
        name=model.name,
        axes=axes,
        sense=model.sense,
        costs=(float(model.costs[places[0]]), float(model.costs[places[1]])),
        constant=model.objective_at(rest),
        limits=(*limits, *_bounds(model, axes[0], (1.0, 0.0)), *_bounds(model, axes[1], (0.0, 1.0))),
        whole=(bool(model.integer[places[0]]), bool(model.integer[places[1]])),
        at=values,
        is_at_optimum=is_at_optimum,
        broken=tuple(broken),
    )


def _plain(side: float, blur: float) -> float:
    """A limit without digits that mean nothing: else what should be 0 is 1e-14, and the picture as small."""
    if blur == 0 or not np.isfinite(side):
        return side
    return round(side, int(np.ceil(-np.log10(blur)))) + 0.0


def _broken_bounds(model: Model, values: dict[str, float]) -> Iterator[str]:
    """Bounds of the other variables, and their wholeness, that the values do not meet."""
    for name, value in values.items():
        j = model.column_of[name]
        room = LOOSE * (1 + abs(value))
        if value < model.lower[j] - room:
            yield f"{shown(name)} ≥ {number(model.lower[j])}"
        if value > model.upper[j] + room:
            yield f"{shown(name)} ≤ {number(model.upper[j])}"
        if model.integer[j] and abs(value - round(value)) > room:
            yield f"{shown(name)} whole"


def _bounds(model: Model, variable: str, direction: tuple[float, float]) -> Iterator[Limit]:
    """The bounds of a variable, each a limit of its own."""
    j = model.column_of[variable]
    low, high = float(model.lower[j]), float(model.upper[j])
    if low == high:
        yield Limit(f"{shown(variable)} = {number(low)}", *direction, low, high, is_bound=True)
        return
    if np.isfinite(low):
        yield Limit(f"{shown(variable)} ≥ {number(low)}", *direction, low, np.inf, is_bound=True)
    if np.isfinite(high):
        yield Limit(f"{shown(variable)} ≤ {number(high)}", *direction, -np.inf, high, is_bound=True)


def _graph(model: Model, y: str | None, given: dict[str, float]) -> Plane:
    """One variable: the objective is drawn over it, as an equation of two."""
    if y is not None or given:
        raise BadOption("y" if y is not None else "at", y or given, "nothing, for the model has one variable")
    cost = float(model.costs[0])
    entries = model.matrix.toarray()[:, 0]
    rows = [
        Limit(name, float(a), 0.0, float(low), float(high))
        for name, a, low, high in zip(model.rows, entries, model.row_lower, model.row_upper, strict=True)
    ]
    line = Limit(OBJECTIVE, -cost, 1.0, model.constant, model.constant)
    return Plane(
        name=model.name,
        axes=(model.variables[0], OBJECTIVE),
        sense=model.sense,
        costs=(0.0, 1.0),
        constant=0.0,
        limits=(*(row for row in rows if row.a), line, *_bounds(model, model.variables[0], (1.0, 0.0))),
        whole=(bool(model.integer[0]), False),
        broken=tuple(shown(row.name) for row in rows if not row.a and not row.low <= 0 <= row.high),
        is_graph=True,
    )
