"""A table: a frame, what its columns are, and what was noticed while it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headway.automl.schema import Kind, Schema
from headway.automl.table.conform import conformed
from headway.automl.table.recast import recast
from headway.automl.table.summary import summarise

if TYPE_CHECKING:
    from headway.faces import Picture


@dataclass(frozen=True, eq=False)
class Table:
    r"""Rows and columns with kinds. Never changed: what sets one up gives another. Two are equal if they are one.

    ``frame`` has a plain index and, by kind: numbers (NaN where missing; infinite ones as given); ``datetime64[ns]``
    without zone (UTC where there was one); text, plain or as categories, as it was written, for all other kinds.

    >>> from headway.automl.table import read
    >>> table = read(b"city,sold,price\nTaipei,31/12/2024,3.5\nTainan,1/2/2025,\n")
    >>> {column.name: column.kind for column in table.schema}
    {'city': 'categorical', 'sold': 'datetime', 'price': 'numerical'}
    """

    name: str
    frame: Any  # a pandas DataFrame; pandas ships no types
    schema: Schema
    notes: tuple[str, ...] = ()
    decimals: Mapping[str, int] = field(
        default_factory=dict, repr=False
    )  # how numbers were written, as numbers.py has it

    def setup(self, kinds: Mapping[str, Kind]) -> Table:
        r"""This table with some columns of another kind.

        Raises:
            UnknownColumn: There is no such column; the nearest is named.
            BadOption: There is no such kind.
            BadTable: The values of a column can't be of the kind asked for.

        >>> from headway.automl.table import read
        >>> table = read(b"class\n1\n3\n2\n").setup({"class": "categorical"})
        >>> table.schema["class"].kind, table.frame["class"].tolist()
        ('categorical', ['1', '3', '2'])
        """
        frame, schema, decimals = recast(self.frame, self.schema, self.decimals, kinds)
        return Table(self.name, frame, schema, self.notes, decimals)

    def conform(self, schema: Schema, *, target: str | None = None) -> Table:
        r"""This table with the columns and kinds of another's schema, for a prediction by what was trained on that one.

        Columns of the schema that are missing here are an error, but for the target and identifiers; others are left
        out, with a note. Values that can't be of the kind are missing, with a note.

        Raises:
            BadTable: A column is missing, or none of its values can be of the kind; the message names it.

        >>> from headway.automl.table import read
        >>> train, test = read(b"class,y\na,1\n2,0\n"), read(b"extra,class\nx,7\n")
        >>> table = test.conform(train.schema, target="y")
        >>> table.frame["class"].tolist(), table.notes
        (['7'], ("a column that was not in training was left out: 'extra'",))
        """
        frame, own, decimals, notes = conformed(self.frame, self.schema, self.decimals, schema, target)
        return Table(self.name, frame, own, self.notes + notes, decimals)

    def summary(self) -> Any:
        r"""A frame with a row for each column: its kind, what is missing, and its spread or its most frequent values.

        >>> from headway.automl.table import read
        >>> print(read(b"sex,age\nf,30\nm,\nf,40\n").summary()[["kind", "missing", "distinct", "mean", "top"]])
                       kind  missing  distinct  mean           top
        column
        sex     categorical        0         2   NaN  f (2), m (1)
        age       numerical        1         2  35.0
        """
        return summarise(self.frame, self.schema)

    def picture(self) -> Picture:
        """How the values of each column are spread."""
        from headway.automl.views import table_picture

        return table_picture(self)

    def _repr_html_(self) -> str:
        from headway.automl.views import table_html

        return table_html(self)

    def __len__(self) -> int:
        return len(self.frame)
