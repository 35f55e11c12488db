"""Numbers by the user's own names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from headway.errors import UnknownName
from headway.optimize.model import Floats


class ByName(Mapping[str, float]):
    """Numbers by the names of variables or rows, in the model's order; ``array`` has them as one.

    PuLP's own variables and constraints stand for their names.

    >>> import numpy as np
    >>> values = ByName("variable", ("x", "y"), np.array([1.5, 0.0]))
    >>> values["x"], values.get("z", 0.0), "z" in values
    (1.5, 0.0, False)
    """

    def __init__(
        self, what: str, names: Sequence[str], array: Floats, place_of: Mapping[str, int] | None = None
    ) -> None:
        self._what, self._names, self.array = what, names, array
        self._place_of = {name: at for at, name in enumerate(names)} if place_of is None else place_of

    def __getitem__(self, name: Any) -> float:
        name = name if isinstance(name, str) else getattr(name, "name", name)
        at = self._place_of.get(name) if isinstance(name, str) else None
        if at is None:
            raise UnknownName(self._what, str(name), tuple(get_close_matches(str(name), self._names, 1)))
        return float(self.array[at])

    def __contains__(self, name: object) -> bool:
        return (name if isinstance(name, str) else getattr(name, "name", None)) in self._place_of

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name!r}: {value:.6g}" for name, value in zip(self._names[:12], self.array, strict=False))
        return f"{{{shown}{', …' if len(self) > 12 else ''}}}"
