"""AMPL's declarations: sets, parameters, variables, the objective and the constraints.

Source: AMPL (2nd ed.), A.5 to A.9; GNU MathProg, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from headway.optimize.model import Sense
from headway.optimize.readers.ampl.entities import Check, Named, ParamEntity, SetEntity, VarEntity
from headway.optimize.readers.ampl.expressions import LEVELS, ExpressionParser
from headway.optimize.readers.ampl.functions import COMPARISONS
from headway.optimize.readers.ampl.indexing import Indexing
from headway.optimize.readers.ampl.lexer import Lexer, Token
from headway.optimize.readers.ampl.nodes import Kind, Node, Scope
from headway.optimize.readers.ampl.values import Members, Value

WORDS = frozenset((*LEVELS, *"if then else by not sum prod min max set param var minimize maximize Infinity".split()))  # noqa: SIM905
RELATIONS = ("<=", ">=", "=", "==")

T = TypeVar("T")


@dataclass(frozen=True)
class Stated:
    """An objective, a constraint or a check: its parts, and the relations between these."""

    name: str
    alias: str
    line: int
    indexing: Indexing | None
    parts: tuple[Node, ...]
    relations: tuple[str, ...] = ()


@dataclass
class Declarations:
    """All that a text states."""

    names: dict[str, Named] = field(default_factory=dict)
    sense: Sense = Sense.MIN
    objective: Stated | None = None
    constraints: list[Stated] = field(default_factory=list)
    checks: list[Stated] = field(default_factory=list)

    def of_kind(self, kind: type[T]) -> list[T]:
        """What is declared of a kind, in order."""
        return [entity for entity in self.names.values() if isinstance(entity, kind)]


class StatementParser(ExpressionParser):
    """Reads declarations off a lexer, whose next word begins one."""

    def __init__(self, lexer: Lexer) -> None:
        self.found = Declarations()
        super().__init__(lexer, self.found.names)
        self._taken: set[str] = set()

    def set(self) -> None:
        """Read the declaration of a set."""
        name, alias = self._name("a set")
        with self.dummies():
            entity = SetEntity(self.source, str(name.value), name.line, alias, self._domain())
            self.names[entity.name] = entity
            dimensions: list[tuple[int, int]] = []
            while not self._is_over():
                self._set_attribute(entity, dimensions)
        for dimen, line in dimensions:
            if dimen != dimensions[0][0]:
                raise self.source.fail(line, f"`{entity.name}` has {dimen} parts here and {dimensions[0][0]} before")

    def _set_attribute(self, entity: SetEntity, dimensions: list[tuple[int, int]]) -> None:
        token = self.lexer.take()
        if token.is_name("dimen"):
            dimensions.append((self._dimension(self.lexer.take()), token.line))
        elif token.is_name("within"):
            larger = self.set_operand()
            entity.within.append(self.members(larger))
            dimensions.append((larger.dimen, token.line))
        elif token.is_mark(":=", "=") or token.is_name("default"):
            members = self.set_operand()
            self._check_undefined(entity.name, entity.defined is not None, token)
            entity.defined, entity.is_default = self.members(members), token.is_name("default")
            dimensions.append((members.dimen, token.line))
        elif not token.is_name("ordered", "circular"):
            raise self._unexpected(token, f"the set `{entity.name}`")
        if dimensions:
            entity.dimen = dimensions[0][0]

    def _dimension(self, token: Token) -> int:
        if not isinstance(token.value, float) or token.value not in range(1, 21):
            raise self.source.fail(token.line, f"{token} is no dimension", "Give a whole number from 1 to 20.")
        return int(token.value)

    def param(self) -> None:
        """Read the declaration of a parameter."""
        name, alias = self._name("a parameter")
        with self.dummies():
            entity = ParamEntity(self.source, str(name.value), name.line, alias, self._domain())
            self.names[entity.name] = entity
            while not self._is_over():
                self._param_attribute(entity)

    def _param_attribute(self, entity: ParamEntity) -> None:
        token = self.lexer.take()
        if token.is_name("symbolic"):
            entity.is_symbolic = True
        elif token.is_name("integer"):
            entity.checks.append((lambda scope, value: _is_whole(value), "a whole number"))
        elif token.is_name("binary"):
            entity.checks.append((lambda scope, value: value in (0, 1), "0 or 1"))
        elif token.is_mark(":=", "=", "==") or token.is_name("default"):
            node = self.operand()
            rule = self.value(node) if entity.is_symbolic else self.number(node)
            is_default = token.is_name("default")
            self._check_undefined(entity.name, bool(entity.default if is_default else entity.defined), token)
            entity.default, entity.defined = (rule, entity.defined) if is_default else (entity.default, rule)
        elif token.is_name("in"):
            entity.checks.append(self._is_in(self.set_operand(), entity.name))
        elif token.kind == "mark" and token.value in COMPARISONS:
            entity.checks.append(self._holds(str(token.value), self.operand()))
        else:
            raise self._unexpected(token, f"the parameter `{entity.name}`")

    def _is_in(self, node: Node, name: str) -> Check:
        members: Callable[[Scope], Members] = self.members(node)
        if node.dimen != 1:
            raise self.source.fail(node.line, f"`{name}` is to be in a set of {node.dimen} parts")
        return (lambda scope, value: (value,) in members(scope)), "one of a set"

    def _holds(self, sign: str, node: Node) -> Check:
        limit, compare = self.value(node), COMPARISONS[sign]

        def is_allowed(scope: Scope, value: Value) -> bool:
            bound = limit(scope)
            return isinstance(value, str) == isinstance(bound, str) and compare(value, bound)

        return is_allowed, f"`{sign}` a limit"

    def var(self) -> None:
        """Read the declaration of variables."""
        name, alias = self._name("a variable")
        with self.dummies():
            entity = VarEntity(self.source, str(name.value), name.line, alias, self._domain())
            while not self._is_over():
                self._var_attribute(entity)
        self.names[entity.name] = entity

    def _var_attribute(self, entity: VarEntity) -> None:
        token = self.lexer.take()
        if token.is_name("integer"):
            entity.is_integer = True
        elif token.is_name("binary"):
            entity.is_integer = True
            entity.lower.append(lambda scope: 0.0)
            entity.upper.append(lambda scope: 1.0)
        elif token.is_mark(*RELATIONS):
            bound = self.number(self._limit(entity.name))
            if token.value != "<=":
                entity.lower.append(bound)
            if token.value != ">=":
                entity.upper.append(bound)
        elif token.is_mark(":=") or token.is_name("default"):
            self.number(self.operand())  # where a solver may begin: no part of the model
        else:
            raise self._unexpected(token, f"the variable `{entity.name}`")

    def _limit(self, name: str) -> Node:
        node = self.operand()
        if node.kind is Kind.LINEAR:
            raise self.source.fail(node.line, f"`{name}` is bounded by variables", "State that as a constraint.")
        return node

    def objective(self, sense: Sense) -> None:
        """Read the objective."""
        name, alias = self._name("an objective")
        if self.found.objective:
            raise self.source.fail(name.line, f"`{name.value}` is a second objective", "Leave one.")
        if self.lexer.peek().is_mark("{"):
            raise self.source.fail(name.line, f"the objective `{name.value}` has index sets", "State one objective.")
        self.lexer.expect(":", "behind the name of the objective")
        node = self.operand()
        self.linear(node)
        self.lexer.expect(";", "behind the objective")
        self.found.sense = sense
        self.found.objective = Stated(str(name.value), alias, name.line, None, (node,))

    def constraint(self) -> None:
        """Read a constraint, from its name on."""
        name, alias = self._name("a constraint")
        with self.dummies():
            indexing = self._domain()
            self.lexer.expect(":", "behind the name of the constraint")
            parts, relations = [self.operand()], list[str]()
            while not self.lexer.takes_mark(";"):
                token = self.lexer.take()
                if not token.is_mark(*RELATIONS) or len(relations) == 2:
                    known = ", ".join(f"`{sign}`" for sign in RELATIONS)
                    raise self.source.fail(token.line, f"{token} stands where one of {known} or `;` is expected")
                relations.append(str(token.value))
                parts.append(self.operand())
        stated = Stated(str(name.value), alias, name.line, indexing, tuple(parts), tuple(relations))
        self._check_relations(stated)
        self.found.constraints.append(stated)

    def _check_relations(self, stated: Stated) -> None:
        for part in stated.parts:
            self.linear(part)
        if not stated.relations:
            raise self.source.fail(stated.line, f"the constraint `{stated.name}` has no relation", "Give it a side.")
        if len(stated.relations) == 2:
            if stated.relations[0] != stated.relations[1] or stated.relations[0] in ("=", "=="):
                raise self.source.fail(
                    stated.line, f"the two relations of `{stated.name}` are not both `<=` or both `>=`"
                )
            if Kind.LINEAR in (stated.parts[0].kind, stated.parts[2].kind):
                raise self.source.fail(
                    stated.line, f"variables stand at an end of `{stated.name}`", "State it as two constraints."
                )

    def check(self) -> None:
        """Read a condition that the data have to fulfil."""
        line = self.lexer.peek().line
        with self.dummies():
            indexing = self._domain()
            self.lexer.expect(":", "behind `check`")
            node = self.expression()
            self.condition(node)
            self.lexer.expect(";", "behind the condition")
        self.found.checks.append(Stated("check", "", line, indexing, (node,)))

    def _name(self, what: str) -> tuple[Token, str]:
        """A name that is new, and the alias behind it if there is one."""
        token = self.lexer.expect_name(f"the name of {what}")
        name = str(token.value)
        if name in WORDS or not name.isidentifier():
            raise self.source.fail(token.line, f"`{name}` is a word of AMPL's, and no name")
        if name in self.names or name in self._taken:
            raise self.source.fail(token.line, f"`{name}` is declared twice")
        self._taken.add(name)
        return token, str(self.lexer.take().value) if self.lexer.peek().kind == "string" else ""

    def _domain(self) -> Indexing | None:
        return self.indexing() if self.lexer.peek().is_mark("{") else None

    def _is_over(self) -> bool:
        self.lexer.takes_mark(",")
        return self.lexer.takes_mark(";")

    def _check_undefined(self, name: str, is_defined: bool, token: Token) -> None:
        if is_defined:
            raise self.source.fail(token.line, f"`{name}` is defined twice")

    def _unexpected(self, token: Token, where: str) -> Exception:
        return self.source.fail(token.line, f"{token} can't stand in the declaration of {where}")


def _is_whole(value: Value) -> bool:
    return isinstance(value, float) and value.is_integer()
