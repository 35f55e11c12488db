"""Statements of LINGO, from tokens: the model as it is written, not yet what it means."""

from __future__ import annotations

from collections.abc import Callable

from headway.optimize.model import Sense
from headway.optimize.readers.lingo.expressions import DEEPEST, DOMAINS, RESERVED, Cursor, expression, loop, reference
from headway.optimize.readers.lingo.syntax import (
    DataStatement,
    Domain,
    ForEach,
    Objective,
    Row,
    SetStatement,
    Statement,
    Text,
)
from headway.optimize.readers.lingo.tokens import Source, Token

RELATIONS = {"<": "<=", "<=": "<=", "=<": "<=", ">": ">=", ">=": ">=", "=>": ">=", "=": "="}
REFUSED = {"INIT", "CALC", "SUBMODEL", "PROCEDURE"}


def text_of(source: Source) -> Text:
    """The statements of a text.

    ``MODEL:`` and ``END`` stand both or neither (LINGO itself wants neither in its own windows).

    Raises:
        UnreadableModel: with the line, for whatever is not known here.
    """
    tokens = source.tokens()
    cursor, text = Cursor(source, tokens, len(source.text.rstrip())), Text()
    if not tokens:
        raise source.fail(0, "the text states nothing", "A LINGO model begins with MODEL:.")
    is_framed = _is_section(cursor, "MODEL")
    if is_framed:
        cursor.take(), cursor.take()
    while cursor.next is not cursor.over and not _is_word(cursor, "END"):
        _take_part(cursor, text)
    if is_framed:
        cursor.expect("name", "here: END, since the text begins with MODEL:")
    if cursor.next is not cursor.over:
        raise cursor.unexpected("the text is over" if is_framed else "END needs a MODEL: in front")
    return text


def _is_word(cursor: Cursor, word: str) -> bool:
    return cursor.next.kind == "name" and cursor.next.text.upper() == word


def _is_section(cursor: Cursor, word: str) -> bool:
    return _is_word(cursor, word) and cursor.after().kind == ":"


def _take_part(cursor: Cursor, text: Text) -> None:
    token = cursor.next
    if token.kind == "title":
        if text.title is not None:
            raise cursor.source.fail(token.at, "there are two titles")
        text.title = cursor.take().text
        cursor.expect(";", "behind the title")
    elif _is_section(cursor, "SETS"):
        _take_section(cursor, "ENDSETS", lambda: text.sets.append(_set(cursor)))
    elif _is_section(cursor, "DATA"):
        _take_section(cursor, "ENDDATA", lambda: text.data.append(_data(cursor)))
    elif token.kind == "name" and token.text.upper() in REFUSED and cursor.after().kind in (":", "name"):
        raise cursor.source.fail(token.at, f"sections {token.text} are not known here", "State what they make as DATA.")
    else:
        before = cursor.at
        text.statements.append((before, statement(cursor)))
        cursor.expect(";", "behind a statement")


def _take_section(cursor: Cursor, end: str, take: Callable[[], None]) -> None:
    begun = cursor.take()
    cursor.take()
    while not _is_word(cursor, end):
        if cursor.next is cursor.over:
            raise cursor.source.fail(begun.at, f"the section {begun.text} has no {end}")
        take()
    cursor.take()


def statement(cursor: Cursor) -> Statement:
    """The statement that stands next, up to its ``;``."""
    begun = cursor.next
    name = _row_name(cursor)
    word = cursor.next.text.upper()
    if word in ("MAX", "MIN") and cursor.after().kind == "=":
        cursor.take(), cursor.take()
        return Objective(Sense(word.lower()), name, expression(cursor), begun.at)
    if name is None and word in DOMAINS:
        return _domain(cursor)
    if name is None and word == "@FOR":
        return _for_each(cursor)
    left = expression(cursor)
    if cursor.next.kind not in RELATIONS:
        raise cursor.unexpected("one of <= >= = is expected")
    relation = RELATIONS[cursor.take().kind]
    right = expression(cursor)
    if cursor.next.kind in RELATIONS:
        raise cursor.source.fail(cursor.next.at, "there is a second relation in the row", "State it as two rows.")
    return Row(name, left, relation, right, begun.at)


def _row_name(cursor: Cursor) -> str | None:
    if not cursor.took("["):
        return None
    token = cursor.expect("name", "behind '['")
    if token.text.upper() in RESERVED:
        raise cursor.source.fail(token.at, f"{token.text!r} can't be a name in LINGO", "Rename the row.")
    cursor.expect("]", "behind the name of a row")
    return token.text


def _domain(cursor: Cursor) -> Domain:
    token = cursor.take()
    kind, low, high = token.text.upper(), None, None
    cursor.expect("(", f"behind {token.text}")
    if kind == "@BND":
        low = expression(cursor)
        cursor.expect(",", "between the bound and the variable")
    variable = reference(cursor)
    if kind == "@BND":
        cursor.expect(",", "between the variable and the bound")
        high = expression(cursor)
    cursor.expect(")", f"where the {token.text} ends")
    return Domain(kind, variable, low, high, token.at)


def _for_each(cursor: Cursor) -> ForEach:
    token = cursor.take()
    cursor.expect("(", "behind @FOR")
    head, body = loop(cursor), list[Statement]()
    cursor.depth += 1
    if cursor.depth > DEEPEST:
        raise cursor.source.fail(token.at, f"loops are nested more than {DEEPEST} deep")
    while not cursor.took(")"):
        body.append(statement(cursor))
        if cursor.next.kind != ")":
            cursor.expect(";", "between two statements of a loop")
    cursor.depth -= 1
    return ForEach(head, tuple(body), token.at)


def _set(cursor: Cursor) -> SetStatement:
    name, parents, members, condition = cursor.name("here: that of a set"), list[str](), None, None
    if cursor.took("("):
        parents = _names(cursor)
        cursor.expect(")", "behind the parents of a set")
    if cursor.took("|"):
        condition = expression(cursor)
    if cursor.took("/"):
        members = _until(cursor, "/", ("name", "number", "..", ","))
        cursor.take()
    attributes = _names(cursor) if cursor.took(":") else []
    cursor.expect(";", "behind a set")
    return SetStatement(name.text, tuple(parents), condition, members, tuple(attributes), name.at)


def _names(cursor: Cursor) -> list[str]:
    """Names with commas between them, or without."""
    found = [cursor.name("here").text]
    while cursor.took(",") or cursor.next.kind == "name":
        found.append(cursor.name("here").text)
    return found


def _until(cursor: Cursor, end: str, kinds: tuple[str, ...]) -> tuple[Token, ...]:
    found = list[Token]()
    while cursor.next.kind != end:
        if cursor.next.kind not in kinds:
            raise cursor.unexpected(f"a name, a number or {end!r} is expected")
        found.append(cursor.take())
    return tuple(found)


def _data(cursor: Cursor) -> DataStatement:
    begun = cursor.next
    names = _names(cursor)
    cursor.expect("=", "behind the names of what the data are for")
    if cursor.next.kind == "function":
        raise cursor.source.fail(
            cursor.next.at, f"{cursor.next.text} in DATA is not known here", "No other file is read."
        )
    values = _until(cursor, ";", ("name", "number", "..", ",", "+", "-"))
    cursor.take()
    return DataStatement(tuple(names), values, begun.at)
