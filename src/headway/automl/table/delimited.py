"""A delimited text, read by the C parser of pandas in chunks: once, without a second copy of the whole.

A plan made from the first rows says what each column is likely to be. Numbers and ISO dates are parsed as such; of
words that repeat each is kept once; text that mostly differs is kept as it is. A column of the plan's numbers in which a
word turns up is read again as words: numbers would have lost how they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from headway.automl.table.columns import Inferred, infer_numbers, infer_times, infer_words
from headway.automl.table.dates import ISO, are_iso, parse_iso, zone_note
from headway.automl.table.dialect import DELIMITERS, Head, look
from headway.automl.table.encoding import Text, decode
from headway.automl.table.missing import BESIDE_NUMBERS
from headway.automl.table.names import unique_names
from headway.automl.table.numbers import decimals_written, has_codes, is_number
from headway.automl.table.pieces import NARROW_ABOVE_BYTES, Growing, are_exact, narrow
from headway.automl.table.sources import Source
from headway.automl.table.survey import Survey, survey
from headway.automl.table.words import Words
from headway.errors import BadTable

CHUNK_BYTES = 1 << 24
SAMPLE_CELLS = 200_000
Plan = Literal["numbers", "times", "categories", "text"]
# Until pandas 3.1 the other ways to read numbers look at 17 digits, leading zeros counted; from then on all are exact.
_EXACT: Any = {"float_precision": "round_trip"} if tuple(map(int, pd.__version__.split(".")[:2])) < (3, 1) else {}


@dataclass
class Gathered:
    """What the chunks of one column hold so far."""

    plan: Plan
    values: Growing = field(default_factory=Growing)
    index: dict[str, int] = field(default_factory=dict)
    is_refuted: bool = False

    def add(self, piece: Any, is_large: bool) -> None:
        """Take a chunk of the column, a Series."""
        if self.plan == "categories":
            self.values.add(self._coded(piece))
        elif self.plan == "text":
            self.values.add(piece.to_numpy(dtype=object))
        elif self.plan == "times" and not self.is_refuted:
            self._keep(*parse_iso(piece))
        elif not self.is_refuted:
            values = piece.to_numpy()
            fits = are_exact(values)
            self._keep(narrow(values) if fits and is_large else values, fits)

    def _coded(self, piece: Any) -> np.ndarray[Any, Any]:
        codes, words = pd.factorize(piece.to_numpy())
        places = [self.index.setdefault(word, len(self.index)) for word in words]
        width = next(kind for kind in (np.int8, np.int16, np.int32) if len(self.index) <= np.iinfo(kind).max)
        coded: np.ndarray[Any, Any] = np.array([*places, -1], width)[codes]
        return coded

    def _keep(self, values: np.ndarray[Any, Any], fits: bool) -> None:
        self.is_refuted = not fits
        if fits:
            self.values.add(values)
        else:
            self.values = Growing()

    def words(self, rows: int) -> Words:
        """The column as words; what was gathered is given up."""
        if self.plan == "categories":
            return Words(self.values.take(rows), tuple(self.index))
        codes, uniques = pd.factorize(self.values.take(rows))
        return Words(codes, tuple(uniques))


def read_delimited(source: Source) -> tuple[dict[str, Inferred], tuple[str, ...]]:
    """The columns of a delimited text, by name, and notes on how it was read.

    Raises:
        BadTable: It holds no rows, or is no table: the message names the line and the cure.
    """
    text = decode(source)
    head = look(text)
    found = survey(text, head)
    names, renamed = unique_names(head.names)
    samples = _samples(head)
    plans = [_plan(sample, place in found.coded, head) for place, sample in enumerate(samples)]
    gathered, rows = _gather(text, head, plans, found)
    columns = {name: _infer(name, gathered.pop(place), rows, samples[place], head) for place, name in enumerate(names)}
    return columns, (*filter(None, (text.note, *_dialect_notes(head))), *renamed)


def _dialect_notes(head: Head) -> Iterator[str]:
    if head.dialect.delimiter != "," and len(head.names) > 1:
        yield f"values are divided by {DELIMITERS.get(head.dialect.delimiter, repr(head.dialect.delimiter))}"
    if head.dialect.decimal == ",":
        yield "the decimal sign is a comma"
    if len(head.names) > 1 and all(map(is_number, head.names)):
        yield "the first line was taken as the header, and holds only numbers: is a header missing?"


def _samples(head: Head) -> list[list[str]]:
    """The first values of each column, missing ones left out."""
    most = max(10, SAMPLE_CELLS // len(head.names))
    rows = [row for row in head.sample[:most] if len(row) == len(head.names)]
    return [
        [value for value in column if value.strip() not in BESIDE_NUMBERS] for column in zip(*rows, strict=True)
    ] or [[] for _ in head.names]


def _plan(sample: Sequence[str], is_coded: bool, head: Head) -> Plan:
    if not sample:
        return "categories"
    if not is_coded and not has_codes(sample) and all(is_number(_pointed(value, head)) for value in sample):
        return "numbers"
    if len(set(sample)) > len(sample) / 2 and are_iso(sample):
        return "times"
    return "text" if len(set(sample)) > max(len(sample) / 2, 20) else "categories"


def _pointed(value: str, head: Head) -> str:
    return value.replace(",", ".") if head.dialect.decimal == "," and "." not in value else value


def _gather(text: Text, head: Head, plans: list[Plan], found: Survey) -> tuple[dict[int, Gathered], int]:
    """All columns, by place, and how many rows they have."""
    gathered = {place: Gathered(plan) for place, plan in enumerate(plans)}
    rows = _gather_chunks(text, head, gathered)
    rows -= found.blank_end if len(plans) == 1 else 0
    if rows <= 0:
        raise BadTable(f"{text.title} has a header but no rows", "Give it at least one row.")
    again: dict[Plan, Plan] = {"numbers": "categories", "times": "text"}
    refuted = {place: Gathered(again[column.plan]) for place, column in gathered.items() if column.is_refuted}
    if refuted:
        _gather_chunks(text, head, refuted)
    return gathered | refuted, rows


def _gather_chunks(text: Text, head: Head, gathered: dict[int, Gathered]) -> int:
    is_large = text.size > NARROW_ABOVE_BYTES
    rows = 0
    for chunk in _chunks(text, head, gathered):
        rows += len(chunk)
        for place, column in gathered.items():
            column.add(chunk[place], is_large)
    return rows


def _chunks(text: Text, head: Head, gathered: dict[int, Gathered]) -> Iterator[Any]:
    """The rows as frames of about the same size in bytes; the columns are named by their places."""
    with text.open(head.starts_at) as stream:
        try:
            yield from pd.read_csv(
                stream,
                encoding="utf-8",
                engine="c",
                header=None,
                index_col=False,
                names=range(len(head.names)),
                usecols=None if len(gathered) == len(head.names) else sorted(gathered),
                sep=head.dialect.delimiter,
                decimal=head.dialect.decimal,
                **_EXACT,
                skipinitialspace=head.dialect.blanks,
                skip_blank_lines=len(head.names) > 1,
                # Not as categories: from pandas 3 on those would be numbers where the words look like some.
                dtype={place: object for place, column in gathered.items() if column.plan != "numbers"},
                na_values={place: _missing(column.plan) for place, column in gathered.items()},
                keep_default_na=False,
                low_memory=False,
                chunksize=_rows_of_chunk(head),
            )
        except pd.errors.EmptyDataError:
            return
        except (pd.errors.ParserError, OverflowError) as error:
            raise BadTable(f"{text.title} can't be read: {error}", "Save it again as CSV (UTF-8).") from error


def _missing(plan: Plan) -> list[str]:
    return sorted(BESIDE_NUMBERS) if plan == "numbers" else [""]


def _rows_of_chunk(head: Head) -> int:
    cells = sum(len(value) + 1 for row in head.sample[:100] for value in row)
    return max(100, CHUNK_BYTES * len(head.sample[:100]) // max(cells, 1))


def _infer(name: str, gathered: Gathered, rows: int, sample: Sequence[str], head: Head) -> Inferred:
    if gathered.plan == "numbers":
        return infer_numbers(name, gathered.values.take(rows), decimals_written(sample))
    if gathered.plan == "times":
        note = "; ".join(filter(None, (f"dates as {ISO.example}", zone_note(sample, ISO))))
        return infer_times(name, gathered.values.take(rows), note)
    return infer_words(name, gathered.words(rows), head.dialect.decimal)
