"""A model as AMPL's algebra over the indices that its names show, with the numbers in the data.

    set SUPPLY; set DEMAND;
    param cost{SUPPLY, DEMAND};
    var ship{SUPPLY, DEMAND} >= 0;
    minimize total: sum{i in SUPPLY, j in DEMAND} cost[i,j]*ship[i,j];
    subject to supply{i in SUPPLY}: sum{j in DEMAND} ship[i,j] <= supply_rhs[i];

The first comments say how each family's names are put together: ``# headway names: ship = ship_{1}_{2}``. Where variables or
rows stand in another order than they are declared in, a comment in the data says so: ``# headway order of rows: 1 3 2 4``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from headway.optimize.model import Model, Sense
from headway.optimize.writers.ampl.blocks import Block, blocks_of
from headway.optimize.writers.ampl.families import Families, Family, Places, families_of, order_of
from headway.optimize.writers.ampl.index_sets import Domain
from headway.optimize.writers.ampl.indexed import ABOVE, BELOW, NAMES
from headway.optimize.writers.ampl.lines import WIDTH, signed, wrapped
from headway.optimize.writers.ampl.names import identifier, quoted
from headway.optimize.writers.ampl.params import Params, set_data
from headway.optimize.writers.ampl.terms import Terms

ORDER = "# headway order of"


def by_index(model: Model, title: str, most: int) -> tuple[list[str], list[str]] | None:
    """The statements of the model and of its data; None where its names show no index.

    Args:
        model: What to write.
        title: What the objective is called.
        most: So many variables and rows may have to be written one by one, because their names show none.
    """
    families = families_of(model, most)
    return _Writing(model, families, title).texts() if families else None


class _Writing:
    def __init__(self, model: Model, families: Families, title: str) -> None:
        self.model, self.families, self.title = model, families, title
        self.objective_name = identifier(title or "objective", families.names.taken, "objective")
        self.params = Params(families.names)
        self.terms = Terms(self.params, families.names)

    def texts(self) -> tuple[list[str], list[str]]:
        variables = [self._variable(family) for family in self.families.variables]
        objective = list(self._objective())
        blocks = blocks_of(self.model, self.families)
        rows = [
            line for family, own in zip(self.families.rows, blocks, strict=True) for line in self._rows(family, own)
        ]
        sets = self.families.names.sets.values()
        stated = [
            *self._names(),
            *(f"set {index.name}{f' dimen {index.dimen}' if index.dimen > 1 else ''};" for index in sets),
            *self.params.stated,
            *variables,
            *objective,
            *rows,
        ]
        numbers = [
            *_order("variables", self.families.variables),
            *_order("rows", self.families.rows),
            *(line for index in sets for line in set_data(index.name, index.members)),
            *self.params.data,
        ]
        return stated, numbers

    def _names(self) -> Iterator[str]:
        line = ""
        for family in (*self.families.variables, *self.families.rows):
            said = f"{family.name} = {family.template}"
            if not family.template:
                continue
            if line and len(line) + len(said) > WIDTH:
                yield line
                line = ""
            line = f"{line}; {said}" if line else f"{NAMES} {said}"
        if line:
            yield line

    def _variable(self, family: Family) -> str:
        lower, upper = self.model.lower[family.places], self.model.upper[family.places]
        whole = bool(self.model.integer[family.places[0]])
        dummies = self.terms.dummies(family)
        if self.model.is_binary[family.places].all() and not np.signbit(lower).any():
            return f"var {family.declared}{self.terms.over(family, ())} binary;"
        bounds = [
            f"{sign} {text}"
            for sign, text, none in (
                (">=", self.params.limit(family, "lower", lower, -np.inf, dummies), BELOW),
                ("<=", self.params.limit(family, "upper", upper, np.inf, dummies), ABOVE),
            )
            if text != none
        ]
        given = ", ".join([*(["integer"] if whole else []), *bounds])
        indexing = self.terms.over(family, dummies if any("[" in bound for bound in bounds) else ())
        return f"var {family.declared}{indexing}{' ' if given else ''}{given};"

    def _objective(self) -> Iterator[str]:
        model = self.model
        verb = "maximize" if model.sense is Sense.MAX else "minimize"
        word = "profit" if model.sense is Sense.MAX else "cost"
        alias = f" {quoted(self.title)}" if self.title not in ("", self.objective_name) else ""
        several = sum(bool(model.costs[f.places].any()) for f in self.families.variables if not f.is_scalar) > 1
        nothing = Family(word, "", "", Domain((), ()), np.array([0]), [()])
        terms: list[str] = []
        for family in self.families.variables:
            costs = model.costs[family.places]
            at = np.flatnonzero(costs)
            if len(at):
                terms += self.terms.of_costs(
                    nothing, family, at, costs[at], f"{word}_{family.called}" if several else word
                )
        constant = [signed(model.constant, "")] if model.constant or not terms else []
        yield from wrapped(f"{verb} {self.objective_name}{alias}:", [*terms, *constant])

    def _rows(self, family: Family, blocks: Sequence[Block]) -> Iterator[str]:
        dummies = self.terms.dummies(family)
        terms = [term for block in blocks for term in self.terms.of_block(block, dummies)]
        terms = terms or [self._nothing()]
        low, high = self.model.row_lower[family.places], self.model.row_upper[family.places]
        head = f"subject to {family.declared}{self.terms.over(family, dummies)}:"
        limit = self.params.limit
        if (low == high).all():
            yield from wrapped(head, [*terms, f"= {limit(family, 'rhs', low, -np.inf, dummies)}"])
        elif np.isneginf(low).all() and np.isfinite(high).all():
            yield from wrapped(head, [*terms, f"<= {limit(family, 'rhs', high, np.inf, dummies)}"])
        elif np.isposinf(high).all() and np.isfinite(low).all():
            yield from wrapped(head, [*terms, f">= {limit(family, 'rhs', low, -np.inf, dummies)}"])
        else:
            least, most = limit(family, "low", low, -np.inf, dummies), limit(family, "high", high, np.inf, dummies)
            yield from wrapped(f"{head} {least} <=", [*terms, f"<= {most}"])

    def _nothing(self) -> str:
        """A row without a variable is no row to some."""
        first = self.families.variables[0]
        return f"+ 0*{self.terms.member(first, first.keys[0])}"


def _order(what: str, families: list[Family]) -> Iterator[str]:
    """Which of those declared comes first, second and so on; nothing where they stand as they are declared."""
    declared = order_of(families)
    if (np.diff(declared) > 0).all():
        return
    line = f"{ORDER} {what}:"
    for run in _runs(np.argsort(declared) + 1):
        if len(line) + len(run) > WIDTH:
            yield line
            line = f"{ORDER} {what}:"
        line += f" {run}"
    yield line


def _runs(numbers: Places) -> Iterable[str]:
    for run in np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1):
        yield str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}"
