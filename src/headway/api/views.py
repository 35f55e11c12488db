"""The seam to the faces: what people see is made elsewhere, and joined to the api by ``headway/__init__.py``.

Without it everything runs the same; it is only not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from headway.core.timeline import Snapshot, Timeline


class Source(Protocol):
    """A run to be followed."""

    def snapshot(self) -> Snapshot:
        """The run at this moment."""
        ...

    def pause(self, seconds: float) -> bool:
        """Wait so long, or until the run is over; whether it is."""
        ...


class Views(Protocol):
    """What the faces offer."""

    Report: Callable[[Timeline], Any]  # what ``Session.report()`` gives

    def gantt(self, timeline: Timeline) -> Any:
        """What ``Session.timeline()`` gives."""

    def graph(self, timeline: Timeline) -> Any:
        """What ``Session.graph()`` gives."""

    def write_trace(self, timeline: Timeline, path: Any) -> Any:
        """What ``Session.trace(path)`` does."""

    def follow(self, source: Source) -> bool:
        """Show the progress of a run until it is over; False when it is not to be tried again."""
        ...

    def show_task(self, task: Any) -> None:
        """Show one task in a notebook."""
