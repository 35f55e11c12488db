r"""The words, numbers and signs of a text in the LP format, each with its line.

A number takes all the digits that it can, and an exponent only with digits: ``3e1x`` is 30 x, ``3ex`` is 3 of ``ex``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from headway.errors import UnreadableModel

_TOKEN = re.compile(
    r"""(?P<blank>[^\S\n]+)
    |(?P<end>\n)
    |(?P<comment>\\[^\n]*)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d][\w!"#$%&'(),./;?@`{}|~\[\]]*|[!"#$%&',/;?@`{}|~][\w!"#$%&'(),./;?@`{}|~\[\]]*)
    |(?P<relation><=|=<|>=|=>|<|>|=)
    |(?P<sign>[-+:\[\]*^])""",
    re.VERBOSE,
)
RELATIONS = {"<": "<=", "<=": "<=", "=<": "<=", ">": ">=", ">=": ">=", "=>": ">=", "=": "="}
SECTIONS = {
    **dict.fromkeys(("max", "maximize", "maximise", "maximum"), "max"),
    **dict.fromkeys(("min", "minimize", "minimise", "minimum"), "min"),
    **dict.fromkeys(("subject to", "such that", "st", "s.t.", "st."), "rows"),
    **dict.fromkeys(("bound", "bounds"), "bounds"),
    **dict.fromkeys(("general", "generals", "gen", "integer", "integers", "int"), "whole"),
    **dict.fromkeys(("binary", "binaries", "bin"), "binary"),
    **dict.fromkeys(("semi-continuous", "semis", "semi"), "semi-continuous variables"),
    **dict.fromkeys(("sos", "sos1", "sos2"), "special ordered sets"),
    **dict.fromkeys(("lazy constraints", "user cuts", "general constraints"), "constraints of a solver's own"),
    "end": "end",
}
_FIRST_OF_TWO = {
    "subject": ("to",),
    "such": ("that",),
    "lazy": ("constraints",),
    "user": ("cuts",),
    "general": ("constraints",),
}
_PROBLEM = re.compile(r"\*?\s*Problem(?: name)?\s*:(.*?)(?:\*\\)?")
_RANGE = re.compile(r"~\s*range (\S+) (\S+) (\S+)")
_STARRED = re.compile(r"\*(.*)\*\\")


class Token(NamedTuple):
    """A name, number, relation, sign, or a section's beginning (its kind is then ``section``)."""

    kind: str
    text: str
    line: int


class Tokens:
    """The tokens of a text, and a place among them.

    Raises:
        UnreadableModel: a character that can't stand in the format.
    """

    def __init__(self, text: str, where: str) -> None:
        self.where, self.at, self.line = where, 0, 1
        self.title: str | None = None
        self.ranges: list[
            tuple[str, str, str, int]
        ] = []  # the two rows that a row with two limits is written as, its name, the line
        self.held = self._joined(self._split(text))
        self.over = Token("end of the text", "", self.line)

    def fail(self, line: int, what: str, cure: str = "") -> UnreadableModel:
        """The error to raise."""
        return UnreadableModel(self.where, line, what, cure)

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self.held[self.at] if self.at < len(self.held) else self.over

    @property
    def after(self) -> Token:
        """The one behind it."""
        return self.held[self.at + 1] if self.at + 1 < len(self.held) else self.over

    def take(self) -> Token:
        """Step over a token."""
        token = self.next
        self.at += 1
        return token

    def unexpected(self, expected: str) -> UnreadableModel:
        """The error of something that can't stand here."""
        token = self.next
        if token.text in ("[", "]", "^", "*"):
            what = f"quadratic terms ({token.text!r}) are not known here"
            return self.fail(token.line, what, "Only linear models are read; 3 x is written without a '*'.")
        shown = repr(token.text) if token.text else "the end of the text"
        hint = " A name can't be a word that begins a section." if token.kind == "section" else ""
        return self.fail(token.line, f"{shown} can't stand here", f"Here {expected}.{hint}")

    def _split(self, text: str) -> list[Token]:
        found, at = list[Token](), 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise self.fail(self.line, f"{text[at]!r} can't stand here")
            kind, at = str(match.lastgroup), match.end()
            if kind == "end":
                self.line += 1
            elif kind == "comment":
                self._note(match[0], is_first=self.title is None and not found)
            elif kind != "blank":
                found.append(Token(kind, match[0], self.line))
        return found

    def _note(self, comment: str, is_first: bool) -> None:
        r"""Take the model's name from a comment: ``\Problem name: x``, or ``\* x *\`` at the beginning; ``\~ range A B NAME``."""
        words = comment[1:].strip()
        if halves := _RANGE.fullmatch(words):
            self.ranges.append((halves[1], halves[2], halves[3], self.line))
            return
        match = _PROBLEM.fullmatch(words) or (_STARRED.fullmatch(words) if is_first else None)
        if match is not None:
            self.title = match[1].strip()

    def _joined(self, tokens: list[Token]) -> list[Token]:
        """Words that begin a section made one token each."""
        found, at = list[Token](), 0
        while at < len(tokens):
            text, count = self._section(tokens, at)
            behind = tokens[at + count].text if at + count < len(tokens) else ""
            if count and behind != ":":
                found.append(Token("section", text, tokens[at].line))
                at += count
            else:
                found.append(tokens[at])
                at += 1
        return found

    def _section(self, tokens: list[Token], at: int) -> tuple[str, int]:
        """The section that begins here, and of how many tokens its word is; 0: none begins."""
        if tokens[at].kind != "name":
            return "", 0
        words = [token.text.lower() for token in tokens[at : at + 3]]
        if words[:3] == ["semi", "-", "continuous"]:
            return "semi-continuous", 3
        if len(words) > 1 and words[1] in _FIRST_OF_TWO.get(words[0], ()):
            return " ".join(words[:2]), 2
        return (words[0], 1) if words[0] in SECTIONS else ("", 0)
