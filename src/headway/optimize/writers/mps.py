"""MPS, free form; fixed columns where names hold blanks (sections as HiGHS and CPLEX read them).

All bounds are written, for readers differ in what they take for granted: of whole variables, and of negative upper bounds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from headway.errors import BadModel
from headway.optimize.model import Model, Sense

OBJECTIVE = "objective"
WIDE = 8  # characters of a name in fixed columns


def mps_text(model: Model) -> str:
    """The model as MPS.

    Raises:
        BadModel: a name that neither form can hold.
    """
    names = (*model.variables, *model.rows)
    is_free = all(name and not any(c.isspace() for c in name) and name[0] not in "*$" for name in names)
    if not is_free:
        for name in names:
            if len(name) > WIDE or name != name.strip() or not name.isprintable() or not name:
                raise BadModel(
                    f"MPS can't hold the name {name!r}", "Names with blanks have 8 characters at most there."
                )
        raise BadModel("MPS in fixed columns can't hold 17 digits", "Rename what has blanks in its name.")
    return "\n".join(_lines(model)) + "\n"


def _lines(model: Model) -> Iterator[str]:
    objective = OBJECTIVE
    while objective in model.row_of:
        objective += "_"
    yield f"NAME {model.name}" if model.name and not any(c.isspace() for c in model.name) else "NAME"
    if model.sense is Sense.MAX:
        yield from ("OBJSENSE", "    MAX")
    yield from ("ROWS", f" N  {objective}")
    kinds = [_kind(low, high) for low, high in zip(model.row_lower, model.row_upper, strict=True)]
    yield from (f" {kind}  {name}" for kind, name in zip(kinds, model.rows, strict=True))
    yield "COLUMNS"
    yield from _columns(model, objective)
    yield "RHS"
    if model.constant:
        yield f"    RHS  {objective}  {-model.constant!r}"
    for name, kind, low, high in zip(model.rows, kinds, model.row_lower, model.row_upper, strict=True):
        side = float(low if kind == "G" else high)
        if kind != "N" and side:
            yield f"    RHS  {name}  {side!r}"
    spans = [
        (name, low, high)
        for name, kind, low, high in zip(model.rows, kinds, model.row_lower, model.row_upper, strict=True)
        if kind == "L" and np.isfinite(low)
    ]
    if spans:
        yield "RANGES"
        for name, low, high in spans:
            if low > high:
                raise BadModel(
                    f"MPS can't say that `{name}` is to lie between {low} and {high}", "Nothing does; mend it."
                )
            if high - (high - low) != low:
                raise BadModel(f"MPS can't hold both limits of `{name}` to the last digit", "State it as two rows.")
            yield f"    RANGES  {name}  {float(high - low)!r}"
    yield "BOUNDS"
    for j, name in enumerate(model.variables):
        yield from _bounds(name, float(model.lower[j]), float(model.upper[j]))
    yield "ENDATA"


def _kind(low: float, high: float) -> str:
    if low == high:
        return "E"
    if np.isfinite(high):
        return "L"
    return "G" if np.isfinite(low) else "N"


def _columns(model: Model, objective: str) -> Iterator[str]:
    table = model.matrix.tocsc()
    is_whole = False
    for j, name in enumerate(model.variables):
        if bool(model.integer[j]) != is_whole:
            is_whole = not is_whole
            yield f"    MARKER  'MARKER'  '{'INTORG' if is_whole else 'INTEND'}'"
        start, end = table.indptr[j], table.indptr[j + 1]
        if model.costs[j] or start == end:  # a column without any entry is there, too
            yield f"    {name}  {objective}  {float(model.costs[j])!r}"
        for i, value in zip(table.indices[start:end], table.data[start:end], strict=True):
            yield f"    {name}  {model.rows[i]}  {float(value)!r}"
    if is_whole:
        yield "    MARKER  'MARKER'  'INTEND'"


def _bounds(name: str, low: float, high: float) -> Iterator[str]:
    if low == high:
        yield f" FX BOUNDS  {name}  {low!r}"
        return
    if low == -np.inf and high == np.inf:
        yield f" FR BOUNDS  {name}"
        return
    yield f" MI BOUNDS  {name}" if low == -np.inf else f" LO BOUNDS  {name}  {low!r}"
    yield f" PL BOUNDS  {name}" if high == np.inf else f" UP BOUNDS  {name}  {high!r}"
