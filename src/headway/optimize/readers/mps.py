"""MPS, fixed columns and free (the format of IBM's MPSX; sections as HiGHS and CPLEX read them).

Fixed: fields begin at columns 2, 5, 15, 25, 40 and 50, and names may hold blanks. Free: fields are parted by blanks.
Which of the two a file is, is decided once for all of it. The objective's right-hand side is minus its constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np
from scipy import sparse

from headway.errors import BadModel, UnreadableModel
from headway.optimize.model import Model, Sense
from headway.optimize.readers.numbers import number

FIELDS = ((1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61))
SECTIONS = {"NAME", "OBJSENSE", "OBJSENSE MAX", "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS", "ENDATA", "OBJECT"}
Line = tuple[int, list[str]]


def read_mps(text: str, where: str = "the text") -> Model:
    """The model that an MPS text states.

    Raises:
        UnreadableModel: with the line.
    """
    lines = [(at, line.rstrip()) for at, line in enumerate(text.splitlines(), 1)]
    lines = [(at, line) for at, line in lines if line.strip() and not line.startswith("*")]
    try:
        return _Reading(where, is_fixed=False).read(lines)
    except UnreadableModel as free:
        try:
            return _Reading(where, is_fixed=True).read(lines)
        except UnreadableModel as fixed:
            raise max((free, fixed), key=lambda error: error.line) from None


class _Reading:
    """One file, as it is read."""

    def __init__(self, where: str, is_fixed: bool) -> None:
        self.where, self.is_fixed = where, is_fixed
        self.name, self.sense = "model", Sense.MIN
        self.kinds: dict[str, str] = {}  # of the rows, in their order
        self.row_at: dict[str, int] = {}
        self.objective: str | None = None
        self.columns: dict[str, int] = {}
        self.whole: list[bool] = []
        self.entries: dict[tuple[int, int], float] = {}
        self.costs: dict[int, float] = {}
        self.sides: dict[str, float] = {}
        self.ranges: dict[str, float] = {}
        self.lower: dict[int, float] = {}
        self.upper: dict[int, float] = {}
        self.in_whole = False
        self.set_names: dict[str, str] = {}

    def fail(self, line: int, what: str, cure: str = "") -> UnreadableModel:
        return UnreadableModel(self.where, line, what, cure)

    def read(self, lines: list[tuple[int, str]]) -> Model:
        section, is_over = "", False
        for at, line in lines:
            if is_over:  # what stands behind ENDATA is no part of it
                break
            if not line[0].isspace():
                section, *rest = line.split(None, 1)
                section = section.upper()
                if section not in SECTIONS:
                    raise self.fail(at, f"{section!r} is no section that is known here")
                if section == "NAME":
                    self.name = rest[0].strip() if rest else "model"
                elif section == "OBJSENSE" and rest:
                    self.take_sense(at, rest[0].strip())
                is_over = section == "ENDATA"
                continue
            self.take(section, at, line)
        if not is_over:
            raise self.fail(lines[-1][0] if lines else 1, "the file ends before ENDATA", "It may have been cut off.")
        return self.model(lines[-1][0])

    def take(self, section: str, at: int, line: str) -> None:
        if section == "OBJSENSE":
            self.take_sense(at, line.strip())
        elif section == "ROWS":
            self.take_row(at, self.fields(line, section))
        elif section == "COLUMNS":
            self.take_column(at, self.fields(line, section))
        elif section in ("RHS", "RANGES"):
            self.take_sides(section, at, self.fields(line, section))
        elif section == "BOUNDS":
            self.take_bound(at, self.fields(line, section))
        else:
            raise self.fail(at, f"a line of data stands in the section {section or 'before the first'!r}")

    def fields(self, line: str, section: str) -> list[str]:
        """The six fields of a line of fixed columns, or those of a free one; trailing ones that are empty left out."""
        if not self.is_fixed:
            return line.split()
        found = [line[start:end].strip() for start, end in FIELDS]
        while found and not found[-1]:
            found.pop()
        return found

    def take_sense(self, at: int, word: str) -> None:
        known = {"MAX": Sense.MAX, "MAXIMIZE": Sense.MAX, "MIN": Sense.MIN, "MINIMIZE": Sense.MIN}
        if word.upper() not in known:
            raise self.fail(at, f"the sense {word!r} is neither MIN nor MAX")
        self.sense = known[word.upper()]

    def take_row(self, at: int, fields: list[str]) -> None:
        if len(fields) != 2 or fields[0].upper() not in ("N", "L", "G", "E"):
            raise self.fail(at, "a row is a kind (N, L, G or E) and a name")
        kind, name = fields[0].upper(), fields[1]
        if name in self.kinds:
            raise self.fail(at, f"the row {name!r} is there twice")
        self.kinds[name] = kind
        if kind == "N" and self.objective is None:
            self.objective = name
        else:
            self.row_at[name] = len(self.row_at)

    def pairs(self, at: int, fields: list[str]) -> Iterator[tuple[str, float]]:
        """One or two rows and numbers."""
        if len(fields) not in (2, 4):
            raise self.fail(at, "one or two pairs of a row and a number are expected")
        for name, text in zip(fields[::2], fields[1::2], strict=True):
            if name not in self.kinds:
                raise self.fail(at, f"there is no row {name!r}")
            yield name, number(text, self.where, at)

    def take_column(self, at: int, fields: list[str]) -> None:
        if self.is_fixed:
            fields = fields[1:]
        if len(fields) >= 2 and fields[1].strip("'") == "MARKER":
            kind = fields[-1].strip("'")
            if kind not in ("INTORG", "INTEND"):
                raise self.fail(at, f"the marker {kind!r} is neither 'INTORG' nor 'INTEND'")
            self.in_whole = kind == "INTORG"
            return
        if len(fields) < 3:
            raise self.fail(at, "a column is a name and one or two pairs of a row and a number")
        name = fields[0]
        column = self.columns.get(name)
        if column is None:
            column = self.columns[name] = len(self.columns)
            self.whole.append(self.in_whole)
        for row, value in self.pairs(at, fields[1:]):
            self.take_entry(at, row, column, name, value)

    def take_entry(self, at: int, row: str, column: int, name: str, value: float) -> None:
        if row == self.objective:
            if column in self.costs:
                raise self.fail(at, f"the cost of {name!r} is there twice")
            self.costs[column] = value
            return
        place = self.row_at[row], column
        if place in self.entries:
            raise self.fail(at, f"the entry of {name!r} in {row!r} is there twice")
        self.entries[place] = value

    def take_sides(self, section: str, at: int, fields: list[str]) -> None:
        fields = fields[2:] if self.is_fixed else fields[len(fields) % 2 :]
        held = self.sides if section == "RHS" else self.ranges
        for row, value in self.pairs(at, fields):
            if row in held:
                raise self.fail(at, f"the number of {row!r} in {section} is there twice")
            held[row] = value

    def take_bound(self, at: int, fields: list[str]) -> None:
        kind = fields[0].upper()
        without = kind in ("FR", "MI", "PL", "BV")
        if kind not in ("UP", "LO", "FX", "FR", "MI", "PL", "BV", "LI", "UI"):
            raise self.fail(at, f"the bound {kind!r} is not known here", "Known are UP LO FX FR MI PL BV LI UI.")
        if self.is_fixed:
            rest = fields[2:]
        else:
            rest = fields[-1:] if without and len(fields) <= 3 else fields[-2:]
            if without and len(fields) == 4:
                rest = fields[2:]
        if not rest or (len(rest) < 2 and not without):
            raise self.fail(at, "a bound is a kind, the name of the set, a column and a number")
        if rest[0] not in self.columns:
            raise self.fail(at, f"there is no column {rest[0]!r}")
        column = self.columns[rest[0]]
        value = 0.0 if without else number(rest[1], self.where, at)
        if kind in ("UP", "UI", "FX", "BV"):
            self.upper[column] = 1.0 if kind == "BV" else value
            if kind in ("UP", "UI") and value < 0 and column not in self.lower:
                self.lower[column] = -inf  # as HiGHS, CPLEX and glpsol read it
        if kind in ("LO", "LI", "FX", "BV"):
            self.lower[column] = 0.0 if kind == "BV" else value
        if kind in ("FR", "MI"):
            self.lower[column] = -inf
        if kind in ("FR", "PL"):
            self.upper[column] = inf
        if kind in ("BV", "LI", "UI"):
            self.whole[column] = True

    def model(self, last: int) -> Model:
        width, count = len(self.columns), len(self.row_at)
        lower, upper = np.zeros(width), np.full(width, inf)
        for column, value in self.lower.items():
            lower[column] = value
        for column, value in self.upper.items():
            upper[column] = value
        limits = [self.limits(name) for name in self.row_at]
        costs = np.zeros(width)
        for column, value in self.costs.items():
            costs[column] = value
        places = np.array(list(self.entries), np.int64).reshape(-1, 2)
        entries = np.array(list(self.entries.values()), float)
        try:
            return Model(
                name=self.name,
                sense=self.sense,
                costs=costs,
                constant=-self.sides.get(self.objective or "", 0.0),
                matrix=sparse.csr_array((entries, (places[:, 0], places[:, 1])), shape=(count, width)),
                row_lower=np.array([low for low, _ in limits]),
                row_upper=np.array([high for _, high in limits]),
                lower=lower,
                upper=upper,
                integer=np.array(self.whole, bool),
                variables=tuple(self.columns),
                rows=tuple(self.row_at),
            )
        except BadModel as bad:
            raise self.fail(last, bad.what, bad.cure) from None

    def limits(self, name: str) -> tuple[float, float]:
        kind, side, spread = self.kinds[name], self.sides.get(name, 0.0), self.ranges.get(name)
        low, high = {"L": (-inf, side), "G": (side, inf), "E": (side, side), "N": (-inf, inf)}[kind]
        if spread is None or kind == "N":
            return low, high
        if kind == "L":
            return side - abs(spread), side
        if kind == "G":
            return side, side + abs(spread)
        return (side, side + spread) if spread > 0 else (side + spread, side)
