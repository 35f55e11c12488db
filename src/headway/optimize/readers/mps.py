"""MPS, fixed columns and free (the format of IBM's MPSX; sections as HiGHS and CPLEX read them).

Fixed: fields begin at columns 2, 5, 15, 25, 40 and 50, and names may hold blanks. Free: fields are parted by blanks.
Which of the two a file is, is decided once for all of it: free where it can be read so, else fixed.

The objective is the first row of kind N, or what OBJNAME names; its right-hand side is minus its constant. Other rows of
kind N are rows without limits. A negative upper bound takes the lower bound of 0 away unless one is stated, as in HiGHS,
CPLEX and glpsol. A coefficient of 0 is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from headway.errors import UnreadableModel
from headway.optimize.model import INFINITE, LARGE, Model, Sense
from headway.optimize.readers.draft import Draft
from headway.optimize.readers.numbers import number

FIELDS = ((1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61))
SENSES = {"MAX": Sense.MAX, "MAXIMIZE": Sense.MAX, "MIN": Sense.MIN, "MINIMIZE": Sense.MIN}
WITHOUT_NUMBER = ("FR", "MI", "PL", "BV")
BOUNDS = ("UP", "LO", "FX", "FR", "MI", "PL", "BV", "LI", "UI")
Line = tuple[int, str]


def read_mps(text: str, where: str = "the text") -> Model:
    r"""The model that an MPS text states.

    Args:
        text: What stands in the file. No other file is opened.
        where: What it is called in errors.

    Raises:
        UnreadableModel: with the line.

    >>> model = read_mps("NAME small\nROWS\n N cost\n L wood\nCOLUMNS\n x cost 3 wood 1\nRHS\n RHS wood 4\nENDATA\n")
    >>> model.name, model.variables, model.row_upper
    ('small', ('x',), array([4.]))
    """
    lines = [(at, line.rstrip()) for at, line in enumerate(text.splitlines(), 1)]
    lines = [(at, line) for at, line in lines if line.strip() and not line.startswith("*")]
    try:
        return _Reading(where, is_fixed=False).read(lines)
    except UnreadableModel as free:
        try:
            return _Reading(where, is_fixed=True).read(lines)
        except UnreadableModel as fixed:  # the reading that came further is the one that was meant
            raise max((free, fixed), key=lambda error: error.line) from None


class _Reading:
    """One file, as it is read."""

    def __init__(self, where: str, is_fixed: bool) -> None:
        self.where, self.is_fixed = where, is_fixed
        self.draft = Draft(where)
        self.section = ""
        self.seen: set[str] = set()
        self.kinds: dict[str, tuple[str, int]] = {}  # of the rows, in their order; and their lines
        self.objective: str | None = None
        self.entries: dict[str, dict[int, float]] = {}  # of each row
        self.column: str | None = None  # of which the entries are read now
        self.in_whole = False
        self.numbers: dict[str, dict[str, tuple[float, int]]] = {"RHS": {}, "RANGES": {}}
        self.bounds: dict[tuple[int, str], float] = {}  # by the column and the bound's kind
        self.vectors: dict[str, str] = {}

    def fail(self, line: int, what: str, cure: str = "") -> UnreadableModel:
        return UnreadableModel(self.where, line, what, cure)

    def read(self, lines: list[Line]) -> Model:
        for at, line in lines:
            if line[0].isspace():
                self.take(at, line)
            elif self.section == "OBJSENSE" and line.upper() in SENSES:
                self.draft.sense = SENSES[line.upper()]
            else:
                self.begin(at, *line.split(None, 1))
            if self.section == "ENDATA":  # what stands behind is no part of it
                return self.model(at)
        raise self.fail(lines[-1][0] if lines else 1, "the file ends before ENDATA", "It may have been cut off.")

    def begin(self, at: int, word: str, rest: str = "") -> None:
        """Begin a section."""
        self.section = word.upper()
        if self.section not in TAKES and self.section not in ("NAME", "ENDATA"):
            raise self.fail(
                at, f"{word!r} is no section that is known here", f"Known are {', '.join(['NAME', *TAKES])}."
            )
        if self.section in self.seen:
            raise self.fail(at, f"the section {self.section} is there twice")
        self.seen.add(self.section)
        if self.section == "NAME":
            self.draft.name = _without_mark(rest.strip()) or "model"
        elif rest and self.section == "OBJSENSE":
            self.take_sense(at, [rest])
        elif rest:
            raise self.fail(at, f"{rest.strip()!r} stands behind the section's name")

    def take(self, at: int, line: str) -> None:
        """Take a line of data."""
        if self.section not in TAKES:
            raise self.fail(at, f"a line of data stands in the section {self.section or 'before the first'!r}")
        is_word = self.section in ("OBJSENSE", "OBJNAME")
        TAKES[self.section](self, at, [line.strip()] if is_word else self.fields(at, line))

    def fields(self, at: int, line: str) -> list[str]:
        """The six fields of a line of fixed columns, or those of a free one; trailing ones that are empty left out."""
        if not self.is_fixed:
            return line.split()
        found, end = list[str](), 0
        for start, stop in FIELDS:
            if line[end:start].strip():
                break
            found.append(line[start:stop].strip())
            end = stop
        if line[end:].strip():
            raise self.fail(at, f"{line[end:].split()[0]!r} stands beside the columns of the fields")
        while found and not found[-1]:
            found.pop()
        return found

    def take_sense(self, at: int, fields: list[str]) -> None:
        word = fields[0].strip().upper()
        if word not in SENSES:
            raise self.fail(at, f"the sense {word!r} is neither MIN nor MAX")
        self.draft.sense = SENSES[word]

    def take_objective(self, at: int, fields: list[str]) -> None:
        if self.kinds:
            raise self.fail(at, "OBJNAME stands behind ROWS", "State it in front.")
        self.objective = fields[0]

    def take_row(self, at: int, fields: list[str]) -> None:
        if len(fields) != 2 or fields[0].upper() not in ("N", "L", "G", "E"):
            raise self.fail(at, "a row is a kind (N, L, G or E) and a name")
        kind, name = fields[0].upper(), fields[1]
        if name in self.kinds:
            raise self.fail(at, f"the row {name!r} is there twice")
        self.kinds[name] = kind, at
        self.entries[name] = {}
        if kind == "N" and self.objective is None:
            self.objective = name

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
        if len(fields) >= 3 and fields[1] == "'MARKER'" and fields[-1].startswith("'"):
            self.take_marker(at, fields[-1])
            return
        if len(fields) < 3:
            raise self.fail(at, "a column is a name and one or two pairs of a row and a number")
        name = fields[0]
        if name != self.column:
            if self.draft.knows(name):
                raise self.fail(at, f"the column {name!r} is there twice", "All its entries have to stand together.")
            self.draft.integer[self.draft.column(name)] = self.in_whole
            self.column = name
        column = self.draft.column(name)
        for row, value in self.pairs(at, fields[1:]):
            if column in self.entries[row]:
                raise self.fail(at, f"the entry of {name!r} in {row!r} is there twice")
            if not abs(value) < (INFINITE if row == self.objective else LARGE):
                raise self.fail(at, f"the entry of {name!r} in {row!r} is {value}")
            self.entries[row][column] = value

    def take_marker(self, at: int, kind: str) -> None:
        if kind not in ("'INTORG'", "'INTEND'"):
            raise self.fail(at, f"the marker {kind} is neither 'INTORG' nor 'INTEND'")
        if self.in_whole == (kind == "'INTORG'"):
            raise self.fail(
                at, f"the marker {kind} stands where whole columns have {'' if self.in_whole else 'not '}begun"
            )
        self.in_whole = not self.in_whole

    def take_numbers(self, at: int, fields: list[str]) -> None:
        """Take right-hand sides, or ranges."""
        if self.is_fixed:
            vector, fields = (fields[1] if len(fields) > 1 else ""), fields[2:]
        else:
            vector, fields = (fields[0] if len(fields) % 2 else ""), fields[len(fields) % 2 :]
        self.check_vector(at, vector)
        held = self.numbers[self.section]
        for row, value in self.pairs(at, fields):
            if row in held:
                raise self.fail(at, f"the number of {row!r} in {self.section} is there twice")
            if self.section == "RANGES" and self.kinds[row][0] == "N":
                raise self.fail(at, f"the row {row!r} is of kind N and can't have a range")
            held[row] = value, at

    def check_vector(self, at: int, name: str) -> None:
        """Raise where a section has numbers of two kinds: which are meant, nobody can know."""
        first = self.vectors.setdefault(self.section, name) if name else ""
        if name != first:
            raise self.fail(at, f"{self.section} has two sets of numbers, {first!r} and {name!r}", "Keep one.")

    def take_bound(self, at: int, fields: list[str]) -> None:
        kind = fields[0].upper() if fields else ""
        if kind not in BOUNDS:
            raise self.fail(at, f"the bound {kind!r} is not known here", f"Known are {' '.join(BOUNDS)}.")
        vector, name, text = self.bound_fields(at, kind, fields)
        self.check_vector(at, vector)
        if not self.draft.knows(name):
            raise self.fail(at, f"there is no column {name!r}")
        value = 0.0 if kind in WITHOUT_NUMBER else number(text, self.where, at)
        column = self.draft.column(name)
        if (column, kind) in self.bounds:
            raise self.fail(at, f"the bound {kind} of {name!r} is there twice")
        self.bounds[column, kind] = value
        self.set_bound(column, kind, value)
        self.draft.check_limits(name, self.draft.lower[column], self.draft.upper[column], at)

    def bound_fields(self, at: int, kind: str, fields: list[str]) -> tuple[str, str, str]:
        """The name of the set of bounds ("" where it is left out), of the column, and the number."""
        if self.is_fixed:
            vector, name, text, *rest = [*fields[1:], "", "", ""]
            is_right = name and (text or kind in WITHOUT_NUMBER) and not any(rest)
        else:
            least = 2 if kind in WITHOUT_NUMBER else 3
            vector, name, text = ([""] * (len(fields) == least) + [*fields[1:], "", "", ""])[:3]
            is_right = least <= len(fields) <= 4
        if not is_right:
            raise self.fail(at, "a bound is a kind, the name of the set, a column and a number")
        return vector, name, text

    def set_bound(self, column: int, kind: str, value: float) -> None:
        lower, upper = self.draft.lower, self.draft.upper
        if kind in ("UP", "UI") and value < 0 and not any((column, k) in self.bounds for k in ("LO", "LI", "FX", "BV")):
            lower[column] = -inf
        if kind in ("UP", "UI", "FX"):
            upper[column] = value
        if kind in ("LO", "LI", "FX"):
            lower[column] = value
        if kind in ("FR", "MI"):
            lower[column] = -inf
        if kind in ("FR", "PL"):
            upper[column] = inf
        if kind == "BV":
            lower[column], upper[column] = 0.0, 1.0
        if kind in ("BV", "LI", "UI"):
            self.draft.integer[column] = True

    def model(self, last: int) -> Model:
        draft, objective = self.draft, self.objective
        if objective is not None and self.kinds.get(objective, ("", 0))[0] != "N":
            raise self.fail(last, f"the objective {objective!r} is no row of kind N")
        for name, (kind, at) in self.kinds.items():
            if name == objective:
                constant = self.numbers["RHS"].get(name, (0.0, at))[0]
                draft.state_objective(draft.sense, self.entries[name], -constant, at)
            else:
                low, high = self.limits(name, kind)
                line = self.numbers["RHS"].get(name, (0.0, at))[1]
                draft.add_row(name, self.entries[name], low, high, line)
        return draft.model(last)

    def limits(self, name: str, kind: str) -> tuple[float, float]:
        """A row's limits, of its right-hand side and its range."""
        side, spread = self.numbers["RHS"].get(name, (0.0, 0))[0], self.numbers["RANGES"].get(name, (None, 0))[0]
        low, high = {"L": (-inf, side), "G": (side, inf), "E": (side, side), "N": (-inf, inf)}[kind]
        if spread is None or kind == "N":
            return low, high
        if kind == "L":
            return side - abs(spread), side
        if kind == "G":
            return side, side + abs(spread)
        return (side, side + spread) if spread > 0 else (side + spread, side)


def _without_mark(name: str) -> str:
    """A model's name without the word FREE that CBC puts behind it."""
    first, _, last = name.rpartition(" ")
    return first.rstrip() if last == "FREE" else name


TAKES = {
    "OBJSENSE": _Reading.take_sense,
    "OBJNAME": _Reading.take_objective,
    "ROWS": _Reading.take_row,
    "COLUMNS": _Reading.take_column,
    "RHS": _Reading.take_numbers,
    "RANGES": _Reading.take_numbers,
    "BOUNDS": _Reading.take_bound,
}
