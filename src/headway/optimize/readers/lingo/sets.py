"""Sets of LINGO, their attributes, and the data of these; made when they are first needed.

A primitive set lists its members. A derived one has parents; its members are stated as tuples of positions (from 1) in the
primitive sets that it goes back to: all combinations, those that are listed, or those that fulfil a condition.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

from headway.optimize.readers.lingo.syntax import Node, SetStatement
from headway.optimize.readers.lingo.tokens import Source, Token

MOST_MEMBERS = 1_000_000
MOST_PRIMITIVES = 20  # that a derived set may go back to
Member = tuple[int, ...]
CYCLES = (
    ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"),
    ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
)


@dataclass
class Group:
    """A set.

    Attributes:
        primitives: The primitive sets that it goes back to; of a primitive one itself.
        labels: Of a primitive set its members' names; empty for a derived one.
        position: Of a primitive set the position of each name.
        members: In their order; None: not made yet.
    """

    name: str
    stated: SetStatement
    primitives: tuple[Group, ...] = ()
    labels: list[str] = field(default_factory=list)
    position: dict[str, int] = field(default_factory=dict)
    members: dict[Member, int] | None = None
    is_being_made: bool = False


@dataclass
class Attribute:
    """What each member of a set has: a number where the data say so, else a variable."""

    name: str
    group: Group
    values: dict[Member, float] = field(default_factory=dict)


class Sets:
    """All sets and attributes of a text.

    Args:
        holds: Asked whether a member of a derived set fulfils the set's condition.
        constant: Gives the number that a name of the data has, or None.
    """

    def __init__(
        self, source: Source, holds: Callable[[Node, Member], bool], constant: Callable[[str], float | None]
    ) -> None:
        self.source, self.holds, self.constant = source, holds, constant
        self.groups: dict[str, Group] = {}
        self.attributes: dict[str, Attribute] = {}
        self.made = 0

    def declare(self, stated: SetStatement) -> None:
        """Take a set's statement.

        Raises:
            UnreadableModel: a name that is there already, a parent that is not.
        """
        group = Group(stated.name, stated)
        self._check_new(stated.name, stated.at)
        for parent in stated.parents:
            if parent.upper() not in self.groups:
                raise self.source.fail(
                    stated.at, f"there is no set {parent!r}", "Parents stand in front of their children."
                )
            group.primitives += self.groups[parent.upper()].primitives
            if len(group.primitives) > MOST_PRIMITIVES:
                raise self.source.fail(
                    stated.at, f"{stated.name!r} goes back to more than {MOST_PRIMITIVES} primitive sets"
                )
        if stated.condition is not None and not (stated.parents and stated.members is None):
            raise self.source.fail(stated.at, f"the set {stated.name!r} can't have a condition")
        group.primitives = group.primitives or (group,)
        self.groups[stated.name.upper()] = group
        for attribute in stated.attributes:
            self._check_new(attribute, stated.at)
            self.attributes[attribute.upper()] = Attribute(attribute, group)

    def knows(self, key: str) -> bool:
        """Whether a name is that of a set or an attribute."""
        return key in self.groups or key in self.attributes

    def _check_new(self, name: str, at: int) -> None:
        if self.knows(name.upper()):
            raise self.source.fail(at, f"the name {name!r} is there twice")

    def group(self, key: str, at: int) -> Group:
        """A set by its name.

        Raises:
            UnreadableModel: there is none.
        """
        if key not in self.groups:
            raise self.source.fail(at, f"there is no set {key!r}")
        return self.groups[key]

    def members(self, group: Group, at: int) -> dict[Member, int]:
        """The members of a set, each with its position, made now if they are not yet there.

        Raises:
            UnreadableModel: they are not stated, or too many.
        """
        if group.members is None:
            if group.is_being_made:
                raise self.source.fail(at, f"the members of {group.name!r} depend on themselves")
            group.is_being_made = True
            try:
                self._make(group, at)
            finally:
                group.is_being_made = False
        return group.members or {}

    def _make(self, group: Group, at: int) -> None:
        stated = group.stated
        if stated.members is not None:
            self.fill(group, stated.members, stated.at)
        elif not stated.parents:
            raise self.source.fail(at, f"the set {group.name!r} has no members", "State them in SETS or DATA.")
        else:
            parents = [list(self.members(self.groups[parent.upper()], at)) for parent in stated.parents]
            self.spend(prod(map(len, parents)), stated.at)
            joined = (tuple(itertools.chain(*parts)) for parts in itertools.product(*parents))
            kept = joined if stated.condition is None else self._kept(stated.condition, joined)
            group.members = {member: k for k, member in enumerate(kept, 1)}

    def _kept(self, condition: Node, members: Iterator[Member]) -> Iterator[Member]:
        return (member for member in members if self.holds(condition, member))

    def spend(self, count: int, at: int) -> None:
        """Count members that are made: there is an end to them."""
        self.made += count
        if self.made > MOST_MEMBERS:
            raise self.source.fail(at, f"the sets have more than {MOST_MEMBERS:,} members")

    def fill(self, group: Group, tokens: Sequence[Token], at: int) -> None:
        """Give a set the members that are listed.

        Raises:
            UnreadableModel: it has members already, one is there twice, or is none.
        """
        is_stated = group.stated.members is not None or group.stated.condition is not None
        if group.members is not None or (is_stated and not group.is_being_made):
            raise self.source.fail(at, f"the set {group.name!r} has its members already")
        listed = [token for token in tokens if token.kind != ","]
        self.spend(len(listed), at)
        if group.stated.parents:
            group.members = self._tuples(group, listed, at)
            return
        group.labels = list(self._labels(listed))
        group.position = {label.upper(): k for k, label in enumerate(group.labels, 1)}
        group.members = {(k,): k for k in range(1, len(group.labels) + 1)}
        if len(group.position) < len(group.labels):
            raise self.source.fail(at, f"a member of the set {group.name!r} is there twice")

    def _tuples(self, group: Group, tokens: Sequence[Token], at: int) -> dict[Member, int]:
        size = len(group.primitives)
        if len(tokens) % size:
            raise self.source.fail(at, f"each member of {group.name!r} is {size} names, and {len(tokens)} are listed")
        found = [
            tuple(
                self.placed(primitive, token)
                for primitive, token in zip(group.primitives, tokens[k : k + size], strict=True)
            )
            for k in range(0, len(tokens), size)
        ]
        for member, parts in ((m, self._parts(group, m)) for m in found):
            for parent, part in parts:
                if part not in self.members(parent, at):
                    raise self.source.fail(at, f"{self.label(group, member)} is no member of {parent.name!r}")
        if len(set(found)) < len(found):
            raise self.source.fail(at, f"a member of the set {group.name!r} is there twice")
        return {member: k for k, member in enumerate(found, 1)}

    def _parts(self, group: Group, member: Member) -> Iterator[tuple[Group, Member]]:
        """What each parent has of a member of a derived set."""
        at = 0
        for name in group.stated.parents:
            parent = self.groups[name.upper()]
            yield parent, member[at : at + len(parent.primitives)]
            at += len(parent.primitives)

    def placed(self, primitive: Group, token: Token) -> int:
        """The position of a primitive set's member, by its name."""
        self.members(primitive, token.at)
        found = primitive.position.get(token.text.upper())
        if found is None:
            raise self.source.fail(token.at, f"{token.text!r} is no member of the set {primitive.name!r}")
        return found

    def label(self, group: Group, member: Member) -> str:
        """``(A,B)``: a member as it is written behind a name."""
        return f"({','.join(p.labels[k - 1] for p, k in zip(group.primitives, member, strict=True))})"

    def _labels(self, tokens: Sequence[Token]) -> Iterator[str]:
        """The names in a list, ``A B`` or ``1..5`` or ``W1..W5`` or ``MON..FRI``."""
        at, count = 0, 0
        while at < len(tokens):
            if at + 2 < len(tokens) and tokens[at + 1].kind == "..":
                listed = self._span(tokens[at], tokens[at + 2])
                at, count = at + 3, count + len(listed)
                yield from listed
                continue
            at, count, token = at + 1, count + 1, tokens[at]
            if token.kind == ".." or (token.kind == "number" and token.text != str(count)):
                raise self.source.fail(
                    token.at, f"{token.text!r} can't be a member", "Members are names, or 1, 2, 3 … in order."
                )
            yield token.text

    def _span(self, first: Token, last: Token) -> Sequence[str]:
        """The members from one to another."""
        low, high = first.text.upper(), last.text.upper()
        for names in CYCLES:
            if low in names and high in names:
                start, count = names.index(low), (names.index(high) - names.index(low)) % len(names) + 1
                return [names[(start + k) % len(names)] for k in range(count)]
        stem, begin = self._numbered(first)
        other, end = self._numbered(last)
        if stem.upper() != other.upper() or (not stem and begin != 1) or end < begin:
            raise self.source.fail(
                first.at, f"{first.text}..{last.text} is no list of members", "Write 1..5 or W1..W5."
            )
        self.spend(end - begin, first.at)
        return [f"{stem}{k}" for k in range(begin, end + 1)]

    def _numbered(self, token: Token) -> tuple[str, int]:
        """A name that ends in a number, in two; a constant of the data is its value."""
        stem = token.text.rstrip("0123456789")
        digits = token.text[len(stem) :]
        value = self.constant(token.text.upper())
        if value is not None and value.is_integer() and abs(value) <= MOST_MEMBERS:
            return "", int(value)
        if not digits or len(digits) > 15 or (stem and not stem.isidentifier()):
            raise self.source.fail(
                token.at, f"{token.text!r} can't begin or end a list of members", "Write 1..5 or W1..W5."
            )
        return stem, int(digits)
