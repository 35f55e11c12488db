"""The sets, parameters and variables that a model declares, and what their data make of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from headway.optimize.readers.ampl.indexing import Indexing
from headway.optimize.readers.ampl.nodes import Scope
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.values import Key, Members, Value, spelt_subscripts

Check = tuple[Callable[[Scope, Value], bool], str]  # whether a value is allowed, and in words what is


@dataclass
class Entity:
    """What all have: a name, a line, and the index sets, if any."""

    source: Source
    name: str
    line: int
    alias: str = ""
    indexing: Indexing | None = None
    busy: set[Key] = field(default_factory=set)

    @property
    def subscripts(self) -> int:
        """How many subscripts it takes."""
        return self.indexing.dimen if self.indexing else 0

    def scope_of(self, key: Key, line: int, source: Source) -> Scope:
        """The scope of one member.

        Raises:
            UnreadableModel: there is no such member.
        """
        scope = self.indexing.bind(key) if self.indexing else {}
        if scope is None:
            raise source.fail(line, f"there is no `{self.shown(key)}`", f"Look at the index sets of `{self.name}`.")
        return scope

    def shown(self, key: Key) -> str:
        """A member as errors name it."""
        return f"{self.name}[{spelt_subscripts(key)}]" if key else self.name

    def enter(self, key: Key, line: int) -> None:
        """Note that this member is being worked out.

        Raises:
            UnreadableModel: it already is: it is defined by itself.
        """
        if key in self.busy or len(self.busy) > 60:
            raise self.source.fail(
                line, f"`{self.shown(key)}` is defined by itself, or by too long a chain of its like"
            )
        self.busy.add(key)


@dataclass
class SetEntity(Entity):
    """A declared set. ``given``: its data, by subscripts; ``defined``: by ``:=`` or ``default`` (``is_default``)."""

    dimen: int = 1
    defined: Callable[[Scope], Members] | None = None
    is_default: bool = False
    within: list[Callable[[Scope], Members]] = field(default_factory=list)
    given: dict[Key, Members] = field(default_factory=dict)
    known: dict[Key, Members] = field(default_factory=dict)

    def members(self, key: Key, line: int) -> Members:
        """Its members, for one set of subscripts.

        Raises:
            UnreadableModel: it has none, or one that it must not have.
        """
        if key not in self.known:
            self.known[key] = self._worked_out(key, line)
        return self.known[key]

    def _worked_out(self, key: Key, line: int) -> Members:
        scope = self.scope_of(key, line, self.source)
        found = self.given.get(key)
        if found is None:
            if self.defined is None:
                raise self.source.fail(line, f"the set `{self.shown(key)}` has no data", "Give its members.")
            self.enter(key, line)
            found = self.defined(scope)
            self.busy.discard(key)
        for larger in self.within:
            allowed = larger(scope)
            self.source.spend(len(found), self.line)
            for item in found.items:
                if item not in allowed:
                    shown = spelt_subscripts(item)
                    raise self.source.fail(
                        self.line, f"({shown}) of `{self.shown(key)}` is not within the set that it is to be"
                    )
        return found


@dataclass
class ParamEntity(Entity):
    """A declared parameter. ``given``: its data; ``defined``: by ``:=``; both checked as declared."""

    is_symbolic: bool = False
    defined: Callable[[Scope], Value] | None = None
    default: Callable[[Scope], Value] | None = None
    checks: list[Check] = field(default_factory=list)
    given: dict[Key, tuple[Value, Source, int]] = field(default_factory=dict)
    known: dict[Key, Value] = field(default_factory=dict)
    is_swept: bool = False

    def value(self, key: Key, line: int) -> Value:
        """Its value for one set of subscripts.

        Raises:
            UnreadableModel: it has none, or one that it must not have.
        """
        if key in self.known:
            return self.known[key]
        self._sweep(line)
        if key not in self.known:
            self.known[key] = self._worked_out(key, line)
        return self.known[key]

    def _sweep(self, line: int) -> None:
        """Work out all members in order: one that is defined by the one before then finds it, however long the chain."""
        if self.is_swept or not self.indexing or self.defined is None:
            return
        self.is_swept = True
        for key in self.indexing.run({}):
            if key not in self.known:
                self.known[key] = self._worked_out(key, line)

    def _worked_out(self, key: Key, line: int) -> Value:
        source = self.source
        if key in self.given:
            found, source, line = self.given[key]
            scope = self.scope_of(key, line, source)
        else:
            scope = self.scope_of(key, line, source)
            rule = self.defined or self.default
            if rule is None:
                raise self.source.fail(line, f"`{self.shown(key)}` has no value", "Give its data, or a default.")
            self.enter(key, line)
            found = rule(scope)
            self.busy.discard(key)
        if not self.is_symbolic and isinstance(found, str):
            raise source.fail(line, f"`{self.shown(key)}` is {found!r} and not a number", "Declare it `symbolic`.")
        for is_allowed, words in self.checks:
            if not is_allowed(scope, found):
                raise source.fail(line, f"`{self.shown(key)}` is {found!r} where {words} is declared")
        return found


@dataclass
class VarEntity(Entity):
    """Declared variables, and their columns once these are counted."""

    is_integer: bool = False
    lower: list[Callable[[Scope], float]] = field(default_factory=list)
    upper: list[Callable[[Scope], float]] = field(default_factory=list)
    columns: dict[Key, int] = field(default_factory=dict)

    def column(self, key: Key, line: int) -> int:
        """The column of one of them.

        Raises:
            UnreadableModel: there is no such variable.
        """
        found = self.columns.get(key)
        if found is None:
            raise self.source.fail(
                line, f"there is no `{self.shown(key)}`", f"Look at the index sets of `{self.name}`."
            )
        return found


Named = SetEntity | ParamEntity | VarEntity
