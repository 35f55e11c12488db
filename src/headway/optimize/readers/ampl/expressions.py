"""AMPL's expressions, read into nodes, by operator precedence.

Source: AMPL (2nd ed.), table A-1 (operators, from the loosest to the tightest) and A.4 to A.6.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan
from operator import add as plus
from operator import mul
from typing import Any

from headway.optimize.readers.ampl.entities import Named, ParamEntity, SetEntity, VarEntity
from headway.optimize.readers.ampl.functions import ARITHMETIC, COMPARISONS, FUNCTIONS
from headway.optimize.readers.ampl.lexer import Lexer, Token
from headway.optimize.readers.ampl.linear import LinearMaker
from headway.optimize.readers.ampl.nodes import Kind, Node, Scope
from headway.optimize.readers.ampl.set_expressions import OF_SETS, SetParser
from headway.optimize.readers.ampl.source import DEEPEST, LONGEST_SYMBOL
from headway.optimize.readers.ampl.values import plain

OR, AND, NOT, COMPARE, CONCAT, UNION, INTER, CROSS, RANGE, ADD, MULTIPLY, UNARY, POWER = range(1, 14)
LEVELS = {
    **dict.fromkeys(("or", "||"), OR),
    **dict.fromkeys(("and", "&&"), AND),
    **dict.fromkeys((*COMPARISONS, "in", "within"), COMPARE),
    "&": CONCAT,
    **dict.fromkeys(("union", "diff", "symdiff"), UNION),
    "inter": INTER,
    "cross": CROSS,
    "..": RANGE,
    **dict.fromkeys(("+", "-", "less"), ADD),
    **dict.fromkeys(("*", "/", "div", "mod"), MULTIPLY),
    **dict.fromkeys(("^", "**"), POWER),
}

# What a reduction does with what it has and what comes, and what it has of nothing.
FOLDS: dict[str, tuple[Callable[[float, float], float], float | None]] = {
    "sum": (plus, 0.0),
    "prod": (mul, 1.0),
    "min": (min, None),
    "max": (max, None),
}


class ExpressionParser(SetParser, LinearMaker):
    """Reads expressions off a lexer. ``names`` are the things declared so far."""

    def __init__(self, lexer: Lexer, names: dict[str, Named]) -> None:
        super().__init__(lexer)
        self.names = names
        self._nesting = 0

    def expression(self, level: int = OR) -> Node:
        """The longest expression whose operators bind at least as tightly as the level."""
        self._nesting += 1
        if self._nesting > DEEPEST:
            raise self.source.fail(self.lexer.peek().line, f"expressions stand in each other more than {DEEPEST} deep")
        left = self._prefix()
        while (found := self._operator()) and LEVELS[found] >= level:
            left = self._infix(left, found)
        self._nesting -= 1
        return left

    def operand(self) -> Node:
        """An expression that is no condition."""
        return self.expression(CONCAT)

    def set_operand(self) -> Node:
        """An expression that is no condition, and joins no symbols."""
        return self.expression(UNION)

    def condition_operand(self) -> Node:
        """Any expression."""
        return self.expression(OR)

    def primary(self) -> Node:
        """One without operators around it, or in parentheses."""
        return self.expression(UNARY)

    def _operator(self) -> str:
        """The infix operator that is next; empty where there is none."""
        token = self.lexer.peek()
        if token.is_name("not", "!") and self.lexer.peek(1).is_name("in", "within"):
            return str(self.lexer.peek(1).value)
        return str(token.value) if token.kind in ("mark", "name") and token.value in LEVELS else ""

    def _infix(self, left: Node, operator: str) -> Node:
        if operator in ("+", "-"):
            return self._added(left)
        is_negated = self.lexer.takes_name("not")
        line = self.lexer.take().line
        level = LEVELS[operator]
        right = self.expression(UNARY if level == POWER else level + 1)
        if operator in ("in", "within"):
            return self.membership(left, right, operator, is_negated, line)
        if level in (OR, AND):
            return self._joined(left, right, operator, line)
        if level == COMPARE:
            return self._compared(left, right, operator, line)
        if level == CONCAT:
            return self._concatenated(left, right, line)
        if level == RANGE:
            step = self.expression(ADD) if self.lexer.takes_name("by") else None
            return self.range(left, right, step, line)
        if level in (UNION, INTER, CROSS):
            return self.combined(left, right, operator, line)
        return self._arithmetic(left, right, operator, line)

    def _concatenated(self, left: Node, right: Node, line: int) -> Node:
        one, other, fail = self.value(left), self.value(right), self.source.fail

        def run(scope: Scope) -> str:
            found = plain(one(scope)) + plain(other(scope))
            if len(found) > LONGEST_SYMBOL:
                raise fail(line, f"a symbol has more than {LONGEST_SYMBOL:,} characters")
            return found

        return self.node(Kind.SYMBOL, run, line, left, right)

    def _added(self, first: Node) -> Node:
        """A sum of any number of terms, which stand beside each other and not inside."""
        line, terms = self.lexer.peek().line, [(1.0, first)]
        while self.lexer.peek().is_mark("+", "-"):
            sign = 1.0 if self.lexer.take().value == "+" else -1.0
            terms.append((sign, self.expression(MULTIPLY)))
        nodes = [node for _, node in terms]
        if any(node.kind is Kind.LINEAR for node in nodes):
            return self.linear_sum(terms, line)
        numbers = [(sign, self.number(node)) for sign, node in terms]
        start, rest = numbers[0][1], numbers[1:]

        def run(scope: Scope) -> float:
            total = start(scope)
            for sign, number in rest:
                total += sign * number(scope)
            return total

        return self.node(Kind.NUMBER, run, line, *nodes)

    def _arithmetic(self, left: Node, right: Node, operator: str, line: int) -> Node:
        if Kind.LINEAR in (left.kind, right.kind):
            return self.scaled(left, right, operator, line)
        return self.computed(ARITHMETIC[operator], (left, right), line)

    def computed(self, function: Callable[..., float], arguments: tuple[Node, ...], line: int) -> Node:
        """A function of numbers; where it has no value the line is refused."""
        numbers, fail = [self.number(node) for node in arguments], self.source.fail

        def run(scope: Scope) -> float:
            given = [number(scope) for number in numbers]
            try:
                found = function(*given)
            except (ArithmeticError, ValueError):
                found = float("nan")
            if isnan(found):
                raise fail(line, f"this has no value for {', '.join(map(plain, given))}")
            return found

        return self.node(Kind.NUMBER, run, line, *arguments)

    def _joined(self, left: Node, right: Node, operator: str, line: int) -> Node:
        one, other = self.condition(left), self.condition(right)
        if operator in ("or", "||"):
            return self.node(Kind.LOGICAL, lambda scope: one(scope) or other(scope), line, left, right)
        return self.node(Kind.LOGICAL, lambda scope: one(scope) and other(scope), line, left, right)

    def _compared(self, left: Node, right: Node, operator: str, line: int) -> Node:
        one, other, compare, fail = self.value(left), self.value(right), COMPARISONS[operator], self.source.fail

        def run(scope: Scope) -> bool:
            here, there = one(scope), other(scope)
            try:
                return compare(here, there)
            except TypeError:
                raise fail(line, f"{here!r} and {there!r} have no order") from None

        return self.node(Kind.LOGICAL, run, line, left, right)

    def _prefix(self) -> Node:
        token = self.lexer.take()
        if token.kind == "number":
            value = token.value
            return self.node(Kind.NUMBER, lambda scope: value, token.line)
        if token.kind == "string":
            text = token.value
            return self.node(Kind.SYMBOL, lambda scope: text, token.line)
        if token.is_mark("-", "+"):
            return self._signed(token)
        if token.is_mark("!") or token.is_name("not"):
            inside = self.expression(NOT)
            holds = self.condition(inside)
            return self.node(Kind.LOGICAL, lambda scope: not holds(scope), token.line, inside)
        if token.is_mark("("):
            return self._parenthesised(token)
        if token.is_mark("{"):
            return self.braced(token)
        if token.kind == "name":
            return self._named(token)
        raise self.source.fail(token.line, f"{token} stands where an expression is expected")

    def _signed(self, token: Token) -> Node:
        inside = self.expression(UNARY)
        if token.value == "+":
            self.linear(inside)  # a number, or linear
            return inside
        if inside.kind is Kind.LINEAR:
            return self.linear_sum([(-1.0, inside)], token.line)
        number = self.number(inside)
        return self.node(Kind.NUMBER, lambda scope: -number(scope), token.line, inside)

    def _parenthesised(self, token: Token) -> Node:
        parts = [self.expression()]
        while self.lexer.takes_mark(","):
            parts.append(self.expression())
        self.lexer.expect(")")
        if len(parts) == 1:
            return parts[0]
        return Node(Kind.TUPLE, self.key(tuple(parts)), token.line, len(parts), 1, len(parts), tuple(parts))

    def _named(self, token: Token) -> Node:
        name, line = str(token.value), token.line
        slot = self.slot_of(name)
        if slot is not None:
            return self.node(Kind.SYMBOL, lambda scope: scope[slot], line)
        if name in self.names:
            return self._entity(self.names[name], line)
        if name == "Infinity":
            return self.node(Kind.NUMBER, lambda scope: inf, line)
        if name == "if":
            return self._if(line)
        if name in ("sum", "prod", "min", "max", "exists", "forall", "setof") and self.lexer.peek().is_mark("{"):
            return self._over(name, line)
        if name in FUNCTIONS and self.lexer.peek().is_mark("("):
            return self._called(name, line)
        if name in OF_SETS and self.lexer.peek().is_mark("("):
            return self.of_set(name, line)
        raise self.source.fail(line, f"`{name}` is not declared, nor a function or word that is known here")

    def _entity(self, entity: Named, line: int) -> Node:
        parts = self._subscripts() if self.lexer.takes_mark("[") else ()
        if len(parts) != entity.subscripts:
            raise self.source.fail(
                line, f"`{entity.name}` has {entity.subscripts} subscripts, and {len(parts)} stand here"
            )
        if self.lexer.peek().is_mark("."):
            raise self.source.fail(line, f"a suffix of `{entity.name}` stands here", "They belong to solutions.")
        key: Callable[[Scope], Any] = self.key(parts) if parts else (lambda scope: ())
        if isinstance(entity, VarEntity):
            column = entity.column

            def add(scope: Scope, terms: Any, factor: float) -> None:
                terms.add(column(key(scope), line), factor)

            return self.node(Kind.LINEAR, add, line, *parts)
        if isinstance(entity, SetEntity):
            members = entity.members
            return self.node(Kind.SET, lambda scope: members(key(scope), line), line, *parts, dimen=entity.dimen)
        value = entity.value
        kind = Kind.SYMBOL if isinstance(entity, ParamEntity) and entity.is_symbolic else Kind.NUMBER
        return self.node(kind, lambda scope: value(key(scope), line), line, *parts)

    def _subscripts(self) -> tuple[Node, ...]:
        parts = [self.operand()]
        while self.lexer.takes_mark(","):
            parts.append(self.operand())
        self.lexer.expect("]")
        return tuple(parts)

    def _called(self, name: str, line: int) -> Node:
        function, fewest, most = FUNCTIONS[name]
        arguments = self.arguments()
        if not fewest <= len(arguments) <= most:
            raise self.source.fail(line, f"`{name}` is given {len(arguments)} arguments")
        if any(argument.kind is Kind.LINEAR for argument in arguments):
            raise self.source.fail(line, f"`{name}` of variables is not linear", "Only linear programmes are read.")
        if name in ("min", "max") and len(arguments) == 1:
            return self.computed(lambda only: only, arguments, line)
        return self.computed(function, arguments, line)

    def arguments(self) -> tuple[Node, ...]:
        """What stands in the parentheses behind a function."""
        self.lexer.expect("(")
        parts = [self.set_operand()]
        while self.lexer.takes_mark(","):
            parts.append(self.set_operand())
        self.lexer.expect(")")
        return tuple(parts)

    def _if(self, line: int) -> Node:
        test = self.expression()
        if not self.lexer.takes_name("then"):
            raise self.source.fail(self.lexer.peek().line, f"{self.lexer.peek()} stands where `then` is expected")
        one = self.operand()
        zero = self.node(Kind.NUMBER, lambda scope: 0.0, line)
        other = self.operand() if self.lexer.takes_name("else") else zero
        holds = self.condition(test)
        if Kind.LINEAR in (one.kind, other.kind):
            return self.linear_if(test, one, other, line)
        if Kind.SET in (one.kind, other.kind):
            yes, no = self.members(one), self.members(other)
            self.check_dimensions(one, other, line)
            return self.node(
                Kind.SET,
                lambda scope: yes(scope) if holds(scope) else no(scope),
                line,
                test,
                one,
                other,
                dimen=one.dimen,
            )
        here, there = self.value(one), self.value(other)
        kind = Kind.NUMBER if one.kind is other.kind is Kind.NUMBER else Kind.SYMBOL
        return self.node(kind, lambda scope: here(scope) if holds(scope) else there(scope), line, test, one, other)

    def _over(self, name: str, line: int) -> Node:
        """A sum, a product and the like over an indexing expression."""
        with self.dummies():
            indexing = self.indexing()
            if name == "setof":
                return self.set_of(indexing, self.primary(), line)
            body = self.expression(NOT if name in ("exists", "forall") else MULTIPLY)
        if name in ("exists", "forall"):
            return self._quantified(name, indexing, body, line)
        if body.kind is Kind.LINEAR:
            if name != "sum":
                raise self.source.fail(line, f"`{name}` is taken over variables", "Only linear programmes are read.")
            return self.linear_over(indexing, body, line)
        number, width, run, fail = self.number(body), body.width, indexing.run, self.source.fail
        fold, start = FOLDS[name]

        def folded(scope: Scope) -> float:
            total = start
            for _ in run(scope, width):
                value = number(scope)
                total = value if total is None else fold(total, value)
            if total is None:
                raise fail(line, f"`{name}` is taken over nothing")
            return total

        return self.node(Kind.NUMBER, folded, line, body)

    def _quantified(self, name: str, indexing: Any, body: Node, line: int) -> Node:
        holds, width, fold = self.condition(body), body.width, any if name == "exists" else all
        run = indexing.run
        return self.node(Kind.LOGICAL, lambda scope: fold(holds(scope) for _ in run(scope, width)), line, body)
