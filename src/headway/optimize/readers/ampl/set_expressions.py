"""AMPL's sets as they are written: indexing expressions, ranges, literals, unions and their like."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, islice
from typing import Any

from headway.optimize.readers.ampl.data_values import arithmetic
from headway.optimize.readers.ampl.indexing import Entry, Indexing
from headway.optimize.readers.ampl.lexer import Lexer, Token
from headway.optimize.readers.ampl.nodes import Kind, Maker, Node, Scope
from headway.optimize.readers.ampl.source import MOST_MEMBERS, STEPS_A_MEMBER
from headway.optimize.readers.ampl.values import Key, Members, Value

OF_SETS = {"card": 1, "first": 1, "last": 1, "next": 2, "prev": 2, "ord": 2}  # and how many arguments each takes
NO_KEY: Callable[[Scope], Key] = lambda scope: ()  # noqa: E731


class SetParser(Maker, ABC):
    """The part of reading expressions that has to do with sets."""

    names: dict[str, Any]

    def __init__(self, lexer: Lexer) -> None:
        super().__init__(lexer.source)
        self.lexer = lexer
        self._open: list[dict[str, int]] = []
        self._slots = count()
        self._set_of_slot: dict[int, Node] = {}  # of the dummies that stand alone before `in`
        self._ranges: dict[tuple[float, float, float], Members] = {}

    @abstractmethod
    def operand(self) -> Node:
        """An expression that is no condition."""

    @abstractmethod
    def set_operand(self) -> Node:
        """An expression that is no condition, and joins no symbols."""

    @abstractmethod
    def condition_operand(self) -> Node:
        """Any expression."""

    @abstractmethod
    def arguments(self) -> tuple[Node, ...]:
        """What stands in the parentheses behind a function."""

    @contextmanager
    def dummies(self) -> Iterator[None]:
        """While it lasts, the dummy indices of an indexing expression are known."""
        self._open.append({})
        yield
        self._open.pop()

    def slot_of(self, name: str) -> int | None:
        """The slot of a dummy index that is known here; None where there is none."""
        return next((level[name] for level in reversed(self._open) if name in level), None)

    def indexing(self) -> Indexing:
        """``{…}``; its dummies are known as long as the :meth:`dummies` around it."""
        return self._rest_of_indexing(self.lexer.expect("{").line, [self._entry()])

    def _rest_of_indexing(self, line: int, entries: list[tuple[Entry, Node]]) -> Indexing:
        while self.lexer.takes_mark(","):
            entries.append(self._entry())
        condition = self.condition_operand() if self.lexer.takes_mark(":") else None
        self.lexer.expect("}")
        if len(entries) > 20:
            raise self.source.fail(line, "more than 20 index sets stand here")
        width = 1 + (condition.width if condition else 0)
        holds = self.condition(condition) if condition else None
        return Indexing(self.source, line, tuple(entry for entry, _ in entries), holds, width)

    def _entry(self) -> tuple[Entry, Node]:
        """``i in I``, ``(i,j) in E`` or a set alone."""
        if self.lexer.peek().kind == "name" and self.lexer.peek(1).is_name("in"):
            return self._bound([self.lexer.take()])
        if self.lexer.peek().is_mark("(") and self._is_dummies():
            self.lexer.take()
            parts: list[Token | Node] = [self._dummy()]
            while self.lexer.takes_mark(","):
                parts.append(self._dummy())
            self.lexer.expect(")")
            return self._bound(parts)
        return self._unnamed(self.set_operand())

    def _is_dummies(self) -> bool:
        """Whether the parentheses that open here are followed by ``in``."""
        depth, ahead = 0, 0
        while ahead < 200:
            token = self.lexer.peek(ahead)
            depth += token.is_mark("(") - token.is_mark(")")
            ahead += 1
            if token.kind == "end" or token.is_mark(";"):
                return False
            if depth == 0:
                return self.lexer.peek(ahead).is_name("in")
        return False

    def _dummy(self) -> Token | Node:
        """A new dummy, or the value that this part is to have."""
        token = self.lexer.peek()
        is_new = (
            token.kind == "name" and self.lexer.peek(1).is_mark(",", ")") and self.slot_of(str(token.value)) is None
        )
        return self.lexer.take() if is_new and token.value not in self.names else self.operand()

    def _bound(self, parts: list[Token | Node] | list[Token]) -> tuple[Entry, Node]:
        line = self.lexer.take().line  # the word `in`
        node = self.set_operand()
        members = self.members(node)
        if node.dimen != len(parts):
            raise self.source.fail(line, f"{len(parts)} dummy indices stand for members of {node.dimen} parts")
        slots = {at: self._new_slot(part) for at, part in enumerate(parts) if isinstance(part, Token)}
        given = {at: part for at, part in enumerate(parts) if isinstance(part, Node)}
        if len(slots) == 0:
            raise self.source.fail(line, "no dummy index is new here")
        if len(parts) == 1:
            self._set_of_slot[slots[0]] = node
        key = self.key(tuple(given.values())) if given else NO_KEY
        return Entry(members, slots, tuple(given), key), node

    def _new_slot(self, token: Token) -> int:
        name = str(token.value)
        if self.slot_of(name) is not None or name in self.names:
            raise self.source.fail(
                token.line, f"`{name}` already means something here", "Give the dummy index another name."
            )
        slot = next(self._slots)
        self._open[-1][name] = slot
        return slot

    def _unnamed(self, node: Node) -> tuple[Entry, Node]:
        slots = {at: next(self._slots) for at in range(node.dimen)}
        return Entry(self.members(node), slots, (), NO_KEY), node

    def braced(self, token: Token) -> Node:
        """A set in braces, of which the first is taken: members one by one, or an indexing expression."""
        line = token.line
        if self.lexer.takes_mark("}"):
            return self.node(Kind.SET, lambda scope: Members(()), line, dimen=1)
        with self.dummies():
            has_dummies = self.lexer.peek(1).is_name("in") or (self.lexer.peek().is_mark("(") and self._is_dummies())
            if has_dummies:
                entries = [self._entry()]
            else:
                first = self.set_operand()
                if first.kind is not Kind.SET:
                    return self._literal(first, line)
                entries = [self._unnamed(first)]
            indexing = self._rest_of_indexing(line, entries)
        inside = [node for _, node in entries]
        return self.node(
            Kind.SET, lambda scope: self._collected(indexing.run(scope), line), line, *inside, dimen=indexing.dimen
        )

    def _collected(self, keys: Iterator[Key], line: int) -> Members:
        """A set of what comes, as long as that is not too much."""
        found = Members(islice(keys, MOST_MEMBERS + 1))
        self.source.check_size(len(found), line, "a set")
        self.source.spend(STEPS_A_MEMBER * len(found), line)
        return found

    def _literal(self, first: Node, line: int) -> Node:
        parts = [first]
        while self.lexer.takes_mark(","):
            parts.append(self.set_operand())
        self.lexer.expect("}")
        dimen = max(first.dimen, 1)
        keys = [self._member(part, dimen) for part in parts]
        flat = [inner for part in parts for inner in part.parts or (part,)]
        return self.node(Kind.SET, lambda scope: Members(key(scope) for key in keys), line, *flat, dimen=dimen)

    def _member(self, part: Node, dimen: int) -> Callable[[Scope], Key]:
        if max(part.dimen, 1) != dimen or part.kind is Kind.SET:
            raise self.source.fail(part.line, f"{part.kind} stands among members of {dimen} parts")
        return part.run if part.kind is Kind.TUPLE else self.key((part,))

    def range(self, low: Node, high: Node, step: Node | None, line: int) -> Node:
        """``low..high by step``; each is made once."""
        start, stop, source, known = self.number(low), self.number(high), self.source, self._ranges
        by = self.number(step) if step else (lambda scope: 1.0)

        def run(scope: Scope) -> Members:
            ends = start(scope), stop(scope), by(scope)
            if any(abs(end) > 1e15 for end in ends):
                raise source.fail(line, "a range has an end that is too large")
            if ends not in known:
                known[ends] = Members((value,) for value in arithmetic(*ends, line, source))
            return known[ends]

        return self.node(Kind.SET, run, line, low, high, *([step] if step else []), dimen=1)

    def combined(self, left: Node, right: Node, operator: str, line: int) -> Node:
        """A union and the like."""
        one, other, source = self.members(left), self.members(right), self.source
        if operator == "cross":
            dimen = left.dimen + right.dimen
        else:
            self.check_dimensions(left, right, line)
            dimen = left.dimen

        def run(scope: Scope) -> Members:
            here, there = one(scope), other(scope)
            size = len(here) * len(there) if operator == "cross" else len(here) + len(there)
            source.check_size(size, line, "a set")
            source.spend(STEPS_A_MEMBER * size, line)
            return Members(COMBINED[operator](here, there))

        return self.node(Kind.SET, run, line, left, right, dimen=dimen)

    def check_dimensions(self, left: Node, right: Node, line: int) -> None:
        """Raise where the members of two sets have not as many parts."""
        if left.dimen != right.dimen:
            raise self.source.fail(line, f"a set of {left.dimen} parts meets one of {right.dimen}")

    def membership(self, left: Node, right: Node, operator: str, is_negated: bool, line: int) -> Node:
        """``in`` and ``within``, and their contraries."""
        allowed, source = self.members(right), self.source
        if operator == "in":
            key = left.run if left.kind is Kind.TUPLE else self.key((left,))
            if max(left.dimen, 1) != right.dimen:
                raise self.source.fail(
                    line, f"a list of {max(left.dimen, 1)} is looked for in a set of {right.dimen} parts"
                )
            inside = left.parts or (left,)
            return self.node(
                Kind.LOGICAL, lambda scope: (key(scope) in allowed(scope)) != is_negated, line, *inside, right
            )
        smaller = self.members(left)
        self.check_dimensions(left, right, line)

        def run(scope: Scope) -> bool:
            here, there = smaller(scope), allowed(scope)
            source.spend(len(here), line)
            return all(item in there for item in here.items) != is_negated

        return self.node(Kind.LOGICAL, run, line, left, right)

    def set_of(self, indexing: Indexing, body: Node, line: int) -> Node:
        """The set of what a list comes to: ``setof {…} (i,j)``."""
        key = body.run if body.kind is Kind.TUPLE else self.key((body,))
        inside, width = body.parts or (body,), body.width
        dimen = max(body.dimen, 1)

        def run(scope: Scope) -> Members:
            return self._collected((key(scope) for _ in indexing.run(scope, width)), line)

        return self.node(Kind.SET, run, line, *inside, dimen=dimen)

    def of_set(self, name: str, line: int) -> Node:
        """``card(S)``, ``first(S)``, ``next(i,S)`` and their like; ``next(i)`` is in the set that the dummy runs through."""
        own = self._own_set() if name in ("next", "prev", "ord") else ()
        arguments = (*self.arguments(), *own)
        if len(arguments) != OF_SETS[name] or (name != "card" and arguments[-1].dimen != 1):
            takes = "an ordered set" if OF_SETS[name] == 1 else "a member and an ordered set"
            raise self.source.fail(line, f"`{name}` is given what it can't be given", f"It takes {takes}.")
        members = self.members(arguments[-1])
        if name == "card":
            return self.node(Kind.NUMBER, lambda scope: float(len(members(scope))), line, *arguments)
        place = NO_KEY if len(arguments) == 1 else self.key(arguments[:1])
        kind = Kind.NUMBER if name == "ord" else Kind.SYMBOL
        return self.node(kind, lambda scope: self._placed(name, place(scope), members(scope), line), line, *arguments)

    def _own_set(self) -> tuple[Node, ...]:
        """The set of the dummy that stands alone in the parentheses which are next, if one does."""
        slot = self.slot_of(str(self.lexer.peek(1).value)) if self.lexer.peek(2).is_mark(")") else None
        return (self._set_of_slot[slot],) if slot in self._set_of_slot else ()

    def _placed(self, name: str, key: Key, members: Members, line: int) -> Value:
        at = members.places.get(key, -1) if key else {"first": 0, "last": len(members) - 1}[name]
        if key and at < 0:
            raise self.source.fail(line, f"{key[0]!r} is not in the set")
        if name == "ord":
            return float(at + 1)
        at += {"next": 1, "prev": -1}.get(name, 0)
        if not 0 <= at < len(members):
            raise self.source.fail(line, f"the set has no `{name}` here")
        return members.items[at][0]


COMBINED: dict[str, Callable[[Members, Members], Iterator[Key]]] = {
    "union": lambda one, other: (item for part in (one, other) for item in part.items),
    "diff": lambda one, other: (item for item in one.items if item not in other),
    "symdiff": lambda one, other: (
        item for part, rest in ((one, other), (other, one)) for item in part.items if item not in rest
    ),
    "inter": lambda one, other: (item for item in one.items if item in other),
    "cross": lambda one, other: (here + there for here in one.items for there in other.items),
}
