"""The families of a model's variables and rows: what is stated together, because its names show an index.

What shows none is a family of one, without subscripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Model
from headway.optimize.writers.ampl.index_sets import Domain, Names, domains_of
from headway.optimize.writers.ampl.names import LONGEST, identifier, is_plain, quoted
from headway.optimize.writers.ampl.patterns import Key, Pattern, patterns_of

Places = NDArray[np.int64]
MOST_FAMILIES = 400  # that a large model is written by
MOST_WORK = 20  # terms of lone variables looked at for each number of a large model


@dataclass(frozen=True, slots=True)
class Family:
    """Variables, or rows, that are stated together. ``places`` are those in the model, in the order of ``keys``."""

    name: str
    alias: str
    template: str
    domain: Domain
    places: Places
    keys: list[Key]

    @property
    def called(self) -> str:
        """What names made of its own begin with."""
        return self.name.rstrip("_") or self.name

    @property
    def is_scalar(self) -> bool:
        """Whether it is one variable or row, without subscripts."""
        return not self.domain.width

    @property
    def declared(self) -> str:
        """The name as it stands in a declaration."""
        return f"{self.name} {quoted(self.alias)}" if self.alias else self.name


@dataclass(frozen=True, slots=True)
class Families:
    """All of a model, in the order of their first members."""

    variables: list[Family]
    rows: list[Family]
    names: Names


def families_of(model: Model, most: int) -> Families | None:
    """The families of a model; None where its variables' names show no index, or too few of all do.

    Args:
        model: The model.
        most: So many variables and rows may have to be stated one by one.
    """
    columns, rows = patterns_of(model.variables, model.rows)
    columns = [pattern for pattern in columns if len(set(model.integer[pattern.places])) == 1]
    touched = np.diff(model.matrix.indptr) > 0
    rows = [pattern for pattern in rows if touched[pattern.places].any()]  # a row without a variable is none to some
    lone_columns, lone_rows = _rest(model.variables, columns), _rest(model.rows, rows)
    if not columns or not _is_worthwhile(model, len(columns) + len(rows), len(lone_columns), len(lone_rows), most):
        return None
    names = Names(set())
    calls = _called(columns, [model.variables[j] for j in lone_columns], rows, names)
    columns, kept = _nameable(columns, calls), _nameable(rows, calls)
    lone_rows += [i for pattern in rows if id(pattern) not in set(map(id, kept)) for i in pattern.places]
    if not all(map(_can_be_lone, [model.variables[j] for j in lone_columns] + [model.rows[i] for i in lone_rows])):
        return None
    domains = domains_of([(calls[id(pattern)], pattern) for pattern in (*columns, *kept)], names)
    return Families(
        _sorted(
            [_lone(j, model.variables[j], names, "x") for j in lone_columns],
            [_family(pattern, calls[id(pattern)], domains[id(pattern)]) for pattern in columns],
        ),
        _sorted(
            [_lone(i, model.rows[i], names, "row") for i in sorted(lone_rows)],
            [_family(pattern, calls[id(pattern)], domains[id(pattern)]) for pattern in kept],
        ),
        names,
    )


def order_of(families: Sequence[Family]) -> Places:
    """The places in the model, in the order in which they are declared."""
    return np.concatenate([family.places for family in families] or [np.zeros(0, np.int64)])


def _is_worthwhile(model: Model, families: int, lone_columns: int, lone_rows: int, most: int) -> bool:
    """Whether the text says more than one of a single family of variables and one of rows."""
    size = model.matrix.nnz + len(model.variables) + len(model.rows)
    if lone_columns + lone_rows > most:
        return False
    return size <= most or (families <= MOST_FAMILIES and lone_columns * len(model.rows) <= MOST_WORK * size)


def _can_be_lone(name: str) -> bool:
    """Whether a name can stand as an alias."""
    return bool(name) and len(name.encode()) <= LONGEST


def _rest(names: Sequence[str], patterns: list[Pattern]) -> list[int]:
    inside = {place for pattern in patterns for place in pattern.places}
    return [place for place in range(len(names)) if place not in inside]


def _called(columns: list[Pattern], lone: list[str], rows: list[Pattern], names: Names) -> dict[int, str]:
    """What each family is called: those first whose names AMPL makes itself, and after the names of lone variables."""
    native = [pattern for pattern in columns if pattern.is_native]
    found = {id(pattern): identifier(pattern.base, names.taken, "x") for pattern in native}
    for name in lone:
        if is_plain(name) and name not in names.taken:
            names.taken.add(name)
            names.own.add(name)
    for pattern in (*columns, *rows):
        found.setdefault(id(pattern), "")
        found[id(pattern)] = found[id(pattern)] or identifier(pattern.base, names.taken, "x")
    return found


def _nameable(patterns: list[Pattern], calls: dict[int, str]) -> list[Pattern]:
    """Those whose names can be told from what they are called, or by a template."""
    return [pattern for pattern in patterns if pattern.template or calls[id(pattern)] == pattern.base]


def _sorted(lone: Iterable[Family], families: Iterable[Family]) -> list[Family]:
    return sorted([*lone, *families], key=lambda family: int(family.places.min()))


def _lone(place: int, name: str, names: Names, otherwise: str) -> Family:
    if otherwise == "x" and name in names.own:
        called = name
    else:
        called = identifier(name, names.taken, otherwise)
    return Family(called, "" if called == name else name, "", Domain((), ()), np.array([place]), [()])


def _family(pattern: Pattern, called: str, domain: Domain) -> Family:
    order = sorted(range(len(pattern.keys)), key=lambda at: domain.place(pattern.keys[at]))
    template = "" if pattern.is_native and called == pattern.base else pattern.template
    places = np.array(pattern.places)[order]
    return Family(called, "", template, domain, places, [pattern.keys[at] for at in order])
