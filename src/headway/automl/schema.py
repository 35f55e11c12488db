"""What the columns of a table are: plain values, which every other room of the toolkit reads.

A column's *kind* says how its values are meant, not how they are stored: house numbers are numbers that may be
categories, and a passenger's number is a number that is neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from headway.errors import UnknownColumn

Kind = Literal["numerical", "categorical", "datetime", "text", "id"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Column:
    """A column: its kind, and what was counted in it.

    ``missing`` of its ``rows`` values are missing, and the others are ``distinct`` different ones. ``note`` says why it
    has this kind, where one may wonder.

    >>> Column("Age", "numerical", rows=891, missing=177, distinct=88).missing_share
    0.1986...
    """

    name: str
    kind: Kind
    rows: int
    missing: int
    distinct: int
    note: str = ""

    @property
    def missing_share(self) -> float:
        """The share of values that are missing, 0 to 1; 0 where there are no rows."""
        return self.missing / self.rows if self.rows else 0.0


@dataclass(frozen=True)
class Schema:
    """The columns of a table, in its order.

    >>> schema = Schema((Column("Sex", "categorical", 891, 0, 2), Column("Age", "numerical", 891, 177, 88)))
    >>> schema.of_kind("numerical"), schema["Sex"].distinct
    (('Age',), 2)
    >>> schema["sex"]
    Traceback (most recent call last):
        ...
    headway.errors.UnknownColumn: there is no column 'sex'; did you mean 'Sex'? The columns: Sex, Age
    """

    columns: tuple[Column, ...]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in the order of the table."""
        return tuple(column.name for column in self.columns)

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """The names of the columns of these kinds."""
        return tuple(column.name for column in self.columns if column.kind in kinds)

    def __getitem__(self, name: str) -> Column:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownColumn(name, self.names) from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)
