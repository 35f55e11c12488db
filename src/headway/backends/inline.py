"""Inline: a tiny body runs at once on the engine's own thread, and a record's end is reported before it returns.

Complete in itself: with it alone the engine runs any graph of ``def`` functions, one body at a time.
"""

from __future__ import annotations

from time import perf_counter

from headway.backends.base import Ended, call_body
from headway.core.record import Record


class Inline:
    """The inline backend."""

    mechanism = "inline"

    def __init__(self, ended: Ended) -> None:
        self._ended = ended

    def submit(self, record: Record) -> None:
        """Run the record, and whatever becomes ready by it."""
        following: Record | None = record
        while following is not None:
            following.started = perf_counter()
            value, bad = call_body(following)
            following = self._ended(following, value, bad)
            value = bad = None

    def stop(self, record: Record) -> None:
        """A running body can't be stopped: it finds out at its next ``checkpoint()``."""

    def close(self) -> None:
        """There is nothing to let go of."""
