"""The sections of a text in the LP format, one after the other, into a model."""

from __future__ import annotations

from math import inf

from headway.optimize.model import Model, Sense
from headway.optimize.readers.draft import Draft, Terms
from headway.optimize.readers.lp.tokens import RELATIONS, SECTIONS, Tokens

INFINITE = ("inf", "infinity")
MIRRORED = {"<=": ">=", ">=": "<=", "=": "="}
Side = tuple[Terms, float]


class Sections:
    """One text, as it is read."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.draft = Draft(tokens.where)
        self.bounded: dict[int, None] = {}  # in the order in which they stand among the bounds
        self.unnamed: list[int] = []  # which rows have no name of their own
        self.names: set[str] = set()

    def model(self) -> Model:
        """The model that the text states."""
        tokens = self.tokens
        if tokens.title is not None:
            self.draft.name = tokens.title
        if self.begun() not in ("max", "min"):
            raise tokens.unexpected("the text begins with Maximize or Minimize")
        self.take_objective()
        if self.begun() != "rows":
            raise tokens.unexpected("'Subject To' is expected")
        tokens.take()
        while tokens.next.kind not in ("section", tokens.over.kind):
            self.take_row()
        while (section := self.section()) != "end":
            self.take_section(section)
        if tokens.next is not tokens.over:
            raise tokens.unexpected("the text is over")
        self.name_rows()
        self.join_ranges()
        is_complete = len(self.bounded) == len(self.draft.variables)
        return self.draft.model(tokens.line, list(self.bounded) if is_complete else None)

    def join_ranges(self) -> None:
        """Make two rows that stand for one with two limits that one again, at the place of the first."""
        rows = {row.name: row for row in self.draft.rows}
        gone: set[int] = set()
        for low, high, name, line in self.tokens.ranges:
            one, other = rows.get(low), rows.get(high)
            if one is None or other is None:
                raise self.tokens.fail(line, f"there is no row {(low if one is None else high)!r}")
            if one.terms != other.terms or (one.high, other.low) != (inf, -inf):
                raise self.tokens.fail(
                    line, f"{low!r} and {high!r} can't be one row", "They need the same terms, >= and <=."
                )
            one.name, one.high = name, other.high
            gone.add(id(other))
            del rows[low], rows[high]
        self.draft.rows = [row for row in self.draft.rows if id(row) not in gone]

    def begun(self) -> str:
        """The section that begins here, if one does."""
        return SECTIONS[self.tokens.next.text] if self.tokens.next.kind == "section" else ""

    def section(self) -> str:
        """Step over the word that begins a section, which has to be there."""
        if self.tokens.next.kind != "section":
            raise self.tokens.unexpected("a section, or End, is expected")
        return SECTIONS[self.tokens.take().text]

    def take_section(self, section: str) -> None:
        """Take one of the sections behind the rows."""
        take = {"bounds": self.take_bound, "whole": self.take_whole, "binary": self.take_binary}.get(section)
        token = self.tokens.held[self.tokens.at - 1]
        if take is None and section in ("max", "min", "rows"):
            raise self.tokens.fail(token.line, f"there is a second {token.text!r}")
        while self.tokens.next.kind not in ("section", self.tokens.over.kind):
            if take is None:  # a section without anything in it says nothing
                raise self.tokens.fail(token.line, f"{section} ({token.text!r}) are not known here")
            take()

    def take_objective(self) -> None:
        """Take the objective, with its constant."""
        token = self.tokens.take()
        self.label()
        terms, constant = self.side(can_be_empty=True)
        self.draft.state_objective(Sense(SECTIONS[token.text]), terms, constant, token.line)

    def label(self) -> str | None:
        """The name in front of a colon, if there is one."""
        if self.tokens.after.text != ":" or self.tokens.next.kind not in ("name", "number"):
            return None
        token = self.tokens.take()
        self.tokens.take()
        if token.kind == "number":
            raise self.tokens.fail(token.line, f"{token.text!r} can't be a name", "Names begin with no digit.")
        if token.text.lower() in SECTIONS:
            raise self.tokens.fail(token.line, f"{token.text!r} can't be a name: it begins a section", "Rename it.")
        return token.text

    def take_row(self) -> None:
        """Take a row: ``name: sum <= number``, ``number <= sum <= number``, or ``number >= sum``."""
        line = self.tokens.next.line
        name = self.label()
        is_empty = self.tokens.next.kind == "relation"
        sides, relations = [self.side(can_be_empty=name is not None)], list[str]()
        while self.tokens.next.kind == "relation" and len(sides) < 4:
            relations.append(RELATIONS[self.tokens.take().text])
            # Behind a sum stands a number only: what follows it may be the next row's first variable.
            is_number = is_empty or any(terms for terms, _ in sides)
            sides.append(({}, self.number()) if is_number else self.side())
        if not relations:
            raise self.tokens.unexpected("one of <= >= = is expected")
        if name in self.names:
            raise self.tokens.fail(line, f"the row {name!r} is there twice")
        if name is None:
            self.unnamed.append(len(self.draft.rows))
        else:
            self.names.add(name)
        self.draft.add_row(name or "", *self.limits(sides, relations, line), line)

    def limits(self, sides: list[Side], relations: list[str], line: int) -> tuple[Terms, float, float]:
        """A row's terms and limits, of what stands on its two or three sides."""
        if len(sides) == 2 and sides[1][0]:
            sides, relations = sides[::-1], [MIRRORED[relations[0]]]
        terms, constant = sides[0] if len(sides) == 2 else sides[1]
        if len(sides) == 2:
            side = sides[1][1] - constant
            return terms, -inf if relations[0] == "<=" else side, inf if relations[0] == ">=" else side
        if len(sides) > 3 or sides[0][0] or not terms or relations[0] != relations[1] or relations[0] == "=":
            raise self.tokens.fail(line, "a row with two limits is: number <= sum <= number")
        low, high = (sides[0][1], sides[2][1])[:: 1 if relations[0] == "<=" else -1]
        return terms, low - constant, high - constant

    def side(self, can_be_empty: bool = False) -> Side:
        """Terms and numbers, added up."""
        terms, constant = dict[int, float](), 0.0
        if can_be_empty and self.tokens.next.kind in ("relation", "section"):
            return terms, constant
        is_first = True
        while is_first or self.tokens.next.text in ("+", "-"):
            is_first = False
            coefficient = self.sign()
            if self.tokens.next.kind == "number" or self.is_infinite():
                coefficient *= self.magnitude()
                if not self.is_variable():
                    constant += coefficient
                    continue
            elif not self.is_variable():
                raise self.tokens.unexpected("a term is expected")
            column = self.draft.column(self.tokens.take().text)
            terms[column] = terms.get(column, 0.0) + coefficient
        return terms, constant

    def is_infinite(self) -> bool:
        """Whether the next word is infinity."""
        return self.tokens.next.kind == "name" and self.tokens.next.text.lower() in INFINITE

    def is_variable(self) -> bool:
        """Whether a variable's name comes next, and not that of the next row."""
        return self.tokens.next.kind == "name" and not self.is_infinite() and self.tokens.after.text != ":"

    def sign(self) -> float:
        """The signs that come next, multiplied."""
        sign = 1.0
        while self.tokens.next.text in ("+", "-"):
            sign = sign if self.tokens.take().text == "+" else -sign
        return sign

    def magnitude(self) -> float:
        """The number that comes next, without its sign."""
        token = self.tokens.take()
        return float(token.text) if token.kind == "number" else inf

    def number(self) -> float:
        """A number with its sign, or infinity."""
        sign = self.sign()
        if self.tokens.next.kind != "number" and not self.is_infinite():
            raise self.tokens.unexpected("a number is expected")
        return sign * self.magnitude()

    def relation(self) -> str:
        """The relation that comes next."""
        if self.tokens.next.kind != "relation":
            raise self.tokens.unexpected("one of <= >= = is expected")
        return RELATIONS[self.tokens.take().text]

    def variable(self) -> int:
        """The variable that comes next."""
        if not self.is_variable():
            raise self.tokens.unexpected("the name of a variable is expected")
        return self.draft.column(self.tokens.take().text)

    def take_bound(self) -> None:
        """Take a bound: ``x <= 5``, ``1 <= x <= 5``, ``x = 3``, ``x free``. The last of several holds."""
        line = self.tokens.next.line
        if not self.is_variable():
            low, relation = self.number(), self.relation()
            column = self.variable()
            self.bound(column, MIRRORED[relation], low)
            if self.tokens.next.kind == "relation":
                if relation == "=" or self.relation() != relation:
                    raise self.tokens.fail(line, "two bounds are: number <= name <= number")
                self.bound(column, relation, self.number())
        else:
            column = self.variable()
            if self.tokens.next.kind == "name" and self.tokens.next.text.lower() == "free":
                self.tokens.take()
                self.bound(column, ">=", -inf)
                self.bound(column, "<=", inf)
            else:
                self.bound(column, self.relation(), self.number())
        self.draft.check_limits(self.draft.variables[column], self.draft.lower[column], self.draft.upper[column], line)

    def bound(self, column: int, relation: str, value: float) -> None:
        """Set a lower bound, an upper one, or both."""
        self.bounded[column] = None
        if relation != "<=":
            self.draft.lower[column] = value
        if relation != ">=":
            self.draft.upper[column] = value

    def take_whole(self) -> None:
        """Take a variable that is a whole number."""
        self.draft.integer[self.variable()] = True

    def take_binary(self) -> None:
        """Take a variable that is 0 or 1; bounds between these that are stated hold on."""
        token = self.tokens.next
        column = self.variable()
        low, high = self.draft.lower[column], self.draft.upper[column]
        if column not in self.bounded:
            low, high = 0.0, 1.0
        elif low == 0 and high == inf:
            high = 1.0
        elif not 0 <= low <= high <= 1:
            raise self.tokens.fail(
                token.line, f"{token.text!r} is binary, and its bounds are {low:g} and {high:g}", "Readers differ here."
            )
        self.draft.lower[column], self.draft.upper[column], self.draft.integer[column] = low, high, True

    def name_rows(self) -> None:
        """Give rows without a name one."""
        for at in self.unnamed:
            name = f"c{at + 1}"
            while name in self.names:
                name += "_"
            self.names.add(name)
            self.draft.rows[at].name = name
