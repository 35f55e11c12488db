"""Which names show an index, and how: ``ship_A_x`` and ``ship_B_y`` are ``ship_{1}_{2}``, by ``A x`` and ``B y``.

Names are only looked at, and never guessed: put together by its pattern, each has to be what it was. Where underscores can
be parted in more ways than one, the parts that other names have too decide (``supply_North_brewery`` for
``ship_North_brewery_Ahrenfeld``), and then that few values make many names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from headway.optimize.writers.ampl.names import LONGEST, is_plain

Part = int | str
Key = tuple[Part, ...]

MOST_PARTS = 5  # of a name that is parted at underscores
MOST_WORDS = 12  # between underscores, of a name for which all ways of parting it are tried
_BRACKETED = re.compile(r"([^\[(]*[\[(])(.+?)(,?[\])])")
_INSIDE = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\"|[^,'\"]+)(,[ _]*|$)")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_LITERAL = re.compile(r"(?!\s)[^;{}]*(?<!\s)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Names that show an index.

    Attributes:
        base: What they are called together.
        template: How each is put together of its subscripts; empty where only AMPL's own way gives them all.
        is_native: Whether AMPL itself calls the members of ``base`` so.
        places: Where they stand among all names.
        keys: The subscripts of each: whole numbers, and symbols.
    """

    base: str
    template: str
    is_native: bool
    places: list[int]
    keys: list[Key]


def patterns_of(*lists: Sequence[str]) -> list[list[Pattern]]:
    """The patterns of each list of names, in the order of their first members. The lists' parts explain each other."""
    groups = [_groups(names) for names in lists]
    words = {rest for found in groups for group in found if not group.brackets for rest in group.rests(group.prefix())}
    for found in groups:
        words.update(part for group in found if group.brackets for name in group.names for part in _plain_parts(name))
    return [[pattern for group in found if (pattern := _pattern(group, words))] for found in groups]


