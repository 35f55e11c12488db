"""How variables and rows are called, and in which order they stand.

Without a word about it, as AMPL does. ``# headway names: x n by COLUMN; row by ROW`` at the head of a text says that the
members of ``x`` and ``n`` are called by their subscripts alone, joined, and stand in the order of the set ``COLUMN``: so
our own writer keeps names that AMPL's algebra can't hold.
"""

from __future__ import annotations

import re

from headway.optimize.readers.ampl.entities import Named, SetEntity
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.values import Key, plain, spelt_subscripts

_SAID = re.compile(r"^# headway names:(.*)$", re.MULTILINE)
_GROUP = re.compile(r"\s*(\w+(?: \w+)*) by (\w+)\s*")


def named_by(text: str, names: dict[str, Named], source: Source) -> dict[str, SetEntity]:
    """The set that names the members of each family, where the text says so.

    Raises:
        UnreadableModel: it says so of a set that is not there.
    """
    said = _SAID.search(text)
    if not said:
        return {}
    line, found = text.count("\n", 0, said.start()) + 1, dict[str, SetEntity]()
    for part in said.group(1).split(";"):
        group = _GROUP.fullmatch(part)
        entity = names.get(group.group(2)) if group else None
        if not group or not isinstance(entity, SetEntity) or entity.indexing:
            raise source.fail(line, "this says `headway names:` and not how", "Take the comment away, or mend it.")
        found.update(dict.fromkeys(group.group(1).split(), entity))
    return found


def name_of(family: str, alias: str, key: Key, is_indexed: bool, by: dict[str, SetEntity]) -> str:
    """What a variable or row is called."""
    if not is_indexed:
        return alias or family
    if family in by:
        return "".join(map(plain, key))
    return f"{family}[{spelt_subscripts(key)}]"


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
