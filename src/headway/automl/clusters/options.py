"""What is asked for: plain options, checked where they are given."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from headway.errors import BadOption

MOST_CLUSTERS = 1_000
MOST_TRIED = 100


@dataclass(frozen=True)
class Clustering:
    """The options of a clustering; :meth:`headway.automl.Client.train_clusters` says what each means."""

    k: int | None = None
    features: tuple[str, ...] | None = None
    most: int = 10
    seed: int = 0
    budget_s: float | None = None

    def __post_init__(self) -> None:
        if self.k is not None:
            _check_count("k", self.k, 1, MOST_CLUSTERS)
        _check_count("most", self.most, 2, MOST_TRIED)
        _check_count("seed", self.seed, 0, 2**32 - 1)
        if self.features is not None and (isinstance(self.features, str) or not self.features):
            raise BadOption("features", self.features, "a list of columns, or None for all that may tell something")
        given = self.budget_s
        if given is not None and (
            isinstance(given, bool) or not isinstance(given, (int, float)) or not given > 0 or not isfinite(given)
        ):
            raise BadOption("budget_s", given, "a number of seconds above 0, or None")


def _check_count(name: str, given: object, least: int, most: int) -> None:
    whole = hasattr(given, "__index__") and not isinstance(given, bool)
    if not whole or not least <= given <= most:  # type: ignore[operator]
        raise BadOption(name, given, f"a whole number from {least:,} to {most:,}")
