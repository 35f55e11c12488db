r"""The LP format of CPLEX, as HiGHS, SCIP, CBC and glpsol read it.

Of these only CBC takes a row with two limits, so it is written as two, and a comment for our own reader says so:
``\~ range LOW HIGH NAME``. A constant stands in the objective. Names are held to what all of these take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from headway.errors import BadModel
from headway.optimize.model import Floats, Model, Sense

_NAME = re.compile(r"[A-Za-z!\"#$%&/,;?@_`'{}|~][A-Za-z0-9!\"#$%&/(),.;?@_`'{}|~]{0,254}")
_NUMBER_LIKE = re.compile(r"[eE][0-9].*")
_WORDS = {
    *(
        "max",
        "maximize",
        "maximise",
        "maximum",
        "min",
        "minimize",
        "minimise",
        "minimum",
        "st",
        "s.t.",
        "subject",
        "such",
    ),
    *("bound", "bounds", "free", "inf", "infinity", "general", "generals", "gen", "binary", "binaries", "bin", "end"),
    *("integer", "integers", "semi-continuous", "semi", "semis", "sos", "sos1", "sos2", "to", "that"),
}
WIDTH = 110
LONGEST = 255


def lp_text(model: Model) -> str:
    """The model in the LP format.

    Raises:
        BadModel: a name that the format can't hold.
    """
    for name in (*model.variables, *model.rows):
        if not _NAME.fullmatch(name) or _NUMBER_LIKE.fullmatch(name) or name.lower() in _WORDS:
            raise BadModel(f"the LP format can't hold the name {name!r}", "Rename it, or export as MPS.")
    return "\n".join(_lines(model)) + "\n"


def _lines(model: Model) -> Iterator[str]:
    yield f"\\Problem name: {' '.join(model.name.split())}"
    yield "Maximize" if model.sense is Sense.MAX else "Minimize"
    places = np.flatnonzero(model.costs)
    unused = [] if len(model.variables) == 0 else _unused(model)
    terms = [*_terms(model, places, model.costs[places]), *(f"+ 0 {model.variables[j]}" for j in unused)]
    constant = [f"{'+' if model.constant > 0 else '-'} {abs(model.constant)!r}"] if model.constant else []
    yield from _wrapped(" obj:", [*terms, *constant])
    yield "Subject To"
    table = model.matrix
    for i, name in enumerate(model.rows):
        part = slice(table.indptr[i], table.indptr[i + 1])
        left = list(_terms(model, table.indices[part], table.data[part]))
        yield from _row(name, left or ["0"], float(model.row_lower[i]), float(model.row_upper[i]), model)
    yield "Bounds"
    for j, name in enumerate(model.variables):
        yield f" {_bound(name, float(model.lower[j]), float(model.upper[j]))}"
    whole = [name for name, is_whole in zip(model.variables, model.integer, strict=True) if is_whole]
    if whole:
        yield "Generals"
        yield from (f" {name}" for name in whole)
    yield "End"


def _unused(model: Model) -> list[int]:
    used = np.zeros(len(model.variables), bool)
    used[model.matrix.indices] = True
    return np.flatnonzero(~used & (model.costs == 0)).tolist()


def _terms(model: Model, columns: Iterable[int], values: Floats) -> Iterator[str]:
    for j, value in zip(columns, values, strict=True):
        yield f"{'-' if value < 0 else '+'} {abs(float(value))!r} {model.variables[j]}"


def _row(name: str, left: list[str], low: float, high: float, model: Model) -> Iterator[str]:
    if left == ["0"] and model.variables:
        left = [f"+ 0 {model.variables[0]}"]
    if low == high:
        yield from _wrapped(f" {name}:", [*left, f"= {low!r}"])
    elif np.isfinite(low) and np.isfinite(high):
        one, other = _free_name(f"{name}_lo", model), _free_name(f"{name}_up", model)
        yield f"\\~ range {one} {other} {name}"
        yield from _wrapped(f" {one}:", [*left, f">= {low!r}"])
        yield from _wrapped(f" {other}:", [*left, f"<= {high!r}"])
    elif np.isfinite(high):
        yield from _wrapped(f" {name}:", [*left, f"<= {high!r}"])
    else:
        yield from _wrapped(f" {name}:", [*left, f">= {'-inf' if low == -np.inf else repr(low)}"])


def _free_name(name: str, model: Model) -> str:
    """A name that no row has yet."""
    while name in model.row_of:
        name += "_"
    if len(name) > LONGEST:
        raise BadModel(
            f"the LP format can't hold {name!r}, for a row with two limits", "Rename the row, or export as MPS."
        )
    return name


def _bound(name: str, low: float, high: float) -> str:
    if low == -np.inf and high == np.inf:
        return f"{name} free"
    if low == high:
        return f"{name} = {low!r}"
    if high == np.inf:  # `<= inf` is not known to glpsol
        return f"{name} >= {low!r}"
    return f"{'-inf' if low == -np.inf else repr(low)} <= {name} <= {high!r}"


def _wrapped(head: str, pieces: list[str]) -> Iterator[str]:
    """Lines of whole terms."""
    line = head
    for piece in pieces:
        if len(line) + len(piece) > WIDTH and line != head:
            yield line
            line = "  "
        line += f" {piece}"
    yield line
