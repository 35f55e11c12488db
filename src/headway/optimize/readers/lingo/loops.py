"""The loops of LINGO that are running: which index, or which set, means which member now."""

from __future__ import annotations

from collections.abc import Iterator

from headway.optimize.readers.lingo.sets import Group, Member, Sets
from headway.optimize.readers.lingo.syntax import Loop
from headway.optimize.readers.lingo.tokens import Source

MOST_STEPS = 1_000_000  # terms and rows that loops over sets make


class Scope:
    """The loops that are running.

    Attributes:
        indices: The position that each index means, and the primitive set that it belongs to.
        here: Of loops without an index: the set and its member.
        labels: The members of all loops, as they stand behind a row's name.
    """

    def __init__(self, source: Source, sets: Sets) -> None:
        self.source, self.sets = source, sets
        self.indices: dict[str, tuple[Group, int]] = {}
        self.here: list[tuple[Group, Member]] = []
        self.labels: list[str] = []
        self.steps = 0

    def member_of(self, group: Group) -> Member | None:
        """The member of a set that a loop without indices means now."""
        return next((member for looped, member in reversed(self.here) if looped is group), None)

    def each(self, loop: Loop) -> Iterator[Member]:
        """Go through the members of a loop's set.

        Raises:
            UnreadableModel: there is no such set, indices that do not fit it, too many steps.
        """
        group = self.sets.group(loop.set, loop.at)
        members = self.sets.members(group, loop.at)
        self._check_indices(loop, group)
        for member in members:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise self.source.fail(loop.at, f"the loops make more than {MOST_STEPS:,} terms and rows")
            self._enter(loop, group, member)
            try:
                yield member
            finally:
                self._leave(loop)

    def _check_indices(self, loop: Loop, group: Group) -> None:
        if loop.indices is None:
            return
        if len(loop.indices) != len(group.primitives) or len(set(loop.indices)) < len(loop.indices):
            raise self.source.fail(loop.at, f"a loop over {group.name!r} has {len(group.primitives)} indices")
        for index in loop.indices:
            if index in self.indices:
                raise self.source.fail(
                    loop.at, f"the index {index!r} is the name of another thing already", "Rename it."
                )

    def _enter(self, loop: Loop, group: Group, member: Member) -> None:
        if loop.indices is None:
            self.here.append((group, member))
        else:
            self.indices.update(zip(loop.indices, zip(group.primitives, member, strict=True), strict=True))
        self.labels.append(self.sets.label(group, member)[1:-1])

    def _leave(self, loop: Loop) -> None:
        self.labels.pop()
        if loop.indices is None:
            self.here.pop()
        else:
            for index in loop.indices:
                del self.indices[index]
