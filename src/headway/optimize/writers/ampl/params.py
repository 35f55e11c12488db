"""Parameters by the indices of families: their declarations, and their data as lists or tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headway.optimize.model import Floats
from headway.optimize.writers.ampl.families import Family, Places
from headway.optimize.writers.ampl.index_sets import IndexSet, Names, word
from headway.optimize.writers.ampl.indexed import ABOVE, BELOW
from headway.optimize.writers.ampl.lines import WIDTH
from headway.optimize.writers.ampl.names import spelt
from headway.optimize.writers.ampl.patterns import Key

WIDEST = 12  # columns of a table
Entries = list[tuple[Key, float]]


class Params:
    """Those of a model, as far as they are stated."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.stated: list[str] = []
        self.data: list[str] = []

    def add(self, name: str, sets: Sequence[IndexSet], entries: Entries, default: str = "") -> str:
        """State one, and give its name, which is as like to this one as can be."""
        name = self.names.new(name)
        indexing = ", ".join(index.name for index in sets)
        self.stated.append(f"param {name}{{{indexing}}}{f' default {default}' if default else ''};")
        self.data += _param_data(name, sets, entries)
        return name

    def limit(self, family: Family, what: str, values: Floats, none: float, dummies: Sequence[str]) -> str:
        """A bound of each member: a number where all have the same, else a parameter. Infinite ones are its default.

        glpsol takes no infinite number in the data.
        """
        if len(set(map(repr, values.tolist()))) == 1:
            return spelt(values[0])
        has_none = bool((values == none).any())
        default = (BELOW if none < 0 else ABOVE) if has_none else ""
        entries = [(key, value) for key, value in zip(family.keys, values.tolist(), strict=True) if value != none]
        name = self.add(f"{family.called}_{what}", family.domain.sets, entries, default)
        return f"{name}[{','.join(dummies)}]"

    def subsets(self, name: str, index: Sequence[IndexSet], within: str, members: dict[Key, list[Key]]) -> str:
        """State a set, or one for each member of an index, and give its name."""
        name = self.names.new(name.upper())
        indexing = f"{{{', '.join(each.name for each in index)}}}" if index else ""
        self.stated.append(f"set {name}{indexing} within {within};")
        for key, held in members.items():
            self.data += set_data(name + (f"[{','.join(map(word, key))}]" if key else ""), held)
        return name


def set_data(name: str, members: Sequence[Key]) -> Iterator[str]:
    """The members of a set, over lines."""
    line = f"set {name} :="
    for key in members:
        text = word(key[0]) if len(key) == 1 else f"({','.join(map(word, key))})"
        if len(line) + len(text) > WIDTH:
            yield line
            line = " "
        line += f" {text}"
    yield line + ";"


def _param_data(name: str, sets: Sequence[IndexSet], entries: Entries) -> Iterator[str]:
    if not entries:
        return
    if len(sets) == 2 and sets[0].dimen == sets[1].dimen == 1 and len(sets[1].members) <= WIDEST:
        table = list(_table(name, sets[0], sets[1], dict(entries)))
        if max(map(len, table)) <= WIDTH:
            yield from table
            return
    yield f"param {name} :="
    if len(entries[0][0]) > 1:
        yield from _slices(entries)
    else:
        yield from (f"  {word(key[0])} {spelt(value)}" for key, value in entries)
    yield ";"


def _table(name: str, rows: IndexSet, columns: IndexSet, values: dict[Key, float]) -> Iterator[str]:
    """A row a line, aligned; a dot where there is no value."""
    heads = ["", *(word(part) for (part,) in columns.members)]
    lines = [
        [word(row), *(spelt(values[row, part]) if (row, part) in values else "." for (part,) in columns.members)]
        for (row,) in rows.members
        if any((row, part) in values for (part,) in columns.members)
    ]
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    yield f"param {name} :"
    yield f"  {_aligned(heads, widths)} :="
    yield from (f"  {_aligned(line, widths)}" for line in lines)
    yield ";"


def _aligned(words: list[str], widths: list[int]) -> str:
    pairs = zip(words[1:], widths[1:], strict=True)
    return " ".join([words[0].ljust(widths[0]), *(text.rjust(width) for text, width in pairs)])


def _slices(entries: Entries) -> Iterator[str]:
    """All values that share all subscripts but the last, side by side."""
    slices: dict[Key, list[str]] = {}
    for key, value in entries:
        slices.setdefault(key[:-1], []).append(f"{word(key[-1])} {spelt(value)}")
    for first, pairs in slices.items():
        line = f"  [{','.join(map(word, first))},*]"
        for pair in pairs:
            if len(line) + len(pair) > WIDTH:
                yield line
                line = "   "
            line += f"  {pair}"
        yield line


def is_one_value(values: Floats) -> bool:
    """Whether all are the same number."""
    return bool((values == values[0]).all())


def by_place(places: Places, values: Floats) -> dict[int, float] | None:
    """The value that belongs to each place; None where one has two."""
    found: dict[int, float] = {}
    for place, value in zip(places.tolist(), values.tolist(), strict=True):
        if found.setdefault(place, value) != value:
            return None
    return found
