"""What can be said of a job of somebody else's API while it is followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """What ``follow`` says of a job that is not finished: ``done`` of ``total`` (any unit)."""

    done: float
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Finished(Generic[T]):
    """What ``follow`` says of a job that is finished: its value."""

    value: T
