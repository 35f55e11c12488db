"""What expressions of LINGO are worth: a number, or a sum of variables with coefficients and a constant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from headway.optimize.readers.draft import Draft
from headway.optimize.readers.lingo.loops import Scope
from headway.optimize.readers.lingo.sets import Attribute, Group, Member, Sets
from headway.optimize.readers.lingo.syntax import Call, Chain, Loop, Name, Negative, Node, Not, Number, Slot, Sum
from headway.optimize.readers.lingo.tokens import Source


@dataclass
class Linear:
    """A sum of variables, by their columns, and a constant."""

    terms: dict[int, float] = field(default_factory=dict)
    constant: float = 0.0

    def add(self, column: int, coefficient: float) -> None:
        """Add a term."""
        self.terms[column] = self.terms.get(column, 0.0) + coefficient


class Values:
    """Works out expressions, with the loops that are running around them.

    Attributes:
        constants: Numbers of the data that belong to no set.
        slots: Of the member that a set's condition is asked about, the positions.
    """

    def __init__(self, source: Source, draft: Draft) -> None:
        self.source, self.draft = source, draft
        self.constants: dict[str, float] = {}
        self.sets = Sets(source, self._holds, self.constants.get)
        self.scope = Scope(source, self.sets)
        self.slots: Member = ()

    def linear(self, node: Node) -> Linear:
        """An expression as a sum of variables and a constant.

        Raises:
            UnreadableModel: it is not linear, or has a name that means nothing here.
        """
        found = Linear()
        self._add(node, 1.0, found)
        return found

    def number(self, node: Node, what: str) -> float:
        """An expression that has to be a number.

        Raises:
            UnreadableModel: it has variables.
        """
        if isinstance(node, Number):
            return node.value
        found = self.linear(node)
        if found.terms:
            raise self.source.fail(node.at, f"{what} depends on a variable", "Here only numbers and data can stand.")
        return found.constant

    def _add(self, node: Node, factor: float, into: Linear) -> None:
        """Add a multiple of an expression to a sum."""
        if isinstance(node, Number):
            into.constant += factor * node.value
        elif isinstance(node, Name):
            self._add_name(node, factor, into)
        elif isinstance(node, Negative):
            self._add(node.of, -factor, into)
        elif isinstance(node, Chain) and node.rest[0][0] in ("+", "-"):
            self._add(node.first, factor, into)
            for operator, part in node.rest:
                self._add(part, factor if operator == "+" else -factor, into)
        elif isinstance(node, Chain) and node.rest[0][0] in ("*", "/"):
            self._add_product(node, factor, into)
        elif isinstance(node, Sum):
            for _ in self.each(node.loop):
                self._add(node.body, factor, into)
        else:
            into.constant += factor * self._number_only(node)

    def _add_product(self, node: Chain, factor: float, into: Linear) -> None:
        variable: Linear | None = None
        for operator, part in (("*", node.first), *node.rest):
            if isinstance(part, Number):
                factor = self._scaled(factor, operator, part.value, part.at)
                continue
            found = self.linear(part)
            if not found.terms:
                factor = self._scaled(factor, operator, found.constant, part.at)
            elif variable is not None or operator == "/":
                raise self.source.fail(
                    part.at, "a product or quotient of variables is not linear", "Only linear models are read."
                )
            else:
                variable = found
        if variable is None:
            into.constant += factor
            return
        for column, coefficient in variable.terms.items():
            into.add(column, factor * coefficient)
        into.constant += factor * variable.constant

    def _scaled(self, factor: float, operator: str, by: float, at: int) -> float:
        if operator == "*":
            return factor * by
        if by == 0:
            raise self.source.fail(at, "here is divided by 0")
        return factor / by

    def _add_name(self, node: Name, factor: float, into: Linear) -> None:
        found = self.meaning(node)
        if isinstance(found, float):
            into.constant += factor * found
        else:
            into.add(found, factor)

    def meaning(self, node: Name) -> float | int:
        """What a name is: a number (float), or a variable (its column, an int).

        Raises:
            UnreadableModel: it is neither.
        """
        key = node.key
        if key in self.sets.attributes:
            return self._of_attribute(self.sets.attributes[key], node)
        if node.subscripts is not None:
            raise self.source.fail(node.at, f"there is no attribute {node.text!r}", "Declare it in SETS.")
        if key in self.scope.indices:
            return float(self.scope.indices[key][1])
        if key in self.constants:
            return self.constants[key]
        if key in self.sets.groups:
            raise self.source.fail(node.at, f"{node.text!r} is a set, and no variable")
        return self.draft.column(key, node.text)

    def _of_attribute(self, attribute: Attribute, node: Name) -> float | int:
        member = self._member(attribute, node)
        if member in attribute.values:
            return attribute.values[member]
        label = self.sets.label(attribute.group, member)
        return self.draft.column((attribute.name + label).upper(), attribute.name + label)

    def _member(self, attribute: Attribute, node: Name) -> Member:
        group = attribute.group
        members = self.sets.members(group, node.at)
        if node.subscripts is None:
            if (here := self.scope.member_of(group)) is not None:
                return here
            raise self.source.fail(
                node.at, f"{node.text!r} needs subscripts here", f"It belongs to the set {group.name!r}."
            )
        if len(node.subscripts) != len(group.primitives):
            raise self.source.fail(node.at, f"{node.text!r} has {len(group.primitives)} subscripts")
        member = tuple(self._position(p, s) for p, s in zip(group.primitives, node.subscripts, strict=True))
        if member not in members:
            label = self.sets.label(group, member)
            raise self.source.fail(node.at, f"{label} is no member of the set {group.name!r}")
        return member

    def _position(self, primitive: Group, subscript: Node) -> int:
        """A subscript: a member's name, or a number that is its position."""
        self.sets.members(primitive, subscript.at)
        if isinstance(subscript, Name) and subscript.subscripts is None:
            if subscript.key in self.scope.indices:
                return self._checked(primitive, self.scope.indices[subscript.key][1], subscript)
            if subscript.key in primitive.position:
                return primitive.position[subscript.key]
        return self._checked(primitive, self.number(subscript, "a subscript"), subscript)

    def _checked(self, primitive: Group, position: float, node: Node) -> int:
        if not (1 <= position <= len(primitive.labels) and position == int(position)):
            raise self.source.fail(
                node.at,
                f"the subscript is {position:g}, and the set {primitive.name!r} has members 1 to {len(primitive.labels)}",
                "Leave it out by a condition: | I #LT# 3.",
            )
        return int(position)

    def each(self, loop: Loop) -> Iterator[Member]:
        """Go through a set's members that fulfil the loop's condition; meanwhile the loop's indices mean these.

        Raises:
            UnreadableModel: there is no such set, indices that do not fit it, too many steps.
        """
        for index in loop.indices or ():
            if index in self.constants or self.sets.knows(index) or self.draft.knows(index):
                raise self.source.fail(
                    loop.at, f"the index {index!r} is the name of another thing already", "Rename it."
                )
        for member in self.scope.each(loop):
            if loop.condition is None or self.number(loop.condition, "a condition"):
                yield member

    def _holds(self, condition: Node, member: Member) -> bool:
        outer, self.slots = self.slots, member
        try:
            return bool(self.number(condition, "a condition"))
        finally:
            self.slots = outer

    def _number_only(self, node: Slot | Not | Chain | Call) -> float:
        """What is a number in any case."""
        if isinstance(node, Not):
            return float(not self.number(node.of, "what #NOT# is about"))
        if isinstance(node, Slot):
            if not 1 <= node.number <= len(self.slots):
                raise self.source.fail(
                    node.at, f"&{node.number} means nothing here", "It stands in a derived set's condition."
                )
            return float(self.slots[node.number - 1])
        if isinstance(node, Chain):
            return self._of_chain(node)
        return self._of_call(node)

    def _of_chain(self, node: Chain) -> float:
        """A chain of ``^``, comparisons, or ``#AND#`` and ``#OR#``."""
        found = self.number(node.first, f"what {node.rest[0][0]} is about")
        for operator, part in node.rest:
            found = self._power(found, part) if operator == "^" else self._logic(found, operator, part)
        return found

    def _power(self, base: float, exponent: Node) -> float:
        try:
            found = base ** self.number(exponent, "an exponent")
        except (OverflowError, ZeroDivisionError):
            found = float("nan")
        if isinstance(found, complex) or found != found:
            raise self.source.fail(exponent.at, f"{base:g} has no such power")
        return float(found)

    def _logic(self, left: float, operator: str, right: Node) -> float:
        value = self.number(right, f"what {operator} is about")
        return float(LOGIC[operator](left, value))

    def _of_call(self, node: Call) -> float:
        if node.function == "@ABS" and len(node.arguments) == 1:
            return abs(self.number(node.arguments[0], "what @ABS is about"))
        if node.function == "@WRAP" and len(node.arguments) == 2:
            index, limit = (self.number(argument, "what @WRAP is about") for argument in node.arguments)
            return self._wrapped(index, limit, node)
        first = node.arguments[0]
        if isinstance(first, Name) and first.subscripts is None:
            if node.function == "@SIZE" and len(node.arguments) == 1:
                return float(len(self.sets.members(self.sets.group(first.key, first.at), first.at)))
            if node.function == "@INDEX" and len(node.arguments) <= 2:
                return self._index(node.arguments)
            if node.function == "@IN" and len(node.arguments) > 1:
                return self._is_in(self.sets.group(first.key, first.at), node)
        raise self.source.fail(node.at, f"{node.function} has other arguments")

    def _wrapped(self, index: float, limit: float, node: Node) -> float:
        """``@WRAP(i, n)``: i brought into 1 … n by adding or taking off n."""
        if not (limit >= 1 and limit.is_integer() and index.is_integer()):
            raise self.source.fail(node.at, "@WRAP needs whole numbers, the second at least 1")
        return float((int(index) - 1) % int(limit) + 1)

    def _index(self, arguments: tuple[Node, ...]) -> float:
        """``@INDEX([set,] member)``: its position."""
        member = arguments[-1]
        if not isinstance(member, Name):
            raise self.source.fail(member.at, "@INDEX needs the name of a member")
        groups = [self.sets.group(a.key, a.at) for a in arguments[:-1] if isinstance(a, Name)]
        for group in groups or [g for g in self.sets.groups.values() if not g.stated.parents]:
            self.sets.members(group, member.at)
            if member.key in group.position:
                return float(group.position[member.key])
        raise self.source.fail(member.at, f"there is no member {member.text!r}")

    def _is_in(self, group: Group, node: Call) -> float:
        members = self.sets.members(group, node.at)
        if len(node.arguments) - 1 != len(group.primitives):
            raise self.source.fail(node.at, f"a member of {group.name!r} is {len(group.primitives)} positions")
        member = tuple(
            self._position(primitive, argument)
            for primitive, argument in zip(group.primitives, node.arguments[1:], strict=True)
        )
        return float(member in members)


LOGIC: dict[str, Callable[[float, float], bool]] = {
    "#AND#": lambda a, b: bool(a and b),
    "#OR#": lambda a, b: bool(a or b),
    "#EQ#": lambda a, b: a == b,
    "#NE#": lambda a, b: a != b,
    "#GT#": lambda a, b: a > b,
    "#GE#": lambda a, b: a >= b,
    "#LT#": lambda a, b: a < b,
    "#LE#": lambda a, b: a <= b,
}
