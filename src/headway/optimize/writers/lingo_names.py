"""Names that LINGO takes, for a model's own: most stay as they are, and each that can't gets a short one.

LINGO's names are a letter and then letters, digits and ``_``, 64 characters at most; it does not tell capitals from small
letters, and a row must not be called as a variable is. A row with two limits is written as two, ``…_LO`` and ``…_UP``; no two
other rows are ever called so, since they would be taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from headway.errors import BadModel
from headway.optimize.model import Model

LONGEST = 64
SHORT = 24  # characters of a name of our making, before the number that sets it apart
LOW, HIGH = "_LO", "_UP"
_LEGAL = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{LONGEST - 1}}}")
_RESERVED = {
    *("MODEL", "END", "TITLE", "SETS", "ENDSETS", "DATA", "ENDDATA", "INIT", "ENDINIT", "CALC", "ENDCALC"),
    *("SUBMODEL", "ENDSUBMODEL", "PROCEDURE", "ENDPROCEDURE", "MIN", "MAX", "IF", "THEN", "ELSE", "ENDIF", "NOT"),
}


@dataclass(frozen=True)
class LingoNames:
    """What each variable and row of a model is called in its LINGO text, in the model's order.

    Attributes:
        variables: Of the variables.
        rows: Of the rows; None where a row has no limit and so is none in LINGO. Of a row with two limits the stem, to
            which ``_LO`` and ``_UP`` are put.
    """

    variables: tuple[str, ...]
    rows: tuple[str | None, ...]


def lingo_names(model: Model) -> LingoNames:
    """The names that a model's LINGO text uses.

    Raises:
        BadModel: a name that is empty, or no text that a file can hold.
    """
    for kind, names in (("variable", model.variables), ("row", model.rows)):
        for at, name in enumerate(names):
            _check_written(kind, at + 1, name)
    taken: set[str] = set()
    ranged, written = is_ranged(model), is_written(model)
    plain = [bool(is_row) and not is_range for is_row, is_range in zip(written, ranged, strict=True)]
    pairs = _halves_of_pairs(model.rows)
    variables = [_kept(name, taken) for name in model.variables]
    rows = [
        _kept(name, taken) if is_plain and name not in pairs else None
        for name, is_plain in zip(model.rows, plain, strict=True)
    ]
    for i in np.flatnonzero(ranged):
        rows[i] = _chosen(model.rows[i], "R", taken, lambda stem: (stem + LOW, stem + HIGH))
    return LingoNames(
        tuple(
            short or _chosen(name, "V", taken, lambda stem: (stem,))
            for short, name in zip(variables, model.variables, strict=True)
        ),
        tuple(
            _chosen(name, "R", taken, _row_alone) if short is None and is_plain else short
            for short, name, is_plain in zip(rows, model.rows, plain, strict=True)
        ),
    )


def is_ranged(model: Model) -> NDArray[np.bool_]:
    """Which rows have two limits that are not one and the same, ``(m,)``."""
    both = np.isfinite(model.row_lower) & np.isfinite(model.row_upper)
    ranged: NDArray[np.bool_] = both & (model.row_lower != model.row_upper)
    return ranged


def is_written(model: Model) -> NDArray[np.bool_]:
    """Which rows have a limit at all, ``(m,)``."""
    return np.isfinite(model.row_lower) | np.isfinite(model.row_upper)


def is_legal(name: str) -> bool:
    """Whether LINGO takes this name as it is.

    >>> is_legal("tables"), is_legal("book case"), is_legal("end")
    (True, False, False)
    """
    return bool(_LEGAL.fullmatch(name)) and name.upper() not in _RESERVED


def short_name(name: str, otherwise: str) -> str:
    """A legal name that looks like this one; ``otherwise`` is put in front where it would not begin with a letter.

    >>> short_name("Bücher (alt)", "V"), short_name("2nd shift", "R"), short_name("end", "R")
    ('Bucher_alt', 'R_2nd_shift', 'R_end')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:SHORT].rstrip("_")
    return stem if is_legal(stem) else f"{otherwise}_{stem}".rstrip("_")


def _check_written(kind: str, number: int, name: str) -> None:
    if not name:
        raise BadModel(f"{kind} {number} has an empty name, which a LINGO text can't hold", "Give it one.")
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        raise BadModel(f"the name {name!r} of a {kind} has half a character, which no text file can hold", "Rename it.")


def _halves_of_pairs(rows: tuple[str, ...]) -> set[str]:
    """Rows that would be taken for the two limits of one."""
    upper = {name.upper() for name in rows}
    other = {LOW: HIGH, HIGH: LOW}
    return {
        name
        for name in rows
        if (end := name[-len(LOW) :].upper()) in other and name[: -len(LOW)].upper() + other[end] in upper
    }


def _kept(name: str, taken: set[str]) -> str | None:
    """The name itself where it is legal and not taken yet."""
    if not is_legal(name) or name.upper() in taken:
        return None
    taken.add(name.upper())
    return name


def _row_alone(stem: str) -> tuple[str, ...]:
    return () if stem.upper().endswith((LOW, HIGH)) else (stem,)


def _chosen(name: str, otherwise: str, taken: set[str], written: Callable[[str], tuple[str, ...]]) -> str:
    """The first stem of which all that is ``written`` is legal and free (nothing written: the stem won't do)."""
    for stem in _stems(name, otherwise):
        names = written(stem)
        if names and all(is_legal(each) and each.upper() not in taken for each in names):
            taken.update(each.upper() for each in names)
            return stem
    raise AssertionError("the numbers do not end")  # pragma: no cover


def _stems(name: str, otherwise: str) -> Iterator[str]:
    yield name
    short = short_name(name, otherwise)
    yield short
    yield from (f"{short}_{number}" for number in count(2))
