"""Declarations and data worked out: columns, rows, and the model that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy import sparse

from headway.errors import BadModel
from headway.optimize.model import INFINITE, LARGE, Model
from headway.optimize.readers.ampl.entities import ParamEntity, SetEntity, VarEntity
from headway.optimize.readers.ampl.naming import Naming, Order
from headway.optimize.readers.ampl.nodes import Kind, Maker, Node, Scope
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.statements import Declarations, Stated
from headway.optimize.readers.ampl.values import Key, Terms

TURNED = {"<=": ">=", ">=": "<=", "=": "=", "==": "=="}


@dataclass(frozen=True, slots=True)
class Column:
    """A variable, before it has its place."""

    entity: VarEntity
    key: Key
    lower: float
    upper: float
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A constraint, worked out."""

    stated: Stated
    key: Key
    terms: Terms
    lower: float
    upper: float
    place: tuple[int, int]


def model_of(found: Declarations, source: Source, naming: Naming, last: int) -> Model:
    """The model.

    Raises:
        UnreadableModel: data that are missing or not allowed, a check that fails, a number that is none.
    """
    work = _Elaboration(found, source, naming)
    work.check_data()
    columns = work.columns()
    objective = work.objective()
    rows = work.rows()
    try:
        return Model(
            name=(found.objective.alias or found.objective.name) if found.objective else "model",
            sense=found.sense,
            costs=_spread(objective, len(columns)),
            constant=objective.constant,
            matrix=_matrix(rows, len(columns)),
            row_lower=np.array([row.lower for row in rows], float),
            row_upper=np.array([row.upper for row in rows], float),
            lower=np.array([column.lower for column in columns], float),
            upper=np.array([column.upper for column in columns], float),
            integer=np.array([column.entity.is_integer for column in columns], bool),
            variables=tuple(
                naming.name_of(c.entity.name, c.entity.alias, c.key, c.entity.indexing is not None) for c in columns
            ),
            rows=tuple(
                naming.name_of(r.stated.name, r.stated.alias, r.key, r.stated.indexing is not None) for r in rows
            ),
        )
    except BadModel as bad:
        raise source.fail(last, bad.what, bad.cure) from None


class _Elaboration(Maker):
    def __init__(self, found: Declarations, source: Source, naming: Naming) -> None:
        super().__init__(source)
        self.found, self.naming = found, naming

    def check_data(self) -> None:
        """Look at all data, used or not, and at what is to hold."""
        for named in self.found.of_kind(SetEntity):
            for key in named.given:
                named.members(key, named.line)
        for param in self.found.of_kind(ParamEntity):
            for key, (_, _, line) in param.given.items():
                param.value(key, line)
        for stated in self.found.checks:
            holds = self.condition(stated.parts[0])
            for _, scope in self.members_of(stated):
                if not holds(scope):
                    raise self.source.fail(stated.line, "this check fails", "Look at the data.")

    def members_of(self, stated: Stated) -> Iterator[tuple[Key, Scope]]:
        """The members of a family of statements, each with the scope that is the same for all."""
        scope: Scope = {}
        if stated.indexing is None:
            yield (), scope
            return
        width = sum(part.width for part in stated.parts)
        for key in stated.indexing.run(scope, width):
            yield key, scope

    def columns(self) -> list[Column]:
        order, found = Order(self.naming.by, self.source), list[Column]()
        for entity in self.found.of_kind(VarEntity):
            scope: Scope = {}
            keys = entity.indexing.run(scope, 20) if entity.indexing else [()]
            for key in keys:
                lower = max((bound(scope) for bound in entity.lower), default=-inf)
                upper = min((bound(scope) for bound in entity.upper), default=inf)
                place = order.place(entity.name, key, len(found), entity.line)
                found.append(Column(entity, key, lower, upper, place))
                self.source.check_size(len(found), entity.line, "a model")
        found = self.naming.in_order("variables", sorted(found, key=lambda column: column.place))
        for j, column in enumerate(found):
            column.entity.columns[column.key] = j
        return found

    def objective(self) -> Terms:
        terms = Terms()
        if self.found.objective:
            self.linear(self.found.objective.parts[0])({}, terms, 1.0)
            self._check_terms(terms, self.found.objective, INFINITE)
        return terms

    def rows(self) -> list[Row]:
        order, found = Order(self.naming.by, self.source), list[Row]()
        for stated in self.found.constraints:
            for key, scope in self.members_of(stated):
                self.source.spend(20, stated.line)
                place = order.place(stated.name, key, len(found), stated.line)
                found.append(self._row(stated, key, scope, place))
                self.source.check_size(len(found), stated.line, "a model")
        return self.naming.in_order("rows", sorted(found, key=lambda row: row.place))

    def _row(self, stated: Stated, key: Key, scope: Scope, place: tuple[int, int]) -> Row:
        terms, parts, relation = Terms(), stated.parts, stated.relations[0]
        if len(parts) == 3:
            self.linear(parts[1])(scope, terms, 1.0)
            ends = self.number(parts[0])(scope), self.number(parts[2])(scope)
            low, high = ends if relation == "<=" else ends[::-1]
        else:
            left, right = parts
            if left.kind is not Kind.LINEAR and right.kind is Kind.LINEAR:  # `3 <= x` is `x >= 3`, and not `-x <= -3`
                left, right, relation = right, left, TURNED[relation]
            self.linear(left)(scope, terms, 1.0)
            side = self._side(right, scope, terms)
            low, high = (-inf if relation == "<=" else side), (inf if relation == ">=" else side)
        self._check_terms(terms, stated, LARGE)
        return Row(stated, key, terms, low - terms.constant, high - terms.constant, place)

    def _side(self, node: Node, scope: Scope, terms: Terms) -> float:
        """A right-hand side; one with variables goes to the left, and 0 is left."""
        if node.kind is not Kind.LINEAR:
            return self.number(node)(scope)
        self.linear(node)(scope, terms, -1.0)
        return 0.0

    def _check_terms(self, terms: Terms, stated: Stated, most: float) -> None:
        for value in (*terms.coefficients.values(), terms.constant):
            if not abs(value) < most:
                raise self.source.fail(
                    stated.line, f"a number of `{stated.name}` comes to {value}", "Look at the data."
                )


def _spread(terms: Terms, width: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    costs = np.zeros(width)
    for column, value in terms.coefficients.items():
        costs[column] = value
    return costs


def _matrix(rows: list[Row], width: int) -> sparse.csr_array:
    """What has come to 0 is left out."""
    kept = [[(j, value) for j, value in sorted(row.terms.coefficients.items()) if value] for row in rows]
    ends = np.cumsum([0, *map(len, kept)])
    places = np.array([j for entries in kept for j, _ in entries], np.int32)
    values = np.array([value for entries in kept for _, value in entries], float)
    return sparse.csr_array((values, places, ends), shape=(len(rows), width))
