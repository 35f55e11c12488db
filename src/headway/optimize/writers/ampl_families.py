"""The families of a model's variables and rows, and the sets that they are indexed by.

Families of the same members share a set, whatever the order. Where the members of a family are a full product, it has one
set a position (``var ship{SUPPLY, DEMAND}``), else one set of tuples (``set SHIP dimen 2``). What shows no index is a
family of one, without subscripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Model
from headway.optimize.writers.ampl_names import LONGEST, identifier, is_plain, quoted, symbol
from headway.optimize.writers.ampl_patterns import Key, Part, Pattern, patterns_of

Places = NDArray[np.int64]
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

    def keys(self) -> Iterable[Key]:
        """The members in that order."""
        if self.is_product:
            return (tuple(part for (part,) in key) for key in product(*(index.members for index in self.sets)))
        return self.sets[0].members


@dataclass(frozen=True, slots=True)
class Family:
    """Variables, or rows, that are stated together. ``places`` are those in the model, in the order of ``keys``."""

    name: str
    alias: str
    template: str
    domain: Domain
    places: Places
    keys: list[Key]

    @property
    def called(self) -> str:
        """What names made of its own begin with."""
        return self.name.rstrip("_") or self.name

    @property
    def is_scalar(self) -> bool:
        """Whether it is one variable or row, without subscripts."""
        return not self.domain.width

    @property
    def declared(self) -> str:
        """The name as it stands in a declaration."""
        return f"{self.name} {quoted(self.alias)}" if self.alias else self.name


@dataclass
class Names:
    """The names that are taken, and the sets there are."""

    taken: set[str]
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


@dataclass(frozen=True, slots=True)
class Families:
    """All of a model."""

    variables: list[Family]
    rows: list[Family]
    names: Names

    @property
    def scalars(self) -> int:
        """How many variables and rows show no index."""
        return sum(family.is_scalar for family in (*self.variables, *self.rows))

    @property
    def are_there(self) -> bool:
        """Whether the variables show any index."""
        return any(not family.is_scalar for family in self.variables)


def families_of(model: Model) -> Families:
    """The families of a model, in the order of their first members."""
    columns, rows = patterns_of(model.variables, model.rows)
    columns = [pattern for pattern in columns if len(set(model.integer[pattern.places])) == 1]
    touched = np.diff(model.matrix.indptr) > 0
    rows = [pattern for pattern in rows if touched[pattern.places].any()]  # a row without a variable is none to some
    lone_columns, lone_rows = _rest(model.variables, columns), _rest(model.rows, rows)
    names = Names(set())
    native = {id(pattern): identifier(pattern.base, names.taken, "x") for pattern in columns if pattern.is_native}
    scalar_names = [model.variables[j] for j in lone_columns]
    own = {name for name in scalar_names if is_plain(name) and name not in names.taken}
    names.taken |= own
    found_columns = [
        _scalar(j, model.variables[j], model.variables[j] if model.variables[j] in own else None, names, "x")
        for j in lone_columns
    ]
    kept, calls = list[Pattern](), dict[int, str]()
    for pattern in (*columns, *rows):
        called = native.get(id(pattern)) or identifier(pattern.base, names.taken, "x")
        calls[id(pattern)] = called
        if pattern.template or called == pattern.base:
            kept.append(pattern)
    lone_rows += [i for pattern in rows if all(pattern is not other for other in kept) for i in pattern.places]
    found_rows = [_scalar(i, model.rows[i], None, names, "row") for i in sorted(lone_rows)]
    domains = _domains([(calls[id(pattern)], pattern) for pattern in kept], names)
    for pattern in kept:
        (found_columns if any(pattern is column for column in columns) else found_rows).append(
            _family(pattern, calls[id(pattern)], domains[id(pattern)])
        )
    return Families(
        sorted(found_columns, key=lambda family: int(family.places.min())),
        sorted(found_rows, key=lambda family: int(family.places.min())),
        names,
    )


def order_of(families: Sequence[Family]) -> Places:
    """The places in the model, in the order in which they are declared."""
    return np.concatenate([family.places for family in families] or [np.zeros(0, np.int64)])


def word(part: Part) -> str:
    """A subscript as it stands in the data."""
    return symbol(part) if isinstance(part, str) else str(part)


def literal(part: Part) -> str:
    """A subscript as it stands in the model."""
    return quoted(part) if isinstance(part, str) else str(part)


def can_be_scalar(name: str) -> bool:
    """Whether a name can stand as an alias."""
    return bool(name) and len(name.encode()) <= LONGEST


def _rest(names: Sequence[str], patterns: list[Pattern]) -> list[int]:
    inside = {place for pattern in patterns for place in pattern.places}
    return [place for place in range(len(names)) if place not in inside]


def _scalar(place: int, name: str, called: str | None, names: Names, otherwise: str) -> Family:
    called = called or identifier(name, names.taken, otherwise)
    return Family(called, "" if called == name else name, "", Domain((), ()), np.array([place]), [()])


def _family(pattern: Pattern, called: str, domain: Domain) -> Family:
    order = sorted(range(len(pattern.keys)), key=lambda at: domain.place(pattern.keys[at]))
    template = "" if pattern.is_native and called == pattern.base else pattern.template
    places = np.array(pattern.places)[order]
    return Family(called, "", template, domain, places, [pattern.keys[at] for at in order])


def _domains(patterns: list[tuple[str, Pattern]], names: Names) -> dict[int, Domain]:
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
