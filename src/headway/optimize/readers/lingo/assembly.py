"""From the statements of a LINGO text to a model: rows, bounds, and what the comments of Headway's writer add."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from headway.optimize.model import Model
from headway.optimize.readers.draft import Draft, DraftRow
from headway.optimize.readers.lingo.data import take_data
from headway.optimize.readers.lingo.expressions import Cursor, expression, reference
from headway.optimize.readers.lingo.notes import FreeRow, Notes
from headway.optimize.readers.lingo.syntax import Domain, ForEach, Objective, Row, Statement, Text
from headway.optimize.readers.lingo.tokens import Source
from headway.optimize.readers.lingo.values import Linear, Values

INFINITE = 1e30  # LINGO's own


@dataclass
class Domains:
    """What is said of a variable's values."""

    kinds: set[str] = field(default_factory=set)
    bounds: tuple[float, float] | None = None
    at: int = 0


class Assembly:
    """The model of one text, statement by statement."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.draft = Draft(source.where)
        self.values = Values(source, self.draft)
        self.domains: dict[int, Domains] = {}
        self.rows: dict[str, DraftRow] = {}
        self.row_names: dict[str, int] = {}  # without the members of loops; where each stands first
        self.count = 0  # of rows, as LINGO counts: the objective is one
        self.has_objective = False

    def model(self, text: Text, notes: Notes) -> Model:
        """The model that the statements and comments make."""
        for stated in text.sets:
            self.values.sets.declare(stated)
        for data in text.data:
            take_data(self.values, data)
        # A row without limits stands between the statements that its comment stands between.
        free = [(row.tokens_before, row) for row in notes.free_rows]
        for _, part in sorted([*free, *text.statements], key=lambda item: item[0]):
            self.take_free_row(part) if isinstance(part, FreeRow) else self.take(part)
        order = self.order(notes)
        self.apply_domains()
        self.check_names()
        self.rename(notes)
        self.draft.name = notes.model if notes.model is not None else text.title or "model"
        return self.draft.model(self.source.line(len(self.source.text.rstrip())), order)

    def take(self, statement: Statement) -> None:
        """Take a statement."""
        if isinstance(statement, Row):
            self.take_row(statement)
        elif isinstance(statement, Domain):
            self.take_domain(statement)
        elif isinstance(statement, Objective):
            self.take_objective(statement)
        else:
            self.take_loop(statement)

    def take_loop(self, statement: ForEach) -> None:
        """Take each statement of a loop for each member."""
        for _ in self.values.each(statement.loop):
            for part in statement.body:
                self.take(part)

    def take_objective(self, statement: Objective) -> None:
        """Take the objective."""
        if self.has_objective or self.values.scope.labels:
            raise self.source.fail(statement.at, "there is more than one objective", "Keep one.")
        self.has_objective = True
        self.count += 1
        if statement.name is not None:
            self.row_names[statement.name.upper()] = statement.at
        found = self.values.linear(statement.value)
        self.draft.state_objective(statement.sense, found.terms, found.constant, self.source.line(statement.at))

    def take_row(self, statement: Row) -> None:
        """Take a row: what has variables goes to the left, what has none to the right."""
        self.count += 1
        left, right = self.values.linear(statement.left), self.values.linear(statement.right)
        for column, coefficient in right.terms.items():
            left.add(column, -coefficient)
        side = right.constant - left.constant
        low = -inf if statement.relation == "<=" else side
        high = inf if statement.relation == ">=" else side
        name = self.row_name(statement)
        if name.upper() in self.rows:
            raise self.source.fail(statement.at, f"the row {name!r} is there twice")
        line = self.source.line(statement.at)
        self.rows[name.upper()] = self.draft.add_row(name, left.terms, low, high, line)

    def row_name(self, statement: Row) -> str:
        """The name of a row: in loops with the members, ``CAP(LAB)``; without a name its number, as LINGO writes it."""
        if statement.name is None:
            return f"_{self.count}"
        self.row_names.setdefault(statement.name.upper(), statement.at)
        labels = self.values.scope.labels
        return f"{statement.name}({','.join(labels)})" if labels else statement.name

    def take_free_row(self, row: FreeRow) -> None:
        """Take a row without limits."""
        tokens = self.source.tokens(row.start, row.end)
        cursor, found = Cursor(self.source, tokens, row.end), Linear()
        if tokens:
            found = self.values.linear(expression(cursor))
        if cursor.next is not cursor.over or found.constant:
            raise self.source.fail(row.start, f"the row {row.name!r} without limits is no sum of variables")
        self.draft.add_row(row.name, found.terms, -inf, inf, self.source.line(row.start))

    def take_domain(self, statement: Domain) -> None:
        """Take @FREE, @GIN, @BIN or @BND."""
        column = self.values.meaning(statement.variable)
        if isinstance(column, float):
            raise self.source.fail(statement.at, f"{statement.variable.text!r} is a number, and no variable")
        held = self.domains.setdefault(column, Domains())
        held.at = statement.at
        held.kinds.add(statement.kind)
        if statement.low is None or statement.high is None:
            return
        low, high = (self.values.number(bound, "a bound") for bound in (statement.low, statement.high))
        bounds = -inf if low <= -INFINITE else low, inf if high >= INFINITE else high
        if held.bounds not in (None, bounds):
            raise self.source.fail(statement.at, f"{self.draft.variables[column]!r} has other bounds already")
        held.bounds = bounds
        self.draft.check_limits(self.draft.variables[column], *bounds, self.source.line(statement.at))

    def apply_domains(self) -> None:
        """Give variables their kinds and bounds, once all is known of them.

        @BND says more than @FREE, which only takes off the lower bound of 0. @BIN is @GIN and bounds 0 and 1.
        """
        for column, held in self.domains.items():
            bounds = held.bounds or ((-inf, inf) if "@FREE" in held.kinds else (0.0, inf))
            if "@BIN" in held.kinds:
                if "@FREE" in held.kinds or held.bounds not in (None, (0.0, 1.0)):
                    name = self.draft.variables[column]
                    raise self.source.fail(held.at, f"{name!r} is @BIN and has other bounds, too", "Use @GIN and @BND.")
                bounds = (0.0, 1.0)
            self.draft.lower[column], self.draft.upper[column] = bounds
            self.draft.integer[column] = not held.kinds.isdisjoint({"@GIN", "@BIN"})

    def check_names(self) -> None:
        """Raise where a row has the name of another thing: they share one space of names."""
        for key, at in self.row_names.items():
            if self.draft.knows(key) or self.values.sets.knows(key) or key in self.values.constants:
                raise self.source.fail(at, f"{key!r} is the name of a row and of another thing", "Rename one of them.")

    def order(self, notes: Notes) -> list[int]:
        """The columns in the model's order: those of the comments first, then as they turned up."""
        listed: dict[int, None] = {}
        for start, end in notes.orders:
            cursor = Cursor(self.source, self.source.tokens(start, end), end)
            while cursor.next is not cursor.over:
                token, column = cursor.next, self.values.meaning(reference(cursor))
                if isinstance(column, float) or column in listed:
                    raise self.source.fail(token.at, f"{token.text!r} in the order is no variable, or is there twice")
                listed[column] = None
        return [*listed, *(column for column in range(len(self.draft.variables)) if column not in listed)]

    def rename(self, notes: Notes) -> None:
        """Make rows that are halves of one into that one, and give all the names that the comments say."""
        gone = {id(self.join(low, high, name, at)) for (low, high), (name, at) in notes.pairs.items()}
        self.draft.rows = [row for row in self.draft.rows if id(row) not in gone]
        for key, (name, at) in notes.rows.items():
            if key not in self.rows:
                raise self.source.fail(at, f"there is no row {key!r}")
            self.rows[key].name = name
        for key, (name, at) in notes.variables.items():
            if not self.draft.knows(key):
                raise self.source.fail(at, f"there is no variable {key!r}")
            self.draft.variables[self.draft.column(key)] = name

    def join(self, low: str, high: str, name: str, at: int) -> DraftRow:
        """Make two rows with the same terms one, at the place of the first. Give the other, which is to go."""
        one, other = self.rows.get(low), self.rows.pop(high, None)
        if one is None or other is None:
            raise self.source.fail(at, f"there is no row {(low if one is None else high)!r}")
        if (one.high, other.low) != (inf, -inf) or inf in (-one.low, other.high) or one.terms != other.terms:
            raise self.source.fail(
                at, f"the rows {low!r} and {high!r} can't be one", "They need the same terms, >= and <=."
            )
        one.high, one.name = other.high, name
        del self.rows[low]
        return other
