"""Names of columns that are all different and none empty."""

from __future__ import annotations

from collections.abc import Iterable

FEW = 3


def unique_names(given: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names with empty ones named by their place and repeated ones numbered; and notes on what was changed.

    >>> unique_names(["a", "", "a"])
    (('a', 'column_2', 'a_2'), ("a column without a name is now 'column_2'", "a second column 'a' is now 'a_2'"))
    """
    asked = list(given)
    taken = set(asked)
    seen: dict[str, int] = {}  # how many columns have asked for the name
    names, notes = [], []
    for place, name in enumerate(asked, 1):
        free = name
        if not name:
            free = _free(f"column_{place}", taken)
            notes.append(f"a column without a name is now {free!r}")
        elif name in seen:
            free = _numbered(name, taken, seen[name] + 1)
            notes.append(f"a second column {name!r} is now {free!r}")
        seen[free] = seen.get(free, 0)
        seen[name] = seen.get(name, 0) + 1
        taken.add(free)
        names.append(free)
    return tuple(names), _few(notes)


def _free(name: str, taken: set[str]) -> str:
    return _numbered(name, taken) if name in taken else name


def _numbered(name: str, taken: set[str], number: int = 2) -> str:
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _few(notes: list[str]) -> tuple[str, ...]:
    """Ten thousand names of one kind are one note more, not ten thousand."""
    if len(notes) <= FEW + 1:
        return tuple(notes)
    return (*notes[:FEW], f"{len(notes) - FEW} more columns had no name, or one of another column, and were named so")
