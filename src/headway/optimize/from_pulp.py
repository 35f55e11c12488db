"""A PuLP problem as a model, in one pass and without a file; and a solution written back into it.

PuLP 3 keeps expressions as dicts of its own variables; PuLP 4 keeps them compiled, and hands out lists. Both are only
read: the problem is as it was. A problem is identified again by :class:`Origin`, which says whether it has changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from headway.errors import BadModel, ModelChanged
from headway.optimize.model import Floats, Model, Sense, difference
from headway.optimize.status import Status

MAXIMISE = -1  # as PuLP writes it


def is_pulp(given: object) -> bool:
    """Whether this is a PuLP problem. Loads nothing."""
    kind = type(given)
    return any(base.__name__ == "LpProblem" and base.__module__.partition(".")[0] == "pulp" for base in kind.__mro__)


class Origin:
    """The PuLP problem that a model was made of, and its own variables and constraints in the model's order.

    It does not travel to another process: what comes back from there is written into nothing. No dataclass: those are
    searched for tasks where they are a task's arguments, and a million variables are not worth a look.
    """

    def __init__(self, problem: Any, variables: list[Any], constraints: list[Any]) -> None:
        self.problem, self.variables, self.constraints = problem, variables, constraints


def check_unchanged(origin: Origin, model: Model) -> None:
    """Raise where a PuLP problem states another model than the one that was made of it.

    Raises:
        ModelChanged: it does.
    """
    try:
        now, _ = model_of(origin.problem, origin.variables)
    except BadModel as wrong:
        raise ModelChanged(model.name, wrong.what) from wrong
    changed = difference(model, now)
    if changed:
        raise ModelChanged(model.name, changed)


def write(
    origin: Origin,
    *,
    status: Status,
    values: Floats | None,
    slacks: Floats | None,
    prices: Floats | None,
    reduced: Floats | None,
) -> None:
    """Write a solution into a PuLP problem: None where there are no numbers of a kind."""
    for name, held, array in (
        ("varValue", origin.variables, values),
        ("dj", origin.variables, reduced),
        ("slack", origin.constraints, slacks),
        ("pi", origin.constraints, prices),
    ):
        numbers = repeat(None, len(held)) if array is None else array.tolist()
        deque(map(setattr, held, repeat(name), numbers), maxlen=0)  # a million of them: no loop in Python
    if hasattr(origin.problem, "assignStatus"):  # PuLP 4 keeps none
        origin.problem.assignStatus(*STATUSES[status, values is not None])


# PuLP's own numbers: of the status, and of what the values are
OPTIMAL, NOT_SOLVED, INFEASIBLE, UNBOUNDED, UNDEFINED = 1, 0, -1, -2, -3
IS_OPTIMAL, IS_FEASIBLE, IS_NONE = 1, 2, 0
STATUSES = {
    (Status.OPTIMAL, True): (OPTIMAL, IS_OPTIMAL),
    (Status.LIMIT, True): (OPTIMAL, IS_FEASIBLE),
    (Status.LIMIT, False): (NOT_SOLVED, IS_NONE),
    (Status.INFEASIBLE, False): (INFEASIBLE, INFEASIBLE),
    (Status.INFEASIBLE_OR_UNBOUNDED, False): (INFEASIBLE, INFEASIBLE),
    (Status.UNBOUNDED, False): (UNBOUNDED, UNBOUNDED),
    (Status.UNBOUNDED, True): (UNBOUNDED, UNBOUNDED),
    (Status.FAILED, False): (UNDEFINED, IS_NONE),
    (Status.FAILED, True): (UNDEFINED, IS_FEASIBLE),
}


def model_of(problem: Any, order: list[Any] | None = None) -> tuple[Model, Origin]:
    """The model that a PuLP problem states now, its variables in this order first.

    Without an order PuLP 3's are as they come in the objective and then in the constraints (its own list is sorted by name
    now and then), and PuLP 4's as in its own list, which is how they were made.

    Raises:
        BadModel: sets of variables of which few may differ from 0 (SOS), names that are there twice, numbers that are none.
    """
    if getattr(problem, "sos1", None) or getattr(problem, "sos2", None) or _has_sos(problem):
        raise BadModel("the problem has special ordered sets", "State them with binary variables.")
    return _of_compiled(problem) if hasattr(problem, "_model") else _of_dicts(problem, order)


def _has_sos(problem: Any) -> bool:
    ask = getattr(problem, "has_sos", None)
    return bool(ask()) if callable(ask) else bool(ask)


def _of_dicts(problem: Any, order: list[Any] | None) -> tuple[Model, Origin]:
    """PuLP up to 3."""
    held = problem._constraints if hasattr(problem, "_constraints") else problem.constraints  # PuLP 3.3, before it
    constraints = list(held.values())
    expressions = [getattr(constraint, "expr", constraint) for constraint in constraints]
    objective = problem.objective
    variables = list(problem._variables)
    if order is not None:
        variables = list({id(v): v for v in chain(order, variables)}.values())
    terms = expressions if objective is None else [objective, *expressions]
    try:
        columns, variables = _columns(terms, variables, is_as_written=order is None)
    except KeyError:  # there are variables in constraints that were changed after they were added
        variables = list({id(v): v for v in chain(variables, *terms)}.values())
        columns, variables = _columns(terms, variables, is_as_written=order is None)
    entries = np.fromiter(chain.from_iterable(map(dict.values, terms)), float, len(columns))
    first = len(columns) - sum(map(len, expressions))
    indptr = np.cumsum([0, *map(len, expressions)])
    costs = np.zeros(len(variables))
    costs[columns[:first]] = entries[:first]
    shape = len(constraints), len(variables)
    model = Model(
        name=str(problem.name),
        sense=Sense.MAX if problem.sense == MAXIMISE else Sense.MIN,
        costs=costs,
        constant=0.0 if objective is None else float(objective.constant),
        matrix=sparse.csr_array((entries[first:], columns[first:], indptr), shape=shape),
        **_limits(-_array(map(attrgetter("constant"), constraints)), _array(map(attrgetter("sense"), constraints))),
        lower=_bounds("lowBound", variables, -np.inf),
        upper=_bounds("upBound", variables, np.inf),
        integer=_is_whole(variables),
        variables=tuple(map(attrgetter("name"), variables)),
        rows=tuple(held),  # a constraint that was given no name has one only here
    )
    return model, Origin(problem, variables, constraints)


def _bounds(name: str, variables: list[Any], none: float) -> Floats:
    found = list(map(attrgetter(name), variables))
    if found and found.count(found[0]) == len(found):  # as most models have it: a third of the time
        return np.full(len(found), none if found[0] is None else found[0], float)
    return np.array([none if bound is None else bound for bound in found], float)


def _is_whole(variables: list[Any]) -> NDArray[np.bool_]:
    found = list(map(attrgetter("cat"), variables))
    if (count := found.count("Integer")) in (0, len(found)):
        return np.full(len(found), count > 0)
    return np.array([category == "Integer" for category in found], bool)


def _columns(
    terms: list[dict[Any, float]], variables: list[Any], *, is_as_written: bool
) -> tuple[NDArray[np.int32], list[Any]]:
    """The columns of all terms, one expression after another, and the variables: as given, or in the order of the terms.

    By ``id``: PuLP's own hash of a variable is slow.

    Raises:
        KeyError: a term is of none of the variables.
    """
    sought = np.fromiter(map(id, chain.from_iterable(terms)), np.int64, sum(map(len, terms)))
    ids = np.fromiter(map(id, variables), np.int64, len(variables))
    by_id = np.argsort(ids)
    at = np.searchsorted(ids[by_id], sought)
    if (np.append(ids[by_id], 0)[at] != sought).any():  # 0 is nobody's, and stands where those beyond the last are put
        raise KeyError
    if not is_as_written:
        return by_id.astype(np.int32)[at], variables
    order = _order_of_first(at, len(at) + by_id)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order))
    return place[at], list(map(variables.__getitem__, by_id[order].tolist()))


def _order_of_first(at: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places in the order in which they come first; those that never come last, by what ``first`` has for them."""
    for many in (
        2 * len(first),
        len(at),
    ):  # most often the objective and a few rows have them all: no need of a million
        head = at[:many]
        first[head[::-1]] = np.arange(len(head))[::-1]  # of several for one place the last one stays
        if (first < len(at)).all():
            break
    return np.argsort(first)


