"""The sets that families are indexed by, and the names of a text.

Families of the same members share a set, whatever the order. Where the members of a family are a full product, it has one
set a position (``var ship{SUPPLY, DEMAND}``), else one set of tuples (``set SHIP dimen 2``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from headway.optimize.writers.ampl.names import identifier, quoted, symbol
from headway.optimize.writers.ampl.patterns import Key, Part, Pattern

LETTERS = "i j k l m n p q r u v w".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class IndexSet:
    """A declared set, and its members in their order."""

    name: str
    members: list[Key]
    place_of: dict[Key, int]

    @property
    def dimen(self) -> int:
        """How many parts each member has."""
        return len(self.members[0])


@dataclass(frozen=True, slots=True)
class Domain:
    """What a family is indexed by: sets of one part each, one set of tuples, or nothing."""

    sets: tuple[IndexSet, ...]
    letters: tuple[str, ...]  # a dummy index that suits each position

    @property
    def width(self) -> int:
        """How many subscripts there are."""
        return len(self.letters)

    @property
    def is_product(self) -> bool:
        """Whether each position has a set of its own."""
        return len(self.sets) == self.width

    @property
    def declared(self) -> str:
        """As it stands in a declaration, without braces."""
        return ", ".join(index.name for index in self.sets)

    def place(self, key: Key) -> tuple[int, ...]:
        """Where a member stands in the order in which AMPL goes through them."""
        if self.is_product:
            return tuple(index.place_of[part,] for index, part in zip(self.sets, key, strict=True))
        return (self.sets[0].place_of[key],)


@dataclass
class Names:
    """The names that are taken, and the sets there are."""

    taken: set[str]
    own: set[str] = field(default_factory=set)  # of lone variables, which keep theirs
    sets: dict[frozenset[Key], IndexSet] = field(default_factory=dict)
    letter_of: dict[frozenset[Part], str] = field(default_factory=dict)

    @cached_property
    def letters(self) -> list[str]:
        """The names for dummy indices that nothing else has; asked for when all else is named."""
        free = [letter for letter in LETTERS if letter not in self.taken]
        return [*free, *(name for k in range(1, 9) for name in (f"i_{k}", f"j_{k}") if name not in self.taken)]

    def new(self, name: str) -> str:
        """A free name as like to this one as can be."""
        return identifier(name, self.taken, "p")

    def set_of(self, name: str, members: Iterable[Key]) -> IndexSet:
        """The set of these members, which may be there already."""
        held = list(dict.fromkeys(members))
        key = frozenset(held)
        if key not in self.sets:
            places = {member: at for at, member in enumerate(held)}
            self.sets[key] = IndexSet(identifier(name.rstrip("_").upper(), self.taken, "SET"), held, places)
        return self.sets[key]

    def letter(self, values: frozenset[Part]) -> str:
        """The dummy index that goes through these values wherever it can."""
        return self.letter_of.setdefault(values, LETTERS[len(self.letter_of) % len(LETTERS)])


def domains_of(patterns: list[tuple[str, Pattern]], names: Names) -> dict[int, Domain]:
    """The domain of each; those of one subscript name the sets that others share."""
    found = {}
    for called, pattern in sorted(patterns, key=lambda pair: len(pair[1].keys[0]) > 1):
        parts = list(zip(*pattern.keys, strict=True))
        values = [frozenset(part) for part in parts]
        letters = tuple(map(names.letter, values))
        if len(parts) > 1 and prod(map(len, values)) == len(pattern.keys):
            sets = tuple(
                names.set_of(f"{called.rstrip('_')}_{at}", ((one,) for one in part)) for at, part in enumerate(parts, 1)
            )
        else:
            sets = (names.set_of(called, pattern.keys),)
        found[id(pattern)] = Domain(sets, letters)
    return found


def word(part: Part) -> str:
    """A subscript as it stands in the data."""
    return symbol(part) if isinstance(part, str) else str(part)


def literal(part: Part) -> str:
    """A subscript as it stands in the model."""
    return quoted(part) if isinstance(part, str) else str(part)
