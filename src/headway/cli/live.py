"""What changes on a terminal while a command runs, and is gone when it is over."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self, TextIO


class Live:
    """A context manager. On a terminal :meth:`drawn` is shown, again and again, unless it is quiet."""

    def __init__(self, stream: TextIO, *, quiet: bool = False) -> None:
        self.stream, self.quiet = stream, quiet
        self._live: Any = None

    @property
    def is_shown(self) -> bool:
        """Whether there is a terminal, and so nothing else to say."""
        return self._live is not None

    def __enter__(self) -> Self:
        if not self.quiet and self.stream.isatty():
            from rich.console import Console
            from rich.live import Live as Rich

            self._live = Rich(
                get_renderable=self.drawn, console=Console(file=self.stream), transient=True, refresh_per_second=4
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def drawn(self) -> Any:
        """What is to be seen now, for rich."""
        raise NotImplementedError
