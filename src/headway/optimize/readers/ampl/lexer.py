"""AMPL's words. A model and its data are cut differently: ``a-b`` is a difference there, and one symbol here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from math import isinf

from headway.optimize.readers.ampl.source import Source

_BLANK = re.compile(r"(?:\s+|#[^\n]*)+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"'((?:[^'\n]|'')*)'|\"((?:[^\"\n]|\"\")*)\"")
_MODEL = re.compile(
    r"(?P<number>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z_]))"
    r"|(?P<name>s\.\s*t\.|[A-Za-z_]\w*)"
    r"|(?P<mark>:=|\.\.|<=|>=|<>|!=|==|\*\*|&&|\|\||[-+*/^&<>=!|,;:()\[\]{}.~])",
    re.ASCII,
)
_DATA = re.compile(r"(?P<word>(?:(?!\.\.)[\w.+-])+)|(?P<mark>:=|\.\.|<=|>=|<>|[*<>=,;:()\[\]{}])")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INFINITE = {"Infinity": float("inf"), "+Infinity": float("inf"), "-Infinity": -float("inf")}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: a ``name``, ``number``, ``string``, ``mark``, or the ``end``; its value and its line."""

    kind: str
    value: str | float
    line: int

    def is_mark(self, *marks: str) -> bool:
        """Whether it is one of these marks."""
        return self.kind == "mark" and self.value in marks

    def is_name(self, *names: str) -> bool:
        """Whether it is one of these words."""
        return self.kind == "name" and self.value in names

    def __str__(self) -> str:
        return "the end of the text" if self.kind == "end" else f"`{self.value}`"


class Lexer:
    """The words of a text one by one, as many ahead as are asked for.

    ``in_data`` says how what follows is cut; ``line`` is the line of the word taken last.
    """

    def __init__(self, text: str, source: Source) -> None:
        self.text, self.source = text.removeprefix("\ufeff"), source
        self.place, self.line, self.in_data = 0, 1, False
        self._ahead: deque[Token] = deque()
        self._ends = [found.start() for found in re.finditer("\n", self.text)]

    def line_at(self, place: int) -> int:
        """The line of a place in the text, from 1."""
        return bisect_right(self._ends, place - 1) + 1 if place else 1

    def peek(self, ahead: int = 0) -> Token:
        """A word that is not taken yet."""
        while len(self._ahead) <= ahead:
            self._ahead.append(self._cut())
        return self._ahead[ahead]

    def take(self) -> Token:
        """The next word."""
        token = self.peek()
        self._ahead.popleft()
        self.line = token.line
        return token

    def put_back(self, token: Token) -> None:
        """Give back the word that was taken last."""
        self._ahead.appendleft(token)

    def switch(self, in_data: bool) -> None:
        """Cut what follows as data, or as a model. To be called before anything of it was looked at."""
        self.in_data = in_data

    def takes_mark(self, *marks: str) -> bool:
        """Take the next word where it is one of these marks, and say whether it was."""
        if self.peek().is_mark(*marks):
            self.take()
            return True
        return False

    def takes_name(self, *names: str) -> bool:
        """Take the next word where it is one of these names, and say whether it was."""
        if self.peek().is_name(*names):
            self.take()
            return True
        return False

    def expect(self, mark: str, what: str = "") -> Token:
        """Take a mark, or fail where another word stands."""
        token = self.take()
        if not token.is_mark(mark):
            raise self.source.fail(token.line, f"{token} stands where `{mark}` is expected{what and f' {what}'}")
        return token

    def expect_name(self, what: str) -> Token:
        """Take a name, or fail where another word stands."""
        token = self.take()
        if token.kind != "name":
            raise self.source.fail(token.line, f"{token} stands where {what} is expected")
        return token

    def _cut(self) -> Token:
        text = self.text
        self._skip_blanks()
        if self.place >= len(text):
            return Token("end", "", self.line_at(len(text)))
        line = self.line_at(self.place)
        if text[self.place] in "'\"":
            return self._string(line)
        found = (_DATA if self.in_data else _MODEL).match(text, self.place)
        if not found:
            raise self.source.fail(line, f"{text[self.place : self.place + 10].split()[0]!r} is no word of AMPL's")
        self.place = found.end()
        kind, value = str(found.lastgroup), found.group()
        if kind == "number":
            return Token("number", self._number(value, line), line)
        return self._word(value, line) if kind == "word" else Token(kind, value, line)

    def _skip_blanks(self) -> None:
        while True:
            if found := _BLANK.match(self.text, self.place):
                self.place = found.end()
            if not self.text.startswith("/*", self.place):
                return
            comment = _COMMENT.match(self.text, self.place)
            if not comment:
                raise self.source.fail(self.line_at(self.place), "this comment has no end", "End it with `*/`.")
            self.place = comment.end()

    def _string(self, line: int) -> Token:
        found = _STRING.match(self.text, self.place)
        if not found:
            raise self.source.fail(line, "a quote is opened and not closed on its line")
        self.place = found.end()
        quote = found.group()[0]
        return Token("string", found.group()[1:-1].replace(quote * 2, quote), line)

    def _word(self, word: str, line: int) -> Token:
        """A word of the data: a number, a mark of its own, or a symbol."""
        if _NUMBER.fullmatch(word):
            return Token("number", self._number(word, line), line)
        if word in _INFINITE:
            return Token("number", _INFINITE[word], line)
        return Token("mark" if word in (".", "+", "-") else "name", word, line)

    def _number(self, word: str, line: int) -> float:
        value = float(word)
        if isinf(value):
            raise self.source.fail(line, f"the number {word} is too large")
        return value
