"""Which columns of a table are treated how: decided once for the whole search, from the schema alone.

What depends on values (means, vocabularies, which categories are rare) is learnt later, in each fold by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headway.automl.schema import Column, Schema

FEW = 40  # categories that a tree may split by name, and that may each have a column of their own


@dataclass(frozen=True)
class Layout:
    """The features by treatment; a column is in one of them, or in ``left_out`` with the reason.

    ``few`` are categories that repeat often, ``many`` those with more than :data:`FEW` values.
    """

    numbers: tuple[str, ...]
    few: tuple[str, ...]
    many: tuple[str, ...]
    dates: tuple[str, ...]
    texts: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """All columns that are used."""
        return self.numbers + self.few + self.many + self.dates + self.texts


def lay_out(schema: Schema, features: Sequence[str]) -> Layout:
    """The treatment of each of these columns.

    >>> columns = Column("Age", "numerical", 9, 1, 7), Column("Sex", "categorical", 9, 0, 2), Column("Id", "id", 9, 0, 9)
    >>> layout = lay_out(Schema(columns), ["Age", "Sex", "Id"])
    >>> layout.numbers, layout.few, layout.left_out
    (('Age',), ('Sex',), (('Id', 'an identifier'),))
    """
    kept, left_out = [], []
    for column in (schema[name] for name in features):
        if reason := _useless(column):
            left_out.append((column.name, reason))
        else:
            kept.append(column)

    def names(kind: str) -> tuple[str, ...]:
        return tuple(column.name for column in kept if column.kind == kind)

    few = tuple(column.name for column in kept if column.kind == "categorical" and column.distinct <= FEW)
    return Layout(
        numbers=names("numerical"),
        few=few,
        many=tuple(name for name in names("categorical") if name not in few),
        dates=names("datetime"),
        texts=names("text"),
        left_out=tuple(left_out),
    )


def _useless(column: Column) -> str:
    """Why a column can say nothing; empty where it may."""
    if column.kind == "id":
        return "an identifier"
    if column.missing == column.rows:
        return "all values are missing"
    if column.distinct == 1 and not column.missing:
        return "one value only"
    return ""
