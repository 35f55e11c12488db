"""Parsed expressions. Each knows what kind of thing it comes to, and how to work it out where dummy indices have values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from headway.optimize.readers.ampl.source import DEEPEST, MOST_PARTS, Source
from headway.optimize.readers.ampl.values import Members, Terms, Value

Scope = dict[int, Value]  # the value of each dummy index, by its slot


class Kind(StrEnum):
    """What an expression comes to."""

    NUMBER = "a number"
    SYMBOL = "a number or a symbol"
    LOGICAL = "a condition"
    SET = "a set"
    LINEAR = "a linear form"
    TUPLE = "a list in parentheses"


@dataclass(frozen=True, slots=True)
class Node:
    """An expression.

    Attributes:
        run: Works it out for a scope; one that is linear adds itself, times a factor, to terms instead.
        width: How many expressions it is made of: the steps that it takes.
        depth: How many of them stand inside each other.
        dimen: Of a set, how many parts a member has.
        parts: Of a list, its expressions.
    """

    kind: Kind
    run: Callable[..., Any]
    line: int
    width: int = 1
    depth: int = 1
    dimen: int = 0
    parts: tuple[Node, ...] = ()


class Maker:
    """Makes nodes, and looks after their kinds and their depth."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def node(self, kind: Kind, run: Callable[..., Any], line: int, *inside: Node, dimen: int = 0) -> Node:
        """An expression made of others."""
        depth = 1 + max((part.depth for part in inside), default=0)
        if depth > DEEPEST:
            raise self.source.fail(
                line, f"expressions stand in each other more than {DEEPEST} deep", "State it in parts."
            )
        if dimen > MOST_PARTS:
            raise self.source.fail(line, f"the members of a set have {dimen} parts, and {MOST_PARTS} are the most")
        return Node(kind, run, line, 1 + sum(part.width for part in inside), depth, dimen)

    def expected(self, node: Node, what: str) -> Exception:
        """The error that one kind of expression stands where another is expected."""
        hint = "Only linear programmes are read." if node.kind is Kind.LINEAR else ""
        return self.source.fail(node.line, f"{node.kind} stands where {what} is expected", hint)

    def number(self, node: Node) -> Callable[[Scope], float]:
        """Works out a number; a symbol is refused when it turns up."""
        run, line, fail = node.run, node.line, self.source.fail
        if node.kind is Kind.NUMBER:
            return run
        if node.kind is not Kind.SYMBOL:
            raise self.expected(node, "a number")

        def checked(scope: Scope) -> float:
            value = run(scope)
            if isinstance(value, str):
                raise fail(line, f"the symbol {value!r} stands where a number is expected")
            return value  # type: ignore[no-any-return]

        return checked

    def value(self, node: Node) -> Callable[[Scope], Value]:
        """Works out a number or a symbol."""
        if node.kind not in (Kind.NUMBER, Kind.SYMBOL):
            raise self.expected(node, "a number or a symbol")
        return node.run

    def condition(self, node: Node) -> Callable[[Scope], bool]:
        """Works out a condition; a number is one, unless it is 0."""
        if node.kind is Kind.LOGICAL:
            return node.run
        number = self.number(node)
        return lambda scope: number(scope) != 0

    def members(self, node: Node) -> Callable[[Scope], Members]:
        """Works out a set."""
        if node.kind is not Kind.SET:
            raise self.expected(node, "a set")
        return node.run

    def linear(self, node: Node) -> Callable[[Scope, Terms, float], None]:
        """Adds itself, times a factor, to terms."""
        if node.kind is Kind.LINEAR:
            return node.run
        number = self.number(node)

        def add(scope: Scope, terms: Terms, factor: float) -> None:
            terms.constant += factor * number(scope)

        return add

    def key(self, nodes: tuple[Node, ...]) -> Callable[[Scope], tuple[Value, ...]]:
        """Works out subscripts."""
        runs = [self.value(node) for node in nodes]
        if len(runs) == 1:
            (only,) = runs
            return lambda scope: (only(scope),)
        return lambda scope: tuple(run(scope) for run in runs)
