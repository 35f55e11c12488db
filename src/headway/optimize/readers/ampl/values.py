"""What expressions come to: numbers and symbols, sets of tuples of these, and linear forms."""

from __future__ import annotations

from collections.abc import Iterable

Value = float | str
Key = tuple[Value, ...]


class Members:
    """A set: tuples in their order, each once."""

    __slots__ = ("_matches", "items", "places")

    def __init__(self, items: Iterable[Key]) -> None:
        self.places: dict[Key, int] = {}
        for item in items:
            self.places.setdefault(item, len(self.places))
        self.items = list(self.places)
        self._matches: dict[tuple[int, ...], dict[Key, list[Key]]] = {}

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, item: Key) -> bool:
        return item in self.places

    def matching(self, positions: tuple[int, ...], parts: Key) -> list[Key]:
        """The members that have these parts at these positions; found by an index that is made once."""
        if not positions:
            return self.items
        if positions not in self._matches:
            index: dict[Key, list[Key]] = {}
            for item in self.items:
                index.setdefault(tuple(item[position] for position in positions), []).append(item)
            self._matches[positions] = index
        return self._matches[positions].get(parts, [])


class Terms:
    """A linear form as it is summed up: a coefficient a column, and a constant."""

    __slots__ = ("coefficients", "constant")

    def __init__(self) -> None:
        self.coefficients: dict[int, float] = {}
        self.constant = 0.0

    def add(self, column: int, coefficient: float) -> None:
        """Add to the coefficient of a column."""
        self.coefficients[column] = self.coefficients.get(column, 0.0) + coefficient


def spelt_subscripts(key: Key) -> str:
    """Subscripts as AMPL shows them: symbols quoted, whole numbers without a point.

    >>> spelt_subscripts(("a", 2.0))
    "'a',2"
    """
    return ",".join(_spelt(part) for part in key)


def plain(part: Value) -> str:
    """A symbol as it is, a number as short as can be."""
    return part if isinstance(part, str) else repr(part).removesuffix(".0")


def _spelt(part: Value) -> str:
    return "'" + part.replace("'", "''") + "'" if isinstance(part, str) else plain(part)
