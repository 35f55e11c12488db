"""What a LINGO text is made of: expressions, statements, sets, data. Plain values; ``at`` is a place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field

from headway.optimize.model import Sense
from headway.optimize.readers.lingo.tokens import Token


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: float
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, attribute, constant, loop index or member of a set, with subscripts or without (None)."""

    text: str
    subscripts: tuple[Node, ...] | None
    at: int

    @property
    def key(self) -> str:
        """What it is known by: LINGO does not tell upper case from lower."""
        return self.text.upper()


@dataclass(frozen=True, slots=True)
class Slot:
    """``&1``: of the member that a set's condition is asked about, the part that the first parent gives."""

    number: int
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    """``-x``."""

    of: Node
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """``#NOT# x``."""

    of: Node
    at: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands with operators of the same priority between them, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Loop:
    """``P(J) | condition:`` Without indices (None) the set's attributes are meant at the member in turn."""

    set: str
    indices: tuple[str, ...] | None
    condition: Node | None
    at: int


@dataclass(frozen=True, slots=True)
class Sum:
    """``@SUM(loop body)``."""

    loop: Loop
    body: Node
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """``@FUNCTION(arguments)``, which is a number."""

    function: str
    arguments: tuple[Node, ...]
    at: int


Node = Number | Name | Slot | Negative | Not | Chain | Sum | Call


@dataclass(frozen=True, slots=True)
class Objective:
    """``[NAME] MAX = value;``."""

    sense: Sense
    name: str | None
    value: Node
    at: int


@dataclass(frozen=True, slots=True)
class Row:
    """``[NAME] left <= right;``; the relation is ``<=``, ``>=`` or ``=``."""

    name: str | None
    left: Node
    relation: str
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Domain:
    """``@FREE(x)``, ``@GIN(x)``, ``@BIN(x)``, or ``@BND(low, x, high)``."""

    kind: str
    variable: Name
    low: Node | None
    high: Node | None
    at: int


@dataclass(frozen=True, slots=True)
class ForEach:
    """``@FOR(loop statements)``."""

    loop: Loop
    body: tuple[Statement, ...]
    at: int


Statement = Objective | Row | Domain | ForEach


@dataclass(frozen=True, slots=True)
class SetStatement:
    """``NAME(PARENTS) | condition / members /: attributes;``; None: not stated."""

    name: str
    parents: tuple[str, ...]
    condition: Node | None
    members: tuple[Token, ...] | None
    attributes: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class DataStatement:
    """``NAMES = values;``."""

    names: tuple[str, ...]
    values: tuple[Token, ...]
    at: int


@dataclass
class Text:
    """A whole LINGO text. Each statement comes with how many tokens were before it."""

    title: str | None = None
    sets: list[SetStatement] = field(default_factory=list)
    data: list[DataStatement] = field(default_factory=list)
    statements: list[tuple[int, Statement]] = field(default_factory=list)
