"""What a face needs of the run that it follows."""

from __future__ import annotations

from typing import Protocol

from headway.core.timeline import Snapshot


class Source(Protocol):
    """A run, as its progress sees it."""

    def snapshot(self) -> Snapshot:
        """The run at this moment; from any thread, at any time."""
        ...

    def pause(self, seconds: float) -> bool:
        """Wait up to so many seconds; True (at once) when the run is over."""
        ...

    def shown(self) -> None:
        """Hear that the end of the run is on show."""
        ...


class Face(Protocol):
    """One way to show progress. All calls come from one thread; ``draw`` may be called ten times a second."""

    def draw(self, snapshot: Snapshot) -> None:
        """Show the run as it is now."""
        ...

    def finish(self, snapshot: Snapshot) -> None:
        """Show how it ended, at once: the program may end next. When new work comes, ``draw`` is called again."""
        ...

    def rest(self, snapshot: Snapshot) -> None:
        """Note that there is nothing to do: what is over by now belongs to no later work."""
        ...
