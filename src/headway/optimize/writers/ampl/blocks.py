"""What the members of one family of rows have to do with one family of variables, found exactly from the matrix.

A row ``supply[i]`` may touch just the members ``ship[i,j]`` of its own ``i``: then the positions of ``ship`` are bound, the
first to that of ``supply``, the other free. A position may be bound to a value, too: a single row that touches
``ship['A',j]``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from itertools import product

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats, Model
from headway.optimize.writers.ampl.families import Families, Family, Places
from headway.optimize.writers.ampl.patterns import Key, Part

MOST_EMPTY = 3  # pairs looked at for each that is there: where more would be, pairs are listed
MOST_SLICED = 4_000_000  # members gone through by glpsol, which looks for slices of a set one by one
MOST_WAYS = 9  # to name a variable by a row's own subscripts
FEW = 4  # terms of a single row that are written one by one


class How(Enum):
    """Which members of the family of variables a row's terms are over."""

    MATCHING = auto()  # all that match what is bound, and no other
    FILLED = auto()  # all that match, some with a coefficient of 0
    LISTED = auto()  # a set for each row
    SINGLY = auto()  # each by itself


Bound = int | tuple[Part] | None  # to a position of the rows' index, or to a value


@dataclass(frozen=True, slots=True)
class Block:
    """Coefficients: ``row`` and ``column`` are places in the two families."""

    rows: Family
    columns: Family
    row: Places
    column: Places
    values: Floats
    how: How
    bound: tuple[Bound, ...]


def blocks_of(model: Model, families: Families) -> list[list[Block]]:
    """The blocks of each family of rows, by the order of the families of variables."""
    row_family, row_place = _homes(families.rows, len(model.rows))
    column_family, column_place = _homes(families.variables, len(model.variables))
    row = np.repeat(np.arange(len(model.rows)), np.diff(model.matrix.indptr))
    column = model.matrix.indices
    order = np.lexsort((column_place[column], row_place[row], column_family[column], row_family[row]))
    row, column, values = row[order], column[order], model.matrix.data[order]
    first, second = row_family[row], column_family[column]
    cuts = np.flatnonzero((np.diff(first) != 0) | (np.diff(second) != 0)) + 1
    found: list[list[Block]] = [[] for _ in families.rows]
    for part in np.split(np.arange(len(row)), cuts) if len(row) else []:
        rows, columns = families.rows[first[part[0]]], families.variables[second[part[0]]]
        found[first[part[0]]] += _parted(rows, columns, row_place[row[part]], column_place[column[part]], values[part])
    return found


def one_block(rows: Family, columns: Family, row: Places, column: Places, values: Floats) -> Block:
    """A block as a whole."""
    how, bound = _fit(rows, columns, row, column)
    return Block(rows, columns, row, column, values, how, bound)


def _homes(families: list[Family], count: int) -> tuple[Places, Places]:
    """The family of each, and its place in it."""
    family, place = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for at, here in enumerate(families):
        family[here.places] = at
        place[here.places] = np.arange(len(here.places))
    return family, place


def _parted(rows: Family, columns: Family, row: Places, column: Places, values: Floats) -> list[Block]:
    """One block; or one for each variable that a row's own subscripts name, and the rest."""
    whole = one_block(rows, columns, row, column, values)
    if whole.how in (How.MATCHING, How.SINGLY) or rows.is_scalar or columns.is_scalar:
        return [whole]
    found = list[Block]()
    for own in product(range(rows.domain.width), repeat=columns.domain.width):
        if len(row) < len(rows.keys) or rows.domain.width**columns.domain.width > MOST_WAYS:
            break
        same = _agreeing(rows, columns, row, column, own)
        if same.sum() == len(rows.keys):
            found.append(Block(rows, columns, row[same], column[same], values[same], How.MATCHING, own))
            row, column, values = row[~same], column[~same], values[~same]
    if not len(row):
        return found
    return [whole] if whole.how is How.FILLED else [*found, one_block(rows, columns, row, column, values)]


def _fit(rows: Family, columns: Family, row: Places, column: Places) -> tuple[How, tuple[Bound, ...]]:
    bound = _bindings(rows, columns, row, column)
    counts = _matching(rows, columns, bound)
    matching = sum(counts)
    if columns.is_scalar:
        return (How.MATCHING if matching == len(row) else How.FILLED), bound
    if rows.is_scalar and not columns.is_scalar and (len(row) == 1 or (len(row) <= FEW and matching > len(row))):
        return How.SINGLY, bound
    # to go through a set of tuples by a slice takes glpsol a look at each
    sliced = (
        len(rows.keys) * len(columns.keys) if not columns.domain.is_product and any(b is not None for b in bound) else 0
    )
    if min(counts) == 0 or sliced > MOST_SLICED or matching > MOST_EMPTY * len(row):
        return How.LISTED, bound
    return (How.MATCHING if matching == len(row) else How.FILLED), bound


def _bindings(rows: Family, columns: Family, row: Places, column: Places) -> tuple[Bound, ...]:
    """The position of the rows' index, or the value, that each position of the variables' always is."""
    row_keys, column_keys = [rows.keys[i] for i in row], [columns.keys[j] for j in column]
    found: list[Bound] = []
    for at in range(columns.domain.width):
        own = [key[at] for key in column_keys]
        candidates = (
            to
            for to in range(rows.domain.width)
            if all(key[to] == part for key, part in zip(row_keys, own, strict=True))
        )
        to: Bound = next(candidates, None)
        if to is None and len(set(own)) == 1 and len({key[at] for key in columns.keys}) > 1:
            to = (own[0],)
        found.append(to)
    return tuple(found)


def _matching(rows: Family, columns: Family, bound: tuple[Bound, ...]) -> list[int]:
    """How many members of the variables match what is bound, of each row."""
    places = [at for at, to in enumerate(bound) if to is not None]
    counts = Counter(tuple(key[at] for at in places) for key in columns.keys)

    def wanted(key: Key) -> Key:
        named = (bound[at] for at in places)
        return tuple(to[0] if isinstance(to, tuple) else key[to or 0] for to in named)

    return [counts[wanted(key)] for key in rows.keys]


def _agreeing(rows: Family, columns: Family, row: Places, column: Places, own: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.array(
        [columns.keys[j] == tuple(rows.keys[i][at] for at in own) for i, j in zip(row, column, strict=True)], bool
    )
