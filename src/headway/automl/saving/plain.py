"""Plain values as JSON, and back: what is not of the shape expected is refused where it stands."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from headway.errors import BadModelFile

T = TypeVar("T")
MOST_SHOWN = 60


class Malformed(ValueError):
    """A value of another shape than expected: ``where`` it stands, and what was ``expected``."""

    def __init__(self, where: str, given: object, expected: str) -> None:
        super().__init__(where, given, expected)
        self.where, self.given, self.expected = where, given, expected

    def __str__(self) -> str:
        shown = repr(self.given)
        shown = shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"
        return f"{self.where} is {shown}, and {self.expected} was expected"


def packed(value: Any) -> Any:
    """A label or a typical value as JSON has it; numbers that are not finite, and dates, say what they are.

    Raises:
        BadModelFile: it is none of these.

    >>> packed(3), packed(np.float64("nan")), packed(pd.Timestamp("2024-02-29"))
    (3, {'number': 'nan'}, {'date': '2024-02-29T00:00:00'})
    """
    value = value.item() if isinstance(value, np.generic) and not isinstance(value, np.datetime64) else value
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": repr(value)}
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, pd.Timestamp | np.datetime64):
        return {"date": pd.Timestamp(value).isoformat()}
    raise BadModelFile(
        f"{value!r} is a {type(value).__name__}, and models are written with labels and values that are numbers, text "
        "or dates",
        "Train on a table whose columns are such",
    )


def unpacked(given: Any, where: str) -> Any:
    """The value of what :func:`packed` gave.

    >>> unpacked({"number": "-inf"}, "typical")
    -inf
    """
    if given is None or isinstance(given, bool | int | float | str):
        return given
    kind, text = next(iter(given.items())) if isinstance(given, Mapping) and len(given) == 1 else ("", "")
    if kind == "number" and text in ("nan", "inf", "-inf"):
        return float(text)
    if kind == "date" and isinstance(text, str):
        try:
            return pd.Timestamp(text)
        except ValueError:
            pass
    raise Malformed(where, given, "a number, text, a date or null")


def parsed(content: bytes, name: str) -> dict[str, Any]:
    """The object that a file of JSON holds.

    Raises:
        Malformed: it is no JSON, or no object.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise Malformed(name, content[:MOST_SHOWN], f"JSON ({error})") from error
    return mapping(found, name)


def written(value: Mapping[str, Any]) -> bytes:
    """JSON that a person can read."""
    return json.dumps(value, indent=1, allow_nan=False).encode("ascii")


def mapping(given: Any, where: str) -> dict[str, Any]:
    """It, if it is an object of JSON."""
    return _of(dict, given, where, "an object")


def text(given: Any, where: str) -> str:
    """It, if it is text."""
    return _of(str, given, where, "text")


def several(given: Any, where: str, each: Callable[[Any, str], T]) -> tuple[T, ...]:
    """The entries of a list, each read by ``each``."""
    entries: list[Any] = _of(list, given, where, "a list")
    return tuple(each(entry, f"{where}[{at}]") for at, entry in enumerate(entries))


def named(given: Any, where: str, each: Callable[[Any, str], T]) -> dict[str, T]:
    """The entries of an object by name, each read by ``each``."""
    return {name: each(entry, f"{where}[{name!r}]") for name, entry in mapping(given, where).items()}


def whole(given: Any, where: str) -> int:
    """It, if it is a whole number of 0 or more."""
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise Malformed(where, given, "a whole number of 0 or more")
    return given


def number(given: Any, where: str) -> float:
    """It, if it is a finite number."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise Malformed(where, given, "a number")
    return float(given)


def part(of: Mapping[str, Any], name: str, where: str) -> Any:
    """An entry that must be there."""
    if name not in of:
        raise Malformed(where, sorted(of), f"an entry {name!r}")
    return of[name]


def _of(kind: type[T], given: Any, where: str, expected: str) -> T:
    if not isinstance(given, kind):
        raise Malformed(where, given, expected)
    return given
