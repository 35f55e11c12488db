"""LINGO (``.lng``): rules from general knowledge of LINGO's language, tried with no LINGO.

What LINGO has no words for stands in comments that begin with ``!~`` and that our own reader knows, so that nothing is lost:

    !~ name V SHORT original;        a variable's own name (R: a row's, M: the model's), percent-encoded
    !~ row R_LO R_UP original;       these two rows are one row with two limits
    !~ freerow original: +2*X -3*Y;  a row without limits
    !~ order X Y Z;                  the variables' order, where it is not that of their first appearance

A row of nothing is written as ``0*X`` of the first variable, and a variable that is used nowhere as ``0*X`` in the objective.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from headway.errors import BadModel
from headway.optimize.model import Floats, Model, Sense
from headway.optimize.writers.lingo_names import HIGH, LOW, LingoNames, is_ranged, is_written, lingo_names, short_name

INFINITE = "1E30"  # LINGO's own
WIDTH = 96
DEMO = {"constraints": 150, "variables": 300, "integer variables": 30}  # what the free demo licence takes
Columns = NDArray[np.intp]
_PLAIN_TITLE = re.compile(r"[A-Za-z0-9_.,()+-]+(?: [A-Za-z0-9_.,()+-]+)*")


def lingo_text(model: Model) -> str:
    """The model as a LINGO text; our own reader makes the same model of it, in the same order, to the last digit.

    Raises:
        BadModel: an empty name, one that no text can hold, or a row in a model without variables.

    >>> shop = Model.of_arrays([8, 5], [[4, 2]], row_upper=[60], sense="max", variables=["tables", "book case"], rows=["wood"])
    >>> print(lingo_text(shop))
    MODEL:
    TITLE model;
    !~ name V book_case book%20case;
    MAX = 8*tables + 5*book_case;
    [wood] 4*tables + 2*book_case <= 60;
    END
    <BLANKLINE>
    """
    if len(model.rows) and not len(model.variables):
        raise BadModel(
            f"`{model.rows[0]}` is a row of a model without variables, which LINGO can't state", "Leave it out."
        )
    names = lingo_names(model)
    return "\n".join(
        [
            "MODEL:",
            *_head(model, names),
            *_objective(model, names),
            *_rows(model, names),
            *_kinds(model, names),
            "END",
            "",
        ]
    )


def _head(model: Model, names: LingoNames) -> Iterator[str]:
    yield from _title(model.name)
    yield from _demo(model)
    for kind, originals, shorts in (("V", model.variables, names.variables), ("R", model.rows, names.rows)):
        ranged = is_ranged(model) if kind == "R" else np.zeros(len(originals), bool)
        for original, short, is_range in zip(originals, shorts, ranged, strict=True):
            if short is not None and short != original and not is_range:
                yield f"!~ name {kind} {short} {quote(original, safe='')};"
    if not _is_in_order(model):
        yield from _wrapped("!~ order", list(names.variables), "!~ order")


def _title(name: str) -> Iterator[str]:
    if not name:
        return
    if _PLAIN_TITLE.fullmatch(name):
        yield f"TITLE {name};"
        return
    try:
        written = quote(name, safe="")
    except UnicodeEncodeError:
        raise BadModel(
            f"the model's name {name!r} has half a character, which no text file can hold", "Rename it."
        ) from None
    short = short_name(name, "M")
    yield f"TITLE {short};"
    yield f"!~ name M {short} {written};"


def _demo(model: Model) -> Iterator[str]:
    constraints = int(is_written(model).sum() + is_ranged(model).sum())
    held = (constraints, len(model.variables), int(model.integer.sum()))
    if any(number > most for number, most in zip(held, DEMO.values(), strict=True)):
        takes = ", ".join(f"{most} {what}" for what, most in DEMO.items())
        has = ", ".join(f"{number} {what}" for number, what in zip(held, DEMO, strict=True))
        yield f"! Too large for LINGO's free demo licence, which takes {takes}: this model has {has};"


def _is_in_order(model: Model) -> bool:
    """Whether the variables appear first in the model's order: in the text, with and without its comments."""
    rows = np.flatnonzero(is_written(model)).tolist()
    return all(_appear_in_order(model, places) for places in (rows, range(len(model.rows))))


def _appear_in_order(model: Model, rows: Iterable[int]) -> bool:
    seen = np.concatenate([_costed(model), *(_entries(model, i)[0] for i in rows)])
    _, first = np.unique(seen, return_index=True)
    return len(first) == len(model.variables) and bool(np.all(np.diff(first) > 0))


