"""What bodies print, on its way to the parent."""

from __future__ import annotations

import io
from codecs import getincrementaldecoder
from time import perf_counter
from typing import Any, Protocol

PIECE = 1 << 14  # bytes that travel at once
SHOWN_AFTER_S = 0.05


class Speaker(Protocol):
    """Who passes it on."""

    def tell(self, is_error: bool, text: str) -> None:
        """Show this text under the name of the body that runs."""


class Pipe(io.RawIOBase):
    """Keeps what is written until it is worth a message: at a line's end now and then, and at the body's end."""

    def __init__(self, speaker: Speaker, is_error: bool) -> None:
        self._speaker, self._is_error = speaker, is_error
        self._written = bytearray()
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._sent_at = 0.0

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """What a child of the body may be given: its output is shown, too."""
        return 2 if self._is_error else 1

    def write(self, piece: Any, /) -> int:
        """Keep it; send it when it is much, or a line that nobody has seen for a while."""
        written = bytes(piece)
        self._written += written
        if len(self._written) > PIECE or (b"\n" in written and perf_counter() - self._sent_at > SHOWN_AFTER_S):
            self.send()
        return len(written)

    def send(self) -> None:
        """Send what was written."""
        if self._written:
            written, self._written = self._written, bytearray()
            self._sent_at = perf_counter()
            for at in range(0, len(written), PIECE):
                self._speaker.tell(self._is_error, self._decoder.decode(written[at : at + PIECE]))


class Captured(io.TextIOWrapper):
    """Stands for ``sys.stdout`` or ``sys.stderr`` in a worker."""

    def __init__(self, speaker: Speaker, is_error: bool) -> None:
        self.pipe = Pipe(speaker, is_error)
        raw: Any = self.pipe  # the text layer asks for no more than a raw stream has, whatever its type says
        super().__init__(raw, encoding="utf-8", errors="backslashreplace", write_through=True)

    def flush(self) -> None:
        """Nothing to do: it is sent when its time comes, at the latest when the body ends."""
