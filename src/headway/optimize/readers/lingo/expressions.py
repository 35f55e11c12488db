"""Expressions of LINGO, from tokens.

From the strongest to the weakest: minus as a sign and ``#NOT#``; ``^``; ``*`` and ``/``; ``+`` and ``-``; the comparisons
``#EQ#`` … ``#LE#``; ``#AND#`` and ``#OR#`` (LINGO's manual, "Operators"). Operators of one priority go from left to right.
"""

from __future__ import annotations

from headway.errors import UnreadableModel
from headway.optimize.readers.lingo.syntax import Call, Chain, Loop, Name, Negative, Node, Not, Number, Slot, Sum
from headway.optimize.readers.lingo.tokens import Source, Token

DEEPEST = 25  # parentheses within each other
OPERATORS = (("#AND#", "#OR#"), ("#EQ#", "#NE#", "#GT#", "#GE#", "#LT#", "#LE#"), ("+", "-"), ("*", "/"), ("^",))
FUNCTIONS = {"@SIZE", "@INDEX", "@IN", "@WRAP", "@ABS"}
DOMAINS = {"@FREE", "@GIN", "@BIN", "@BND"}
RESERVED = {
    *("MODEL", "END", "SETS", "ENDSETS", "DATA", "ENDDATA", "TITLE", "MAX", "MIN"),
    *("INIT", "ENDINIT", "CALC", "ENDCALC", "SUBMODEL", "ENDSUBMODEL", "PROCEDURE", "ENDPROCEDURE"),
}


class Cursor:
    """A place among the tokens of a text, and what stands there."""

    def __init__(self, source: Source, tokens: list[Token], end: int) -> None:
        self.source, self.tokens, self.at = source, tokens, 0
        self.over = Token("end of the text", "", end)
        self.depth = 0

    @property
    def next(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.at] if self.at < len(self.tokens) else self.over

    def after(self, steps: int = 1) -> Token:
        """The token so many behind the next one."""
        return self.tokens[self.at + steps] if self.at + steps < len(self.tokens) else self.over

    def take(self) -> Token:
        """Step over a token."""
        token = self.next
        self.at += 1
        return token

    def took(self, *kinds: str) -> Token | None:
        """Step over a token of these kinds, if there is one."""
        return self.take() if self.next.kind in kinds else None

    def expect(self, kind: str, after: str) -> Token:
        """Step over a token that has to be there."""
        if self.next.kind != kind:
            raise self.unexpected(f"{kind!r} is expected {after}" if kind != "name" else f"a name is expected {after}")
        return self.take()

    def unexpected(self, expected: str) -> UnreadableModel:
        """The error of something that can't stand here."""
        token = self.next
        shown = repr(token.text) if token.text else "the end of the text"
        return self.source.fail(token.at, f"{shown} can't stand here", f"Here {expected}.")

    def name(self, after: str) -> Token:
        """Step over a name that is no word of LINGO's own.

        Raises:
            UnreadableModel: there is another thing.
        """
        token = self.expect("name", after)
        if token.text.upper() in RESERVED or token.text.startswith("_"):
            raise self.source.fail(token.at, f"{token.text!r} can't be a name in LINGO", "Rename it.")
        return token


def expression(cursor: Cursor, level: int = 0) -> Node:
    """The expression that stands next.

    Raises:
        UnreadableModel: there is none that is known here.
    """
    if level == len(OPERATORS):
        return _signed(cursor)
    first = expression(cursor, level + 1)
    if cursor.next.text.upper() not in OPERATORS[level]:
        return first
    at, rest = cursor.next.at, list[tuple[str, Node]]()
    while cursor.next.text.upper() in OPERATORS[level]:
        rest.append((cursor.take().text.upper(), expression(cursor, level + 1)))
    return Chain(first, tuple(rest), at)


def _signed(cursor: Cursor) -> Node:
    signs = list[Token]()
    while cursor.next.kind in ("+", "-") or (cursor.next.kind == "logic" and cursor.next.text.upper() == "#NOT#"):
        signs.append(cursor.take())
    if not signs:
        return _operand(cursor)
    if len({sign.kind for sign in signs} - {"+"}) > 1 or len(signs) > DEEPEST:
        raise cursor.source.fail(signs[0].at, "the signs here are too many", "Use parentheses.")
    found = _operand(cursor)
    for sign in reversed(signs):
        if sign.kind == "-":
            found = Negative(found, sign.at)
        elif sign.kind == "logic":
            found = Not(found, sign.at)
    return found


def _operand(cursor: Cursor) -> Node:
    token = cursor.next
    if token.kind == "number":
        return Number(float(cursor.take().text), token.at)
    if token.kind == "slot":
        return Slot(_small(cursor.take()), token.at)
    if token.kind == "name":
        return reference(cursor)
    if token.kind == "function":
        return _call(cursor)
    if token.kind != "(":
        raise cursor.unexpected("a number, a name or a parenthesis is expected")
    cursor.take()
    found = _inside(cursor)
    cursor.expect(")", "where the parenthesis ends")
    return found


def _small(token: Token) -> int:
    """The number of a slot: of more than two digits there are none."""
    return int(token.text[1:4])


def _inside(cursor: Cursor) -> Node:
    """An expression in parentheses."""
    cursor.depth += 1
    if cursor.depth > DEEPEST:
        raise cursor.source.fail(cursor.next.at, f"parentheses are nested more than {DEEPEST} deep")
    found = expression(cursor)
    cursor.depth -= 1
    return found


def reference(cursor: Cursor) -> Name:
    """A name with its subscripts, if it has any."""
    name = cursor.name("here")
    if not cursor.took("("):
        return Name(name.text, None, name.at)
    subscripts = _arguments(cursor)
    return Name(name.text, subscripts, name.at)


def _arguments(cursor: Cursor) -> tuple[Node, ...]:
    found = [_inside(cursor)]
    while cursor.took(","):
        found.append(_inside(cursor))
    cursor.expect(")", "behind the last of these")
    return tuple(found)


def _call(cursor: Cursor) -> Node:
    token = cursor.take()
    function = token.text.upper()
    if function not in FUNCTIONS and function != "@SUM":
        known = ", ".join(sorted({"@SUM", "@FOR"} | FUNCTIONS | DOMAINS))
        raise cursor.source.fail(token.at, f"the function {token.text} is not known here", f"Known are {known}.")
    cursor.expect("(", f"behind {token.text}")
    if function != "@SUM":
        return Call(function, _arguments(cursor), token.at)
    head = loop(cursor)
    body = _inside(cursor)
    cursor.expect(")", "where the @SUM ends")
    return Sum(head, body, token.at)


def loop(cursor: Cursor) -> Loop:
    """The head of a loop over a set, up to its ``:``."""
    name, indices, condition = cursor.name("here: that of a set"), None, None
    if cursor.took("("):
        indices = [cursor.name("here: that of an index").text.upper()]
        while cursor.took(","):
            indices.append(cursor.name("here: that of an index").text.upper())
        cursor.expect(")", "behind the indices")
    if cursor.took("|"):
        condition = _inside(cursor)
    cursor.expect(":", "behind the set of a loop")
    return Loop(name.text.upper(), None if indices is None else tuple(indices), condition, name.at)