def _of_compiled(problem: Any) -> tuple[Model, Origin]:
    """PuLP 4."""
    variables, constraints = problem.variables(), problem.constraints()
    compiled = problem._model
    held = compiled.list_variables()
    column_of = {variable.id(): j for j, variable in enumerate(held)}
    rows = [[(column_of[v.id()], entry) for v, entry in row.items()] for row in compiled.list_constraints()]
    indptr = np.cumsum([0, *map(len, rows)])
    flat = np.array([pair for row in rows for pair in row], float).reshape(-1, 2)
    objective = problem.objective
    costs = np.zeros(len(held))
    for variable, cost in [] if objective is None else objective._expr.items():
        costs[column_of[variable.id()]] = cost
    model = Model(
        name=str(problem.name),
        sense=Sense.MAX if problem.sense == MAXIMISE else Sense.MIN,
        costs=costs,
        constant=0.0 if objective is None else float(objective.constant),
        matrix=sparse.csr_array((flat[:, 1], flat[:, 0].astype(np.int32), indptr), shape=(len(rows), len(held))),
        **_limits(-_array(c.constant for c in constraints), _array(c.sense for c in constraints)),
        lower=_array(v.lb for v in held),
        upper=_array(v.ub for v in held),
        integer=np.array([v.is_integer() or v.is_binary() for v in held], bool),
        variables=tuple([v.name for v in held]),
        rows=tuple([c.name for c in constraints]),
    )
    return model, Origin(problem, variables, constraints)


def _limits(sides: Floats, senses: Floats) -> dict[str, Floats]:
    """PuLP's senses: 1 for at least, -1 for at most, 0 for equal to the right-hand side."""
    return {
        "row_lower": np.where(senses >= 0, sides, -np.inf),
        "row_upper": np.where(senses <= 0, sides, np.inf),
    }


def _array(numbers: Iterable[float]) -> Floats:
    return np.array(list(numbers), float)
