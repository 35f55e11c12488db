"""The words and signs of a LINGO text, each with its place; comments are left out but for those that begin with ``!~ ``.

A comment is everything from ``!`` to the next ``;``. A title is everything from ``TITLE`` to the next ``;``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from headway.errors import UnreadableModel

LONGEST = 64  # characters of a name
_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    |(?P<number>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[A-Za-z][A-Za-z0-9_]*|_\d+)
    |(?P<function>@[A-Za-z]\w*)
    |(?P<logic>\#[A-Za-z]+\#)
    |(?P<slot>&\d+)
    |(?P<string>'[^'\n]*'|"[^"\n]*")
    |(?P<comment>!)
    |(?P<symbol>\.\.|<=|=<|>=|=>|[-+*/^()\[\]:;,|<>=?])""",
    re.VERBOSE | re.ASCII,
)


class Token(NamedTuple):
    """A word, number or sign. The kind of a sign is the sign itself; ``at`` is its place in the text."""

    kind: str
    text: str
    at: int


class Note(NamedTuple):
    """A comment that means something: what stands between ``!~ `` and ``;``, and how many tokens are before it."""

    start: int
    end: int
    tokens_before: int


@dataclass
class Source:
    """A text that is read, and what it is called in errors."""

    text: str
    where: str
    notes: list[Note] = field(default_factory=list)

    def line(self, at: int) -> int:
        """The line of a place, counted from 1."""
        return bisect_left(self._ends, at) + 1

    @cached_property
    def _ends(self) -> list[int]:
        """Where each line ends."""
        return [match.start() for match in re.finditer("\n", self.text)]

    def fail(self, at: int, what: str, cure: str = "") -> UnreadableModel:
        """The error to raise."""
        return UnreadableModel(self.where, self.line(at), what, cure)

    def tokens(self, start: int = 0, end: int | None = None) -> list[Token]:
        """The tokens of a part of the text. Its notes are collected.

        Raises:
            UnreadableModel: a character that LINGO does not know; a comment or title without its ``;``.
        """
        end, at, found = len(self.text) if end is None else end, start, list[Token]()
        while at < end:
            match = _TOKEN.match(self.text, at, end)
            if match is None:
                raise self.fail(at, f"{self.text[at]!r} can't stand here")
            kind, text, at = str(match.lastgroup), match[0], match.end()
            if kind == "blank":
                continue
            if kind == "comment":
                at = self._comment(match.start(), end, len(found))
                continue
            if kind == "name" and len(text) > LONGEST:
                raise self.fail(match.start(), f"the name {text!r} is longer than {LONGEST} characters")
            if kind == "name" and text.upper() == "TITLE" and _begins_statement(found):
                closed = self._closed(match.start(), at, end, "title")
                found.append(Token("title", self.text[at:closed].strip(), match.start()))
                at = closed
                continue
            found.append(Token(text if kind == "symbol" else kind, text, match.start()))
        return found

    def _comment(self, at: int, end: int, count: int) -> int:
        """Step over a comment; give where what follows begins."""
        closed = self._closed(at, at, end, "comment")
        if self.text[at + 1 : at + 2] == "~" and self.text[at + 2 : at + 3].isspace():
            self.notes.append(Note(at + 2, closed, count))
        return closed + 1

    def _closed(self, begun: int, at: int, end: int, what: str) -> int:
        closed = self.text.find(";", at, end)
        if closed < 0:
            raise self.fail(begun, f"the {what} has no end", "It ends in ';'.")
        return closed


def _begins_statement(before: list[Token]) -> bool:
    if not before or before[-1].kind == ";":
        return True
    return before[-1].text.upper() in ("ENDSETS", "ENDDATA") or [t.text.upper() for t in before[:3]] == ["MODEL", ":"]