def _costed(model: Model) -> Columns:
    """The variables that the objective names: those with a cost, and those that no row with a limit has."""
    rows = np.repeat(is_written(model), np.diff(model.matrix.indptr))
    used = np.zeros(len(model.variables), bool)
    used[model.matrix.indices[rows & (model.matrix.data != 0)]] = True
    return np.flatnonzero((model.costs != 0) | ~used)


def _objective(model: Model, names: LingoNames) -> Iterator[str]:
    places = _costed(model)
    terms = _terms(names, places, model.costs[places])
    if model.constant or not terms:
        terms = [*terms, _signed(model.constant, first=not terms)]
    yield from _wrapped("MAX =" if model.sense is Sense.MAX else "MIN =", terms)


def _rows(model: Model, names: LingoNames) -> Iterator[str]:
    for i, (name, short) in enumerate(zip(model.rows, names.rows, strict=True)):
        columns, values = _entries(model, i)
        low, high = float(model.row_lower[i]), float(model.row_upper[i])
        terms = _terms(names, columns, values)
        if short is None:
            spelled = (
                f"{'-' if v < 0 else '+'}{_number(abs(v))}*{names.variables[j]}"
                for j, v in zip(columns, values.tolist(), strict=True)
            )
            yield f"!~ freerow {quote(name, safe='')}: {' '.join(spelled)};"
        elif low == high:
            yield from _wrapped(f"[{short}]", [*terms, f"= {_number(high)}"])
        elif np.isfinite(low) and np.isfinite(high):
            yield f"!~ row {short}{LOW} {short}{HIGH} {quote(name, safe='')};"
            yield from _wrapped(f"[{short}{LOW}]", [*terms, f">= {_number(low)}"])
            yield from _wrapped(f"[{short}{HIGH}]", [*terms, f"<= {_number(high)}"])
        else:
            yield from _wrapped(
                f"[{short}]", [*terms, f"<= {_number(high)}" if np.isfinite(high) else f">= {_number(low)}"]
            )


def _entries(model: Model, row: int) -> tuple[Columns, Floats]:
    """A row's terms as they are written: without what is 0, and one of 0 where there is no other."""
    part = slice(model.matrix.indptr[row], model.matrix.indptr[row + 1])
    columns, values = model.matrix.indices[part], model.matrix.data[part]
    if not values.any():
        return np.zeros(1, np.intp), np.zeros(1)
    return columns[values != 0], values[values != 0]


def _kinds(model: Model, names: LingoNames) -> Iterator[str]:
    binary = model.is_binary
    for j, name in enumerate(names.variables):
        if binary[j]:
            yield f"@BIN({name});"
            continue
        yield from _bound(name, float(model.lower[j]), float(model.upper[j]))
        if model.integer[j]:
            yield f"@GIN({name});"


def _bound(name: str, low: float, high: float) -> Iterator[str]:
    if low == -np.inf and high == np.inf:
        yield f"@FREE({name});"
    elif (low, high) != (0.0, np.inf):
        below = f"-{INFINITE}" if low == -np.inf else _number(low)
        above = INFINITE if high == np.inf else _number(high)
        yield f"@BND({below}, {name}, {above});"


def _terms(names: LingoNames, columns: Iterable[int], values: Floats) -> list[str]:
    return [
        f"{_sign(value, is_first)}{'' if abs(value) == 1 else _number(abs(value)) + '*'}{names.variables[j]}"
        for is_first, j, value in zip(_firsts(), columns, values.tolist(), strict=False)
    ]


def _firsts() -> Iterator[bool]:
    yield True
    while True:
        yield False


def _sign(value: float, is_first: bool) -> str:
    if is_first:
        return "-" if value < 0 else ""
    return "- " if value < 0 else "+ "


def _signed(value: float, *, first: bool) -> str:
    return f"{_sign(value, first)}{_number(abs(value))}"


def _number(value: float) -> str:
    """All digits of a number, and no more.

    >>> _number(3.0), _number(0.1), _number(1e-7)
    ('3', '0.1', '1E-07')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value).upper()


def _wrapped(head: str, pieces: list[str], again: str = " ") -> Iterator[str]:
    """Lines of whole terms, the last with the semicolon; where each line is a statement of its own, each has one."""
    is_each = again.strip() != ""
    line = head
    for piece in pieces:
        if len(line) + len(piece) > WIDTH and line != head:
            yield line + (";" if is_each else "")
            line = again
        line += f" {piece}"
    yield line + ";"
