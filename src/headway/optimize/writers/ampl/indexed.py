"""A model as AMPL's sets and parameters: one set of variables, one of rows, and only the coefficients that are there.

The first comment says how the names are meant: ``# headway names: x n by COLUMN; row by ROW`` is, that the members of
``x`` and ``n`` are named by their subscripts alone, and stand in the order of the set ``COLUMN``. A name that is too long
for one literal is cut into several subscripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from headway.optimize.model import Floats, Model, Sense
from headway.optimize.writers.ampl.names import identifier, pieces, quoted, spelt, symbol

NAMES = "# headway names:"
OWN = frozenset("COLUMN ROW WHOLE USED x n row a cost constant lower upper row_lower row_upper i j".split())  # noqa: SIM905
BELOW, ABOVE = "-Infinity", "Infinity"


def indexed_model(model: Model, title: str) -> Iterator[str]:
    """The statements of the model, which are the same for every model of its kinds of variables."""
    column, row = _Index("j", model.variables), _Index("i", model.rows)
    families = _families(model)
    yield f"{NAMES} {' '.join(families)} by COLUMN; row by ROW"
    yield f"set COLUMN{column.dimension};"
    if len(families) > 1:
        yield "set WHOLE within COLUMN;"
    yield f"set ROW{row.dimension};"
    yield "set USED{ROW} within COLUMN;  # the variables of a row"
    yield "param a{ROW, COLUMN};"
    yield "param cost{COLUMN} default 0;"
    yield "param constant default 0;"
    yield f"param lower{{COLUMN}} default {_lower_default(model)};"
    yield f"param upper{{COLUMN}} default {ABOVE};"
    yield f"param row_lower{{ROW}} default {BELOW};"
    yield f"param row_upper{{ROW}} default {ABOVE};"
    for name, which in families.items():
        kind = " integer," if name == "n" else ""
        yield (
            f"var {name}{{{column.dummy} in COLUMN{which and f': {column.dummy} {which}'}}}{kind} "
            f">= lower[{column.subscripts}], <= upper[{column.subscripts}];"
        )
    verb = "maximize" if model.sense is Sense.MAX else "minimize"
    objective = identifier(title or "objective", set(OWN), "objective")
    alias = f" {quoted(title)}" if title not in ("", objective) else ""
    yield f"{verb} {objective}{alias}: {_sum(families, 'COLUMN', 'cost', column, '')} + constant;"
    inside = _sum(families, f"USED[{row.subscripts}]", "a", column, f"{row.subscripts},")
    yield f"subject to row{{{row.dummy} in ROW}}: row_lower[{row.subscripts}] <= {inside} <= row_upper[{row.subscripts}];"


def indexed_data(model: Model) -> Iterator[str]:
    """The statements of the data."""
    column, row = _Index("j", model.variables), _Index("i", model.rows)
    yield from _set("COLUMN", column.members)
    if len(_families(model)) > 1:
        yield from _set("WHOLE", [column.members[j] for j in np.flatnonzero(model.integer)])
    yield from _set("ROW", row.members)
    if model.constant:
        yield f"param constant := {spelt(model.constant)};"
    yield from _param("cost", column, model.costs, 0.0)
    yield from _param("lower", column, model.lower, float(_lower_default(model).lower()))
    yield from _param("upper", column, model.upper, np.inf)
    yield from _param("row_lower", row, model.row_lower, -np.inf)
    yield from _param("row_upper", row, model.row_upper, np.inf)
    yield from _matrix(model, column, row)


class _Index:
    """The subscripts that stand for names: one each, or as many as the longest name has pieces."""

    def __init__(self, letter: str, names: Sequence[str]) -> None:
        cut = [pieces(name) for name in names]
        count = max(map(len, cut), default=1)
        self.subscripts = ",".join(f"{letter}{k + 1}" for k in range(count)) if count > 1 else letter
        self.dummy = f"({self.subscripts})" if count > 1 else letter
        self.dimension = f" dimen {count}" if count > 1 else ""
        self.stars = ",".join("*" * count)
        self.parts = [[symbol(piece) for piece in [*part, *[""] * (count - len(part))]] for part in cut]
        self.members = [f"({','.join(part)})" if count > 1 else part[0] for part in self.parts]


def _families(model: Model) -> dict[str, str]:
    """The names of the families of variables, and what sets their members apart."""
    if not model.integer.any():
        return {"x": ""}
    return {"n": ""} if model.integer.all() else {"x": "not in WHOLE", "n": "in WHOLE"}


def _lower_default(model: Model) -> str:
    # An infinite number can't stand in glpsol's data: where there is one it has to be what is taken for granted.
    return BELOW if np.isneginf(model.lower).any() else "0"


def _sum(families: dict[str, str], members: str, factor: str, column: _Index, before: str) -> str:
    return " + ".join(
        f"sum{{{column.dummy} in {members}{which and f': {column.dummy} {which}'}}} "
        f"{factor}[{before}{column.subscripts}]*{name}[{column.subscripts}]"
        for name, which in families.items()
    )


def _set(name: str, members: list[str]) -> Iterator[str]:
    yield f"set {name} :="
    yield from (f"  {member}" for member in members)
    yield ";"


def _param(name: str, index: _Index, values: Floats, default: float) -> Iterator[str]:
    places = np.flatnonzero((values != default) | (np.signbit(values) != np.signbit(default)))
    if len(places):
        yield f"param {name} :="
        yield from (f"  {' '.join(index.parts[k])} {spelt(values[k])}" for k in places)
        yield ";"


def _matrix(model: Model, column: _Index, row: _Index) -> Iterator[str]:
    table = model.matrix
    present = []
    for i in range(len(model.rows)):
        part = slice(table.indptr[i], table.indptr[i + 1])
        entries = [(j, v) for j, v in zip(table.indices[part], table.data[part].tolist(), strict=True) if v]
        present.append(entries)
        yield f"set USED[{','.join(row.parts[i])}] := {' '.join(column.members[j] for j, _ in entries)};"
    if any(present):
        yield "param a :="
        for i, entries in enumerate(present):
            if entries:
                yield f"  [{','.join(row.parts[i])},{column.stars}]"
                yield from (f"    {' '.join(column.parts[j])} {spelt(value)}" for j, value in entries)
        yield ";"
