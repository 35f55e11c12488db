"""Tables of places in files: CSV with commas, semicolons or tabs."""

from __future__ import annotations

from io import StringIO
from os import PathLike
from pathlib import Path
from typing import Any

from headway.errors import BadTable
from headway.optimize.extras import load
from headway.optimize.readers import text_of_file

ENDINGS = (".csv", ".tsv")


def is_table(given: Any) -> bool:
    """Whether it is the path of a table.

    >>> is_table("schools.csv"), is_table("berlin52.tsp")
    (True, False)
    """
    return isinstance(given, (str, PathLike)) and Path(given).suffix.lower() in ENDINGS


def read_table(path: str | PathLike[str]) -> Any:
    """The frame that stands in a file; its first column names the places, if it holds no numbers.

    Raises:
        BadModel: there is no such file.
        BadTable: it holds no table.
    """
    text = text_of_file(Path(path))
    pd = load("pandas", "a table of places")
    header = text.partition("\n")[0]
    try:
        frame = pd.read_csv(StringIO(text), sep=max(",;\t", key=header.count))
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise BadTable(f"{path} can't be read: {error}", "Save it as CSV with a header") from error
    first = frame.columns[0]
    if not pd.api.types.is_numeric_dtype(frame[first]):
        frame = frame.set_index(frame[first].astype(str)).drop(columns=first)
    return frame