@dataclass(frozen=True, slots=True)
class _Group:
    """Names that begin alike."""

    start: str
    brackets: bool
    places: list[int]
    names: list[str]

    def prefix(self) -> str:
        """What all begin with, up to an underscore."""
        first, last = min(self.names), max(self.names)
        same = next((k for k, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
        return first[: first.rindex("_", 0, max(same, len(self.start))) + 1]

    def rests(self, prefix: str) -> list[str]:
        """What comes behind it."""
        return [name[len(prefix) :] for name in self.names]


def _groups(names: Sequence[str]) -> list[_Group]:
    found: dict[tuple[str, bool], _Group] = {}
    for place, name in enumerate(names):
        bracketed = _BRACKETED.fullmatch(name)
        start = bracketed.group(1) if bracketed else name[: name.find("_") + 1]
        if len(start) > 1 and name != start:
            group = found.setdefault((start, bracketed is not None), _Group(start, bracketed is not None, [], []))
            group.places.append(place)
            group.names.append(name)
    return [group for group in found.values() if len(group.names) > 1]


def _pattern(group: _Group, words: set[str]) -> Pattern | None:
    base = group.start.rstrip("[(").strip("_")
    if group.brackets:
        native = [_native(name, group.start) for name in group.names]
        if (
            is_plain(base)
            and group.start == f"{base}["
            and len({key and len(key) for key in native}) == 1
            and native[0]
        ):
            return _checked(group, Pattern(base, _uniform(group)[0], True, group.places, [k or () for k in native]))
        template, parts = _uniform(group)
    else:
        prefix = group.prefix()
        base = prefix.strip("_")
        template, parts = _underscored(prefix, group.rests(prefix), words)
    if not template:
        return None
    return _checked(group, Pattern(base, template, False, group.places, [tuple(map(_part, key)) for key in parts]))


def _checked(group: _Group, pattern: Pattern) -> Pattern | None:
    """The pattern, if it gives all names back, in literals that are short enough."""
    symbols = (part for key in pattern.keys for part in key if isinstance(part, str))
    if any(not part or len(part.encode()) > LONGEST for part in symbols):
        return None
    template = pattern.template if _LITERAL.fullmatch(pattern.template.translate(_BRACES)) else ""
    exact = bool(template) and template.isprintable() and named(template, pattern.keys) == group.names
    if not exact and not pattern.is_native:
        return None
    return Pattern(pattern.base, template if exact else "", pattern.is_native, pattern.places, pattern.keys)


_BRACES = str.maketrans("", "", "{}")


def named(template: str, keys: Iterable[Key]) -> list[str]:
    """The names that a template makes of subscripts.

    >>> named("ship_{1}_{2}", [("A", 1), ("it's", 2)])
    ['ship_A_1', "ship_it's_2"]
    """
    texts = re.split(r"\{\d+\}", template)
    return [
        "".join(piece for pair in zip(texts, (*map(str, key), ""), strict=False) for piece in pair)
        if len(texts) == len(key) + 1
        else ""
        for key in keys
    ]


def _part(text: str) -> Part:
    """A whole number where it is spelt as one, else the symbol: ``01`` has to come back as ``01``."""
    return int(text) if _WHOLE.fullmatch(text) else text


def _native(name: str, start: str) -> Key | None:
    """The subscripts of a name as AMPL writes it: ``make['book case',2]``."""
    if not name.endswith("]") or name.endswith(",]"):
        return None
    key: list[Part] = []
    for part, separator in _cut(name[len(start) : -1]):
        if separator not in (",", "") or not (part[0] == part[-1] == "'" or _WHOLE.fullmatch(part)):
            return None
        key.append(part[1:-1].replace("''", "'") if part[0] == "'" else int(part))
    return tuple(key) or None


def _cut(inside: str) -> list[tuple[str, str]]:
    """Parts and what follows each; nothing where it can't be cut."""
    found, place = [], 0
    while place < len(inside):
        part = _INSIDE.match(inside, place)
        if not part:
            return []
        found.append((part.group(1), part.group(2)))
        place = part.end()
    return found


def _plain_parts(name: str) -> list[str]:
    bracketed = _BRACKETED.fullmatch(name)
    return [part.strip("'\"") for part, _ in _cut(bracketed.group(2))] if bracketed else []


def _uniform(group: _Group) -> tuple[str, list[list[str]]]:
    """The template that all names in brackets have, and their parts."""
    found = [bracketed for name in group.names if (bracketed := _BRACKETED.fullmatch(name))]
    ends = {bracketed.group(3) for bracketed in found}
    return (
        _templated(group.start, [bracketed.group(2) for bracketed in found], ends.pop()) if len(ends) == 1 else ("", [])
    )


def _templated(start: str, insides: list[str], end: str) -> tuple[str, list[list[str]]]:
    """The template that all have whose parts stand between commas; quotes around a part belong to the template."""
    template, keys = "", list[list[str]]()
    for inside in insides:
        pieces = _cut(inside)
        if not pieces or pieces[-1][1]:
            return "", []
        this, key = start, list[str]()
        for at, (part, separator) in enumerate(pieces, 1):
            quote = part[0] if part[0] in "'\"" and len(part) > 1 else ""
            this += f"{quote}{{{at}}}{quote}{separator}"
            key.append(part[1:-1] if quote else part)
        if template not in ("", this + end):
            return "", []
        template = this + end
        keys.append(key)
    return template, keys


def _underscored(prefix: str, rests: list[str], words: set[str]) -> tuple[str, list[list[str]]]:
    """How names that are parted by underscores are parted best."""
    if not all(rests):
        return "", []
    end = "_" if all(rest.endswith("_") for rest in rests) else ""
    if end or all("," in rest for rest in rests):  # `ship[A, x]` as PuLP 3 renames it: `ship_A,_x_`
        found = _templated(prefix, [rest.removesuffix(end) for rest in rests], end)
        if found[0]:
            return found
    keys = _by_words(rests, words) or _by_counting(rests) or [[rest] for rest in rests]
    return prefix + "_".join(f"{{{at + 1}}}" for at in range(len(keys[0]))), keys


def _by_words(rests: list[str], words: set[str]) -> list[list[str]]:
    """The one way to part each into parts that other names are made of; nothing where there is none, or another."""
    pieces = [rest.split("_") for rest in rests]
    if max(map(len, pieces)) > MOST_WORDS or min(map(len, pieces)) < 2:
        return []
    for count in range(2, MOST_PARTS + 1):
        found = []
        for piece in pieces:
            ways = _ways(piece, count, words)
            if len(ways) != 1:
                break
            found.append(ways[0])
        if len(found) == len(rests):
            return found
    return []


def _ways(piece: list[str], count: int, words: set[str]) -> list[list[str]]:
    """Up to two ways to join the pieces to so many words."""
    if count == 1:
        whole = "_".join(piece)
        return [[whole]] if whole in words else []
    found: list[list[str]] = []
    for at in range(1, len(piece) - count + 2):
        first = "_".join(piece[:at])
        if first in words:
            found += [[first, *rest] for rest in _ways(piece[at:], count - 1, words)]
        if len(found) > 1:
            break
    return found


def _by_counting(rests: list[str]) -> list[list[str]]:
    """The parts of which few make many names; nothing where no way of parting does."""
    pieces = [rest.split("_") for rest in rests]
    if not all(map(all, pieces)) or min(map(len, pieces)) < 2:
        return []
    ways = []
    if len(set(map(len, pieces))) == 1:
        ways.append(_without_constants(pieces))
    ways.append([["_".join(piece[:-1]), piece[-1]] for piece in pieces])
    ways.append([[piece[0], "_".join(piece[1:])] for piece in pieces])
    good = [way for way in ways if _is_worthwhile(way)]
    return min(good, key=lambda way: sum(map(len, _values(way))), default=[])


def _without_constants(pieces: list[list[str]]) -> list[list[str]]:
    """What is the same in all joins what stands before it: ``North_depot`` is one part."""
    varies = [len(values) > 1 for values in _values(pieces)]
    starts = [at for at, does in enumerate(varies) if does]
    starts[:1] = [0]
    ends = [*starts[1:], len(varies)]
    return [["_".join(piece[a:b]) for a, b in zip(starts, ends, strict=True)] for piece in pieces]


def _values(keys: list[list[str]]) -> list[set[str]]:
    return [set(values) for values in zip(*keys, strict=True)]


def _is_worthwhile(keys: list[list[str]]) -> bool:
    sizes = [len(values) for values in _values(keys)]
    if not 2 <= len(sizes) <= MOST_PARTS or min(sizes) < 2:
        return False
    return sum(sizes) < len(keys) or prod(sizes) == len(keys)
