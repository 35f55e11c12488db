"""Files of TSPLIB (``.tsp``, ``.atsp``) and of VRPLIB (``.vrp``), which has the same form.

Source: Reinelt 1995, "TSPLIB 95", sections 1 and 2. A keyword and its value stand on a line; a section's numbers follow
its keyword, in lines as it pleases the file. What is not known is refused by its line: nothing is guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path

import numpy as np

from headway.errors import UnreadableModel
from headway.optimize.model import Floats
from headway.optimize.readers import text_of_file
from headway.optimize.tours.places import Layout, Places
from headway.optimize.tours.tsplib_distances import FORMULAS, UNPACKED, degrees

KEYWORDS = {
    "NAME", "TYPE", "COMMENT", "DIMENSION", "CAPACITY", "EDGE_WEIGHT_TYPE", "EDGE_WEIGHT_FORMAT", "NODE_COORD_TYPE",
    "DISPLAY_DATA_TYPE", "EDGE_DATA_FORMAT", "VEHICLES", "SERVICE_TIME", "DISTANCE",
}  # fmt: skip
# How many numbers a place has in each section; None: as the format of the weights has it; 0: up to -1.
SECTIONS: dict[str, int | None] = {
    "NODE_COORD_SECTION": 3,
    "DISPLAY_DATA_SECTION": 3,
    "DEMAND_SECTION": 2,
    "TIME_WINDOW_SECTION": 3,
    "SERVICE_TIME_SECTION": 2,
    "EDGE_WEIGHT_SECTION": None,
    "DEPOT_SECTION": 0,
}
TYPES = {"TSP", "ATSP", "CVRP", "VRPTW", "CVRPTW"}
MOST_PLACES = 20_000


@dataclass
class TsplibFile:
    """What a file says, as it says it.

    Attributes:
        where: The file's name, for errors.
        said: Keywords and their values.
        sections: Each section's numbers, in one row.
        lines: On which line each keyword and section began.
    """

    where: str
    said: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[float]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def number(self, keyword: str) -> float | None:
        """A keyword's value as a number; None where it is not said."""
        if keyword not in self.said:
            return None
        number = _number(self.said[keyword])
        if number is None or not math.isfinite(number):
            raise self.wrong(keyword, f"{keyword} is {self.said[keyword]!r}", "A number was expected.")
        return number

    @property
    def dimension(self) -> int:
        """How many places there are."""
        count = self.number("DIMENSION")
        if count is None:
            raise self.wrong("NAME", "there is no DIMENSION", "Say how many places there are.")
        if count != int(count) or not 1 <= count <= MOST_PLACES:
            raise self.wrong(
                "DIMENSION", f"DIMENSION is {count:g}", f"A whole number from 1 to {MOST_PLACES} was expected."
            )
        return int(count)

    def wrong(self, keyword: str, what: str, cure: str = "") -> UnreadableModel:
        """The error for what a keyword or section says."""
        return UnreadableModel(self.where, self.lines.get(keyword, 1), what, cure)

    def by_place(self, section: str) -> Floats | None:
        """A section's numbers without the places' own, ``(n, k)``, in the places' order; None where it is not there."""
        if section not in self.sections:
            return None
        width, count = SECTIONS[section] or 0, self.dimension
        numbers = self.sections[section]
        if len(numbers) != width * count:
            raise self.wrong(section, f"{section} has {len(numbers)} numbers", f"{width * count} were expected.")
        table = np.array(numbers).reshape(count, width)
        if sorted(table[:, 0]) != list(range(1, count + 1)):
            raise self.wrong(section, f"{section} does not have each place from 1 to {count} once")
        return table[np.argsort(table[:, 0]), 1:]

    def distances(self) -> Floats:
        """From each place to each, ``(n, n)``, rounded as the file's kind of distances says."""
        kind = self.said.get("EDGE_WEIGHT_TYPE", "").upper()
        if kind == "EXPLICIT":
            return self._explicit()
        if kind not in FORMULAS:
            known = ", ".join(["EXPLICIT", *FORMULAS])
            raise self.wrong("EDGE_WEIGHT_TYPE", f"EDGE_WEIGHT_TYPE is {kind or 'not said'}", f"Known are {known}.")
        points = self.by_place("NODE_COORD_SECTION")
        if points is None:
            raise self.wrong("EDGE_WEIGHT_TYPE", f"{kind} needs a NODE_COORD_SECTION", "There is none.")
        return FORMULAS[kind](points)

    def _explicit(self) -> Floats:
        form, count = self.said.get("EDGE_WEIGHT_FORMAT", "").upper(), self.dimension
        if form not in UNPACKED:
            known = ", ".join(UNPACKED)
            raise self.wrong("EDGE_WEIGHT_FORMAT", f"EDGE_WEIGHT_FORMAT is {form or 'not said'}", f"Known are {known}.")
        numbers = self.sections.get("EDGE_WEIGHT_SECTION")
        if numbers is None:
            raise self.wrong("EDGE_WEIGHT_TYPE", "EXPLICIT needs an EDGE_WEIGHT_SECTION", "There is none.")
        expected, unpack = UNPACKED[form]
        if len(numbers) != expected(count):
            what = f"EDGE_WEIGHT_SECTION has {len(numbers)} numbers"
            raise self.wrong("EDGE_WEIGHT_SECTION", what, f"{form} of {count} places has {expected(count)}.")
        table = unpack(np.array(numbers), count)
        np.fill_diagonal(table, 0.0)
        if (table < 0).any():
            here, there = np.argwhere(table < 0)[0] + 1
            raise self.wrong("EDGE_WEIGHT_SECTION", f"the distance from {here} to {there} is negative")
        return table

    def places(self, unit: str | None = None) -> Places:
        """The places, numbered from 1 as the file does."""
        names = tuple(str(at + 1) for at in range(self.dimension))
        distances = self.distances()
        shown = self.by_place("DISPLAY_DATA_SECTION")
        points = self.by_place("NODE_COORD_SECTION") if shown is None else shown
        is_geographic = shown is None and self.said.get("EDGE_WEIGHT_TYPE", "").upper() == "GEO"
        if points is None:
            return Places(names, distances, unit or "")
        if is_geographic:
            return Places(names, distances, unit or "km", degrees(points)[:, ::-1], Layout.MAP)
        return Places(names, distances, unit or "", points, Layout.PLANE)


