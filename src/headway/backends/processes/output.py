"""What tasks print in worker processes, shown under their names: whole lines, in order, never one torn by another."""

from __future__ import annotations

import sys

LONGEST_LINE = 1 << 20  # characters that are kept until a line ends


class Teller:
    """Writes lines to this process's own ``sys.stdout`` and ``sys.stderr``, each after the name of its task."""

    def __init__(self) -> None:
        self._begun: dict[tuple[str, bool], str] = {}

    def tell(self, name: str, is_error: bool, text: str) -> None:
        """Show the lines that are whole by now."""
        key = name, is_error
        text = self._begun.pop(key, "") + text
        whole, _, begun = text.rpartition("\n")
        if len(begun) > LONGEST_LINE:
            whole, begun = text, ""
        if begun:
            self._begun[key] = begun
        if whole:
            stream = sys.stderr if is_error else sys.stdout
            if stream is not None:
                stream.write("".join([f"{name}: {line}\n" for line in whole.split("\n")]))
                stream.flush()

    def finish(self, name: str) -> None:
        """A task has ended: a line that it has not ended is ended here."""
        if not self._begun:
            return
        for is_error in (False, True):
            if (name, is_error) in self._begun:
                self.tell(name, is_error, "\n")
