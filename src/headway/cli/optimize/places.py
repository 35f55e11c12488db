"""Places in a file: a table with coordinates or distances as CSV, or an instance of TSPLIB or VRPLIB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from headway.cli.files import check_table
from headway.errors import BadTable, MissingExtra

TABLES = (".csv", ".tsv")


def places(word: str) -> Any:
    """The path as it is, or a frame of what stands in a table; its first column names the places if it holds no numbers."""
    check_table(word, "places")
    if Path(word).suffix.lower() not in TABLES:
        return word
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtra("headway.optimize", "optimize", "pandas") from None
    try:
        with Path(word).open(encoding="utf-8-sig") as file:
            header = file.readline()
        frame = pd.read_csv(word, sep=max(",;\t", key=header.count), encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError, ValueError) as error:
        raise BadTable(f"{word} can't be read: {error}", "Save it as CSV (UTF-8) with a header") from error
    first = frame.columns[0] if len(frame.columns) else None
    if first is not None and not pd.api.types.is_numeric_dtype(frame[first]):
        frame = frame.set_index(frame[first].astype(str)).drop(columns=first)
    return frame
