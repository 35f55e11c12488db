"""What bodies print, on its way to the parent."""

from __future__ import annotations

import io
import os
from codecs import getincrementaldecoder
from typing import Any, Protocol

PIECE = 1 << 14  # bytes that travel at once


class Speaker(Protocol):
    """Who passes it on."""

    def tell(self, is_error: bool, text: str) -> None:
        """Show this text under the name of the body that runs."""


class Pipe(io.RawIOBase):
    """Passes on what is written. What was passed on is seen, even if the worker dies the moment after."""

    def __init__(self, speaker: Speaker, is_error: bool) -> None:
        self._speaker, self._is_error = speaker, is_error
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._pid = os.getpid()

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """What a child of the body may be given: its output is shown, too."""
        return 2 if self._is_error else 1

    def write(self, piece: Any, /) -> int:
        """Pass it on. The child after a fork of the body's has no parent to speak to: it writes as any child does."""
        if os.getpid() != self._pid:
            return os.write(self.fileno(), piece)
        with memoryview(piece) as written:
            for at in range(0, written.nbytes, PIECE):
                self._tell(self._decoder.decode(written[at : at + PIECE]))
            return written.nbytes

    def finish(self) -> None:
        """The body is over: what it has begun of a character is shown as a replacement."""
        self._tell(self._decoder.decode(b"", True))

    def _tell(self, text: str) -> None:
        if text:
            self._speaker.tell(self._is_error, text)


class Buffer(io.BufferedWriter):
    """Keeps what is written until a line ends, or it is much. The bodies to come need it: none can close it."""

    is_used = False  # by the body that runs

    def write(self, piece: Any, /) -> int:
        """Keep it."""
        self.is_used = True
        return super().write(piece)

    def close(self) -> None:
        """Let nothing wait."""
        self.flush()


class Captured(io.TextIOWrapper):
    """Stands for ``sys.stdout`` or ``sys.stderr`` in a worker. Each line is passed on when it ends."""

    def __init__(self, speaker: Speaker, is_error: bool) -> None:
        self._pipe = Pipe(speaker, is_error)
        self._kept = Buffer(self._pipe, PIECE)
        super().__init__(
            self._kept, encoding="utf-8", errors="backslashreplace", line_buffering=True, write_through=True
        )

    def close(self) -> None:
        """Let nothing wait: the bodies to come need it."""
        self.flush()

    def finish(self) -> None:
        """The body is over: nothing of what it has written stays here."""
        if self._kept.is_used:
            self._kept.is_used = False
            self._kept.flush()
            self._pipe.finish()
