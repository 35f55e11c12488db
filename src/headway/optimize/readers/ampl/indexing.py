"""Indexing expressions, ``{i in I, (j,k) in E: i <> j}``: the values that dummy indices run through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from headway.optimize.readers.ampl.nodes import Scope
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.values import Key, Members, Value

BATCH = 1000  # steps that are counted at once: to count each takes as long as the step


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``(i,j) in E``. ``slots`` are its dummies' by their positions; at the other positions a value is given."""

    members: Callable[[Scope], Members]
    slots: dict[int, int]
    given: tuple[int, ...]
    key: Callable[[Scope], Key]

    def run(self, scope: Scope) -> list[Key]:
        """The members that have the values given."""
        found = self.members(scope)
        return found.matching(self.given, self.key(scope)) if self.given else found.items


@dataclass(frozen=True, slots=True)
class Indexing:
    """A whole indexing expression. ``width`` are the steps that one of its members takes."""

    source: Source
    line: int
    entries: tuple[Entry, ...]
    condition: Callable[[Scope], bool] | None
    width: int = 1

    @property
    def dimen(self) -> int:
        """How many subscripts it gives."""
        return sum(len(entry.slots) for entry in self.entries)

    def run(self, scope: Scope, width: int = 1) -> Iterator[Key]:
        """Each combination of values that is in it, set in the scope; ``width`` more steps are counted for each.

        Raises:
            UnreadableModel: there are too many.
        """
        source, cost, condition, waiting = self.source, self.width + width, self.condition, 0
        try:
            for key in self._values(scope, 0):
                waiting += cost
                if waiting > BATCH:
                    source.spend(waiting, self.line)
                    waiting = 0
                if condition is None or condition(scope):
                    yield key
        finally:
            source.steps -= waiting  # a loop may be left early; whoever spends next says if it was too much

    def _values(self, scope: Scope, at: int) -> Iterator[Key]:
        entry = self.entries[at]
        places, is_last = [*entry.slots.items()], at + 1 == len(self.entries)
        for member in entry.run(scope):
            for position, slot in places:
                scope[slot] = member[position]
            own = tuple(member[position] for position, _ in places) if entry.given else member
            if is_last:
                yield own
            else:
                self.source.spend(1, self.line)
                for rest in self._values(scope, at + 1):
                    yield own + rest

    def bind(self, key: Key) -> Scope | None:
        """The scope in which its dummies have these values; None where they are not in it."""
        scope: Scope = {}
        rest = iter(key)
        for entry in self.entries:
            taken: dict[int, Value] = {}
            for position, slot in entry.slots.items():
                taken[position] = scope[slot] = next(rest)
            given = dict(zip(entry.given, entry.key(scope), strict=True))
            parts = {**taken, **given}
            if tuple(parts[position] for position in sorted(parts)) not in entry.members(scope):
                return None
        return scope if self.condition is None or self.condition(scope) else None
