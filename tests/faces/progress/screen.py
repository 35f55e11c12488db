"""As much of a terminal as the bars use: what is really to be seen after bytes have been written to it."""

import re
from io import TextIOBase

_SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b(.)|([^\x1b])", re.DOTALL)


class Screen(TextIOBase):
    """A screen of rows and columns, with its cursor, scrolling, and the lines that went out at the top."""

    def __init__(self, columns: int = 60, rows: int = 20) -> None:
        self.columns, self.height = columns, rows
        self.rows = [[" "] * columns for _ in range(rows)]
        self.gone: list[str] = []
        self.x = self.y = 0
        self.saved = (0, 0)
        self.writes = 0

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        pass

    def write(self, written: str) -> int:
        self.writes += 1
        for numbers, command, escape, character in _SEQUENCE.findall(written):
            if command:
                self._control(command, numbers)
            elif escape:
                self._escape(escape)
            else:
                self._put(character)
        return len(written)

    def _control(self, command: str, numbers: str) -> None:
        if command == "A":
            self.y = max(0, self.y - int(numbers or 1))
        elif command == "J":
            self.rows[self.y][self.x :] = [" "] * (self.columns - self.x)
            for row in self.rows[self.y + 1 :]:
                row[:] = [" "] * self.columns
        else:
            assert command == "m", f"unknown control sequence: {command}"

    def _escape(self, escape: str) -> None:
        if escape == "D":
            self._down()
        elif escape == "7":
            self.saved = (self.x, self.y)
        else:
            assert escape == "8", f"unknown escape sequence: {escape}"
            self.x, self.y = self.saved

    def _put(self, character: str) -> None:
        if character == "\n":  # as a terminal's driver does: a line feed brings the carriage back
            self.x = 0
            self._down()
        elif character == "\r":
            self.x = 0
        else:
            assert self.x < self.columns, "a row is too long: the terminal would wrap it"
            self.rows[self.y][self.x] = character
            self.x += 1

    def _down(self) -> None:
        if self.y + 1 < self.height:
            self.y += 1
        else:
            self.gone.append("".join(self.rows.pop(0)).rstrip())
            self.rows.append([" "] * self.columns)

    @property
    def lines(self) -> list[str]:
        """What is to be seen, without the empty rest."""
        shown = ["".join(row).rstrip() for row in self.rows]
        while shown and not shown[-1]:
            shown.pop()
        return shown