def read_tsplib(path: str | PathLike[str]) -> TsplibFile:
    """What a file of TSPLIB or VRPLIB says.

    Raises:
        UnreadableModel: it is none; the error has the line.
        BadModel: there is no such file, or it can't be read.
    """
    return read_tsplib_text(text_of_file(Path(path)), fspath(path))


def read_tsplib_text(text: str, where: str = "text") -> TsplibFile:
    """What a text in the form of TSPLIB says.

    >>> text = '''NAME: three
    ... TYPE: TSP
    ... DIMENSION: 3
    ... EDGE_WEIGHT_TYPE: EXPLICIT
    ... EDGE_WEIGHT_FORMAT: UPPER_ROW
    ... EDGE_WEIGHT_SECTION
    ... 1 2
    ... 3
    ... EOF'''
    >>> read_tsplib_text(text).distances()[1, 2]
    np.float64(3.0)
    """
    file = TsplibFile(where)
    section = ""
    for at, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        word = line.split(":")[0].strip().upper()
        if word == "EOF":
            break
        if not line:
            continue
        if word in SECTIONS:
            section = _begin(file, word, at)
        elif line[0].isalpha() and _number(line.split()[0]) is None:
            section = ""
            _take_keyword(file, line, at)
        elif section:
            file.sections[section] += _numbers(file, line, at)
        else:
            raise UnreadableModel(where, at, f"{line[:40]!r} stands in no section", "A keyword was expected.")
    _check(file)
    return file


def _begin(file: TsplibFile, section: str, line: int) -> str:
    if section in file.sections:
        raise UnreadableModel(file.where, line, f"{section} stands there twice")
    file.sections[section], file.lines[section] = [], line
    return section


def _take_keyword(file: TsplibFile, line: str, at: int) -> None:
    keyword, colon, value = (part.strip() for part in line.partition(":"))
    if not colon or keyword.upper() not in KEYWORDS:
        known = ", ".join(sorted(KEYWORDS | SECTIONS.keys()))
        raise UnreadableModel(file.where, at, f"{keyword[:40]!r} is no known keyword", f"Known are {known}.")
    keyword = keyword.upper()
    if keyword in file.said and keyword != "COMMENT":
        raise UnreadableModel(file.where, at, f"{keyword} is said twice")
    file.said[keyword], file.lines[keyword] = value, at


def _numbers(file: TsplibFile, line: str, at: int) -> list[float]:
    found = []
    for word in line.split():
        number = _number(word)
        if number is None or not math.isfinite(number):
            raise UnreadableModel(file.where, at, f"{word[:40]!r} is no number")
        found.append(number)
    return found


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def _check(file: TsplibFile) -> None:
    kind = file.said.get("TYPE", "").split(" ")[0].upper()
    if kind not in TYPES:
        raise file.wrong("TYPE", f"TYPE is {kind or 'not said'}", f"Known are {', '.join(sorted(TYPES))}.")
    _ = file.dimension
