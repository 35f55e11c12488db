"""Any table, read."""

from __future__ import annotations

import io
from os import PathLike
from typing import IO, Any

import pandas as pd

from headway.automl.schema import Schema
from headway.automl.table.assembly import make_frame
from headway.automl.table.columns import Inferred
from headway.automl.table.delimited import read_delimited
from headway.automl.table.frames import read_frame
from headway.automl.table.sources import PARQUET, Source, locate
from headway.automl.table.table import Table
from headway.errors import BadOption, BadTable

FEW = 5


def read(source: str | PathLike[str] | bytes | IO[str] | IO[bytes] | Any, *, name: str | None = None) -> Table:
    r"""A table from a file, bytes, a file object or a pandas DataFrame, with the kinds of its columns inferred.

    Encoding, delimiter and decimal sign are found in the bytes, and never depend on the machine's locale. ``.gz`` and
    ``.zip`` (of one file) are unpacked; Parquet is read where pyarrow is installed. A frame is copied, not kept.

    Args:
        source: A path; bytes; a file object, of text or bytes, read from where it is; or a DataFrame.
        name: What the table is called; as its file by default.

    Raises:
        BadTable: It is no table, or a broken one: the message names the line or the column, and the cure.
        BadOption: ``source`` is nothing that can be read.

    >>> table = read(b"name;price\napple;1,50\npear;2,25\n")
    >>> table.frame["price"].tolist(), table.notes
    ([1.5, 2.25], ('values are divided by semicolons', 'the decimal sign is a comma'))
    >>> read(b"a,b\n1,2\n1,2,3\n")
    Traceback (most recent call last):
        ...
    headway.errors.BadTable: the table has 3 fields in line 3, and its header (line 1) has 2, divided by ','. Quote values...
    """
    if name is not None and not isinstance(name, str):
        raise BadOption("name", name, "text")
    if isinstance(source, pd.DataFrame):
        return _table(name or "table", *read_frame(source))
    located = locate(source)
    if located.start(4) == PARQUET:
        return _table(name or located.name, *read_frame(_parquet(located)))
    return _table(name or located.name, *read_delimited(located))


def _table(name: str, columns: dict[str, Inferred], notes: tuple[str, ...]) -> Table:
    frame = make_frame({name: found.values for name, found in columns.items()})
    schema = Schema(tuple(found.column for found in columns.values()))
    decimals = {name: found.decimals for name, found in columns.items() if found.column.kind == "numerical"}
    return Table(name, frame, schema, notes + _infinite_notes(schema), decimals)


def _infinite_notes(schema: Schema) -> tuple[str, ...]:
    found = [column.name for column in schema if "infinite value" in column.note]
    more = f" and {len(found) - FEW} more" if len(found) > FEW else ""
    return (f"infinite values in {', '.join(map(repr, found[:FEW]))}{more} are kept",) if found else ()


def _parquet(source: Source) -> Any:
    try:
        return pd.read_parquet(io.BytesIO(source.content) if isinstance(source.content, bytes) else source.content)
    except ImportError as error:
        what = f"{source.title} is a Parquet file, and pyarrow, which reads those, is not installed"
        raise BadTable(what, "Run `pip install pyarrow`, or save it as CSV.") from error
    except (OSError, ValueError) as error:  # pyarrow's own errors are ValueErrors
        raise BadTable(
            f"{source.title} starts as a Parquet file and can't be read: {error}", "Write it anew."
        ) from error
