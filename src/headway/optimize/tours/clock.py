"""How much time a search has, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

TELL_EVERY_S = 0.2


class Clock:
    """Counts from when it is made. ``tell(seconds, limit)`` hears of it now and then, and may end the search by raising.

    >>> Clock(60.0).left_s() > 59
    True
    """

    def __init__(self, limit_s: float, tell: Callable[[float, float], object] = lambda seconds, limit: None) -> None:
        self.limit_s, self._tell = limit_s, tell
        self._began = perf_counter()
        self._told = -TELL_EVERY_S

    @property
    def seconds(self) -> float:
        """Since it was made."""
        return perf_counter() - self._began

    def left_s(self, share: float = 1.0) -> float:
        """Of this share of the limit; negative once it is over."""
        return share * self.limit_s - self.seconds

    def is_over(self, share: float = 1.0) -> bool:
        """Whether this share of the limit is over; now and then it tells."""
        seconds = self.seconds
        if seconds - self._told >= TELL_EVERY_S:
            self._told = seconds
            self._tell(min(seconds, self.limit_s), self.limit_s)
        return seconds >= share * self.limit_s
