"""MPS, free form; fixed columns where names hold blanks (sections as HiGHS and CPLEX read them).

In fixed columns a name has 8 characters and a number 12; HiGHS' reader of them knows no OBJSENSE, CBC's does.

All bounds are written, for readers differ in what they take for granted: of whole variables, and of negative upper bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from headway.errors import BadModel
from headway.optimize.model import Model, Sense

OBJECTIVE, SHORT_OBJECTIVE = "objective", "obj"  # by the first, too long for fixed columns, CBC knows the free form
WIDE, LONG = 8, 12  # characters of a name and of a number in fixed columns
Lay = Callable[..., str]  # a line of its kind and its other fields


def mps_text(model: Model) -> str:
    """The model as MPS.

    Raises:
        BadModel: a name that neither form can hold, or a number that does not fit into fixed columns.
    """
    names = (*model.variables, *model.rows)
    blank = next((name for name in names if any(c.isspace() for c in name)), None)
    for name in names:
        if not name or name[0] in "*$" or (blank is not None and not _is_fixed(name)):
            raise BadModel(f"MPS can't hold the name {name!r}", "Rename it." if blank is None else _beside(blank))
    return "\n".join(_lines(model, _free if blank is None else partial(_fixed, blank))) + "\n"


def _is_fixed(name: str) -> bool:
    return len(name) <= WIDE and name == name.strip() and name.isprintable()


def _beside(blank: str) -> str:
    return (
        f"{blank!r} has a blank: in fixed columns names have {WIDE} characters at most, and numbers {LONG}. Rename it."
    )


def _free(kind: str, *fields: str) -> str:
    return f" {kind:<3}{'  '.join(field for field in fields if field)}"


def _fixed(blank: str, kind: str, *fields: str) -> str:
    name, other, number, last = (*fields, "", "", "")[:4]
    short = number if len(number) <= LONG else re.sub(r"\.0$|(?<!\d)0(?=\.)", "", number)
    if len(short) > LONG:
        raise BadModel(f"MPS can't hold {number} of `{name}` and `{other}`", _beside(blank))
    return f" {kind:<2} {name:<8}  {other:<8}  {short:>12}   {last}".rstrip()


def _lines(model: Model, lay: Lay) -> Iterator[str]:
    objective = OBJECTIVE if lay is _free else SHORT_OBJECTIVE
    while objective in model.row_of:
        objective += "_"
    yield f"NAME          {_title(model.name)}".rstrip()
    if model.sense is Sense.MAX:
        yield from ("OBJSENSE", "    MAX")
    yield from ("ROWS", lay("N", objective))
    kinds = [_kind(low, high) for low, high in zip(model.row_lower, model.row_upper, strict=True)]
    yield from (lay(kind, name) for kind, name in zip(kinds, model.rows, strict=True))
    yield "COLUMNS"
    yield from _columns(model, objective, lay)
    yield "RHS"
    if model.constant:
        yield lay("", "RHS", objective, repr(-model.constant))
    for name, kind, low, high in zip(model.rows, kinds, model.row_lower, model.row_upper, strict=True):
        side = float(low if kind == "G" else high)
        if kind != "N" and side:
            yield lay("", "RHS", name, repr(side))
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
            yield lay("", "RANGES", name, repr(float(high - low)))
    yield "BOUNDS"
    for j, name in enumerate(model.variables):
        yield from _bounds(name, float(model.lower[j]), float(model.upper[j]), lay)
    yield "ENDATA"


def _title(name: str) -> str:
    """The model's name as far as one line can say it; CBC puts FREE behind a name, which readers take away."""
    if not name.isprintable() or name != name.strip():
        return ""
    return f"{name} FREE" if f" {name}".endswith(" FREE") else name


def _kind(low: float, high: float) -> str:
    if low == high:
        return "E"
    if np.isfinite(high):
        return "L"
    return "G" if np.isfinite(low) else "N"


def _columns(model: Model, objective: str, lay: Lay) -> Iterator[str]:
    table = model.matrix.tocsc()
    is_whole = False
    for j, name in enumerate(model.variables):
        if bool(model.integer[j]) != is_whole:
            is_whole = not is_whole
            yield lay("", "MARKER", "'MARKER'", "", "'INTORG'" if is_whole else "'INTEND'")
        start, end = table.indptr[j], table.indptr[j + 1]
        if model.costs[j] or start == end:  # a column without any entry is there, too
            yield lay("", name, objective, repr(float(model.costs[j])))
        for i, value in zip(table.indices[start:end], table.data[start:end], strict=True):
            yield lay("", name, model.rows[i], repr(float(value)))
    if is_whole:
        yield lay("", "MARKER", "'MARKER'", "", "'INTEND'")


def _bounds(name: str, low: float, high: float, lay: Lay) -> Iterator[str]:
    if low == high:
        yield lay("FX", "BOUNDS", name, repr(low))
        return
    if low == -np.inf and high == np.inf:
        yield lay("FR", "BOUNDS", name)
        return
    yield lay("MI", "BOUNDS", name) if low == -np.inf else lay("LO", "BOUNDS", name, repr(low))
    yield lay("PL", "BOUNDS", name) if high == np.inf else lay("UP", "BOUNDS", name, repr(high))
