"""How variables and rows are called, and in which order they stand.

Without a word about it, as AMPL does. Comments of our own writer say otherwise, and so keep what AMPL's algebra can't hold:

- ``# headway names: x n by COLUMN; row by ROW``: the members of ``x`` and ``n`` are called by their subscripts alone, joined,
  and stand in the order of the set ``COLUMN``;
- ``# headway names: ship = ship_{1}_{2}``: the members of ``ship`` are called so, with their subscripts put in;
- ``# headway order of rows: 1 3 2 4-9``: of the rows, as they are declared, this comes first, that second, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from headway.optimize.readers.ampl.entities import Named, SetEntity
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.values import Key, plain, spelt_subscripts

T = TypeVar("T")

_SAID = re.compile(r"^# headway names:(.*)$", re.MULTILINE)
_GROUP = re.compile(r"\s*(\w+(?: \w+)*) by (\w+)\s*")
_PATTERN = re.compile(r"\s*(\w+) = (\S(?:.*\S)?)\s*")
_PLACE = re.compile(r"\{(\d{1,2})\}")
_ORDER = re.compile(r"^# headway order of (variables|rows):(.*)$", re.MULTILINE)
_RUN = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)
_MEND = "Take the comment away, or mend it."


@dataclass
class Naming:
    """What the comments say.

    Attributes:
        by: The set that names the members of a family.
        patterns: The texts around the subscripts in the names of a family's members.
        orders: Of variables and rows, the runs of places of those declared, in the model's order.
        line: Where the first of the comments about names stands; ``order_line``: of those about order.
    """

    source: Source
    by: dict[str, SetEntity] = field(default_factory=dict)
    patterns: dict[str, list[str]] = field(default_factory=dict)
    orders: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    line: int = 1
    order_line: int = 1

    def name_of(self, family: str, alias: str, key: Key, is_indexed: bool) -> str:
        """What a variable or row is called.

        Raises:
            UnreadableModel: its pattern has another number of subscripts.
        """
        if not is_indexed:
            return alias or family
        if family in self.by:
            return "".join(map(plain, key))
        texts = self.patterns.get(family)
        if texts is None:
            return f"{family}[{spelt_subscripts(key)}]"
        if len(texts) != len(key) + 1:
            raise self.source.fail(
                self.line, f"the names of `{family}` are to have {len(texts) - 1} parts, and it has {len(key)}", _MEND
            )
        self.source.spend(sum(map(len, texts)), self.line)
        return "".join(text + plain(part) for text, part in zip(texts, key, strict=False)) + texts[-1]

    def in_order(self, what: str, found: list[T]) -> list[T]:
        """The variables or rows, which come as they are declared, in the order that is said.

        Raises:
            UnreadableModel: it is not said of each of them once.
        """
        runs = self.orders.get(what)
        if runs is None:
            return found
        sizes = [last - first + 1 for first, last in runs]
        if min(sizes, default=0) < 1 or sum(sizes) != len(found):
            raise self._unordered(what)
        places = [place - 1 for first, last in runs for place in range(first, last + 1)]
        if sorted(places) != list(range(len(found))):
            raise self._unordered(what)
        return [found[place] for place in places]

    def _unordered(self, what: str) -> Exception:
        return self.source.fail(self.order_line, f"`headway order of {what}:` does not name each of them once", _MEND)


def naming(text: str, data: str, names: dict[str, Named], source: Source) -> Naming:
    """What a text says of names, and it or its data of the order.

    Raises:
        UnreadableModel: what it says is not of what is there.
    """
    found = Naming(source)
    line, place = 1, 0
    for said in _SAID.finditer(text):
        line, place = line + text.count("\n", place, said.start()), said.start()
        found.line = line if not found.by and not found.patterns else found.line
        for part in said.group(1).split(";"):
            _read_names(part, found, names, line)
    for part in (text, data):
        _read_orders(_ORDER.finditer(part), part, found)
    return found


def _read_names(part: str, found: Naming, names: dict[str, Named], line: int) -> None:
    pattern = _PATTERN.fullmatch(part)
    if pattern:
        texts = _PLACE.split(pattern.group(2))
        if texts[1::2] == [str(k + 1) for k in range(len(texts) // 2)] and len(texts) > 1:
            found.patterns[pattern.group(1)] = texts[::2]
            return
    group = _GROUP.fullmatch(part)
    entity = names.get(group.group(2)) if group else None
    if not group or not isinstance(entity, SetEntity) or entity.indexing:
        raise found.source.fail(line, "this says `headway names:` and not how", _MEND)
    found.by.update(dict.fromkeys(group.group(1).split(), entity))


def _read_orders(said: Iterable[re.Match[str]], text: str, found: Naming) -> None:
    for at, order in enumerate(said):
        if not at:
            found.order_line = text.count("\n", 0, order.start()) + 1
        runs = found.orders.setdefault(order.group(1), [])
        for word in order.group(2).split():
            run = _RUN.fullmatch(word)
            if not run:
                raise found.source.fail(found.order_line, f"`{word}` is no place in an order", _MEND)
            runs.append((int(run.group(1)), int(run.group(2) or run.group(1))))


class Order:
    """Sorts the members of families: in the order of declaration, but those that a set names in that set's."""

    def __init__(self, by: dict[str, SetEntity], source: Source) -> None:
        self.by, self.source = by, source
        self.firsts: dict[int, int] = {}

    def place(self, family: str, key: Key, number: int, line: int) -> tuple[int, int]:
        """Where it stands: by the place of its family's group, and by its own in that."""
        entity = self.by.get(family)
        if entity is None:
            return number, 0
        places = entity.members((), line).places
        if key not in places:
            raise self.source.fail(
                line, f"`{entity.name}`, which is to name `{family}`, lacks ({spelt_subscripts(key)})"
            )
        return self.firsts.setdefault(id(entity), number), places[key]
