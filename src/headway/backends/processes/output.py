"""What tasks print in worker processes, shown under their names: whole lines, in order, never one torn by another."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from contextlib import suppress
from contextvars import Context
from typing import TextIO

from headway.core.record import Record

LONGEST_LINE = 1 << 20  # characters that are kept until a line ends


class Teller:
    """Writes lines to this process's own ``sys.stdout`` and ``sys.stderr``, each after the name of its task.

    Of a line that a progress bar writes over and over (with a carriage return) the last form is shown.
    """

    def __init__(self) -> None:
        self._begun: dict[tuple[Hashable, bool], str] = {}

    def tell(self, who: Hashable, record: Record | None, is_error: bool, text: str) -> None:
        """Show the lines that are whole by now. ``who`` tells apart calls of the same name."""
        key = who, is_error
        whole, end, begun = (self._begun.pop(key, "") + text).rpartition("\n")
        if len(begun) > LONGEST_LINE:
            begun = begun[begun.rfind("\r", 0, -1) + 1 :]
        if len(begun) > LONGEST_LINE:
            whole, end, begun = f"{whole}{end}{begun}", "\n", ""
        if begun:
            self._begun[key] = begun
        stream = sys.stderr if is_error else sys.stdout
        if end and stream is not None:
            name = "a worker process" if record is None else record.calls.name
            lines = "".join([f"{name}: {_last_form(line)}\n" for line in whole.split("\n")])
            _context_of(record).run(_write, stream, lines)

    def finish(self, who: Hashable, record: Record) -> None:
        """A call has ended: a line that it has not ended is ended here."""
        if self._begun:
            for is_error in (False, True):
                if (who, is_error) in self._begun:
                    self.tell(who, record, is_error, "\n")


def _last_form(line: str) -> str:
    return line.removesuffix("\r").rpartition("\r")[2] if "\r" in line else line


def _context_of(record: Record | None) -> Context:
    """That of the user's own call. In a notebook it says in which cell the lines are to stand."""
    found = None
    while record is not None and record.context is not None:
        found, record = record.context, record.parent
    return Context() if found is None else found.copy()


def _write(stream: TextIO, lines: str) -> None:
    """Where nobody reads any more, or the stream is closed, the words are lost, and nothing else."""
    with suppress(Exception):  # a stream of the user's own may raise anything
        try:
            stream.write(lines)
        except UnicodeEncodeError:
            stream.write(lines.encode(stream.encoding, "backslashreplace").decode(stream.encoding))
        stream.flush()
