"""The text: as algebra, by the names' own index, or with one set of variables and one of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from headway.optimize.model import Floats, Model, Sense
from headway.optimize.writers.ampl.by_index import by_index
from headway.optimize.writers.ampl.indexed import indexed_data, indexed_model
from headway.optimize.writers.ampl.lines import joined, signed, wrapped
from headway.optimize.writers.ampl.names import LONGEST, check_literals, identifier, is_literal, is_plain, quoted, spelt

MOST_IN_ALGEBRA = 400  # numbers that a model may have to be written as algebra


def ampl_text(model: Model) -> str:
    """The model as one AMPL text with its data.

    Raises:
        BadModel: a name that AMPL can't hold.

    >>> print(ampl_text(Model.of_arrays([45, 80], [[5, 20]], row_upper=[400], sense="max", variables=["chairs", "book case"],
    ...                                 rows=["labour"], name="shop")))
    # shop
    var chairs >= 0;
    var book_case 'book case' >= 0;
    maximize shop: 45*chairs + 80*book_case;
    subject to labour: 5*chairs + 20*book_case <= 400;
    data;
    end;
    <BLANKLINE>
    """
    stated, numbers = _texts(model)
    return f"{stated}data;\n{numbers}end;\n"


def ampl_parts(model: Model) -> tuple[str, str]:
    """The model and its data as two AMPL texts.

    Raises:
        BadModel: a name that AMPL can't hold.
    """
    stated, numbers = _texts(model)
    return f"{stated}end;\n", f"data;\n{numbers}end;\n"


def _texts(model: Model) -> tuple[str, str]:
    check_literals((*model.variables, *model.rows))
    line = " ".join(model.name.split())
    head = [f"# {line}"] if line.isprintable() and line and not line.startswith("headway ") else []
    title = next((title for title in (model.name, line) if is_literal(title)), "")
    stated: Iterable[str]
    numbers: Iterable[str]
    found = by_index(model, title, MOST_IN_ALGEBRA)
    if found:
        stated, numbers = found
    elif is_small(model):
        stated, numbers = _algebra(model, title), ()
    else:
        stated, numbers = indexed_model(model, title), indexed_data(model)
    return joined(chain(head, stated)), joined(numbers)


def is_small(model: Model) -> bool:
    """Whether the model is written as algebra: few numbers, and no name too long for an alias."""
    size = model.matrix.nnz + len(model.variables) + len(model.rows)
    return size <= MOST_IN_ALGEBRA and all(
        name and len(name.encode()) <= LONGEST for name in (*model.variables, *model.rows)
    )


def _algebra(model: Model, title: str) -> Iterator[str]:
    # The users' own names first: what is renamed makes way for them.
    taken = {name for name in (*model.variables, *model.rows) if is_plain(name)}
    columns = [name if is_plain(name) else identifier(name, taken, "x") for name in model.variables]
    taken |= set(columns)
    for j, name in enumerate(columns):
        yield f"var {_declared(name, model.variables[j])}{_attributes(model, j)};"
    taken_rows = taken - {name for name in model.rows if is_plain(name) and name not in model.column_of}
    objective = identifier(title or "objective", taken, "objective")
    verb = "maximize" if model.sense is Sense.MAX else "minimize"
    places = np.flatnonzero(model.costs)
    terms = _terms(columns, places, model.costs[places])
    constant = [signed(model.constant, "")] if model.constant or not terms else []
    yield from wrapped(f"{verb} {_declared(objective, title)}:", [*terms, *constant])
    taken_rows.add(objective)
    for i, row in enumerate(model.rows):
        yield from _row(model, i, _declared(identifier(row, taken_rows, "row"), row), columns)


def _declared(name: str, meant: str) -> str:
    return name if name == meant or not meant else f"{name} {quoted(meant)}"


def _attributes(model: Model, j: int) -> str:
    """Kind and bounds. All are written: AMPL takes a bare variable to be free."""
    low, high = float(model.lower[j]), float(model.upper[j])
    if model.is_binary[j] and not np.signbit(low):
        return " binary"
    given = ["integer"] if model.integer[j] else []
    given += [f">= {spelt(low)}"] if low > -np.inf else []
    given += [f"<= {spelt(high)}"] if high < np.inf else []
    return f" {', '.join(given)}" if given else ""


def _terms(columns: list[str], places: Iterable[int], values: Floats) -> list[str]:
    return [signed(value, columns[j]) for j, value in zip(places, values.tolist(), strict=True) if value]


def _row(model: Model, i: int, head: str, columns: list[str]) -> Iterator[str]:
    low, high = float(model.row_lower[i]), float(model.row_upper[i])
    part = slice(model.matrix.indptr[i], model.matrix.indptr[i + 1])
    left = _terms(columns, model.matrix.indices[part], model.matrix.data[part])
    left = left or [f"+ 0*{columns[0]}" if columns else "+ 0"]  # a row without a variable is no row to some
    start = f"subject to {head}:"
    if low == high:
        yield from wrapped(start, [*left, f"= {spelt(low)}"])
    elif np.isfinite(low) == np.isfinite(
        high
    ):  # glpsol can't move an infinite number, but reads it as one of two limits
        yield from wrapped(f"{start} {spelt(low)} <=", [*left, f"<= {spelt(high)}"])
    elif np.isfinite(high):
        yield from wrapped(start, [*left, f"<= {spelt(high)}"])
    else:
        yield from wrapped(start, [*left, f">= {spelt(low)}"])
