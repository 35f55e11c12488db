"""Linear forms: sums of variables times numbers. What is not linear is refused."""

from __future__ import annotations

from headway.optimize.readers.ampl.indexing import Indexing
from headway.optimize.readers.ampl.nodes import Kind, Maker, Node, Scope
from headway.optimize.readers.ampl.values import Terms


class LinearMaker(Maker):
    """Makes the nodes that add themselves, times a factor, to terms."""

    def linear_sum(self, terms: list[tuple[float, Node]], line: int) -> Node:
        """A sum with signs."""
        runs = [(sign, self.linear(node)) for sign, node in terms]

        def add(scope: Scope, into: Terms, factor: float) -> None:
            for sign, run in runs:
                run(scope, into, sign * factor)

        return self.node(Kind.LINEAR, add, line, *(node for _, node in terms))

    def scaled(self, left: Node, right: Node, operator: str, line: int) -> Node:
        """A linear form times or by a number."""
        if left.kind is right.kind is Kind.LINEAR or operator not in ("*", "/"):
            raise self.source.fail(line, f"`{operator}` is applied to variables", "Only linear programmes are read.")
        if operator == "/" and right.kind is Kind.LINEAR:
            raise self.source.fail(line, "a number is divided by variables", "Only linear programmes are read.")
        form, number = (left, right) if left.kind is Kind.LINEAR else (right, left)
        run, factor_of, fail = self.linear(form), self.number(number), self.source.fail

        def multiply(scope: Scope, into: Terms, factor: float) -> None:
            run(scope, into, factor * factor_of(scope))

        def divide(scope: Scope, into: Terms, factor: float) -> None:
            by = factor_of(scope)
            if by == 0:
                raise fail(line, "this divides by 0")
            run(scope, into, factor / by)

        return self.node(Kind.LINEAR, divide if operator == "/" else multiply, line, left, right)

    def linear_if(self, test: Node, one: Node, other: Node, line: int) -> Node:
        """One of two linear forms."""
        holds, yes, no = self.condition(test), self.linear(one), self.linear(other)

        def add(scope: Scope, into: Terms, factor: float) -> None:
            (yes if holds(scope) else no)(scope, into, factor)

        return self.node(Kind.LINEAR, add, line, test, one, other)

    def linear_over(self, indexing: Indexing, body: Node, line: int) -> Node:
        """The sum over an indexing expression."""
        run, width = self.linear(body), body.width

        def add(scope: Scope, into: Terms, factor: float) -> None:
            for _ in indexing.run(scope, width):
                run(scope, into, factor)

        return self.node(Kind.LINEAR, add, line, body)
