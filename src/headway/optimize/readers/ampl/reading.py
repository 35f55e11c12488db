"""AMPL's models, in the subset that states linear and integer programmes. Nothing is run, and no file is opened.

A text is read whole first: declarations, then data, in any number of sections. Then the sets and parameters are worked
out as far as variables, objective and constraints need them.
"""

from __future__ import annotations

import re

from headway.optimize.model import Model, Sense
from headway.optimize.readers.ampl.commands import PASSED_OVER, REFUSED, pass_over, pass_over_loop
from headway.optimize.readers.ampl.data_syntax import DataParser
from headway.optimize.readers.ampl.elaboration import model_of
from headway.optimize.readers.ampl.filling import fill
from headway.optimize.readers.ampl.lexer import Lexer, Token
from headway.optimize.readers.ampl.naming import naming
from headway.optimize.readers.ampl.source import Source
from headway.optimize.readers.ampl.statements import StatementParser

SENSES = {"minimize": Sense.MIN, "minimise": Sense.MIN, "maximize": Sense.MAX, "maximise": Sense.MAX}


def read_ampl(text: str, where: str = "the text", data: str | None = None, data_where: str = "the data") -> Model:
    """The model that an AMPL text states, with the data in it or in a text of their own.

    Variables and rows are named as AMPL shows them: ``x``, or ``x['a',2]`` with symbols quoted; one with an alias
    (``var b 'book case';``) by that. They stand in the order of their declarations. The model is named as its objective.

    Args:
        text: The model, with or without data.
        where: What errors call the text.
        data: The data, where they are not in the text.
        data_where: What errors call these.

    Raises:
        UnreadableModel: it states no linear or integer programme, or more than is read here; with the line.

    >>> read_ampl('''
    ... set P; param profit{P}; var make{P} >= 0, <= 10;
    ... maximize total: sum{p in P} profit[p] * make[p];
    ... data; set P := chair table; param profit := chair 45 table 80; end;''').variables
    ("make['chair']", "make['table']")
    """
    source = Source.of(where, text, data or "")
    lexer = Lexer(text, source)
    parser = StatementParser(lexer)
    try:
        last = _read(lexer, parser)
        if data is not None:
            data_lexer = Lexer(data, Source.of(data_where, data))
            data_lexer.switch(in_data=True)
            _read(data_lexer, parser)
        return model_of(parser.found, source, naming(text, data or "", parser.names, source), last)
    except RecursionError:
        raise source.fail(parser.lexer.line, "its definitions refer to each other in too long a chain") from None


def _read(lexer: Lexer, parser: StatementParser) -> int:
    """Read statements up to the end, and give the last line."""
    parser.lexer, parser.source = lexer, lexer.source
    while True:
        token = lexer.peek()
        if token.kind == "end":
            return token.line
        if token.is_name("end") and not lexer.peek(1).is_mark(":"):
            return token.line
        if lexer.in_data and token.is_name("set", "param"):
            fill(parser.names, DataParser(lexer).statement(), parser.source)
        else:
            _statement(lexer, parser)


def _statement(lexer: Lexer, parser: StatementParser) -> None:
    token = lexer.take()
    word = str(token.value) if token.kind == "name" else ""
    if word in ("data", "model"):
        _section(lexer, word)
    elif lexer.in_data and word == "var":
        pass_over(lexer)  # where a solver may begin: no part of the model
    elif word in PASSED_OVER:
        lexer.switch(in_data=False)
        pass_over(lexer)
    elif lexer.in_data:
        raise parser.source.fail(
            token.line, f"{token} begins no statement of data", "Known are set, param, model and end."
        )
    elif word in REFUSED:
        raise parser.source.fail(token.line, f"{token} is not read here", REFUSED[word])
    elif word == "for":
        pass_over_loop(lexer)
    elif word in ("set", "param", "var", "check"):
        getattr(parser, word)()
    elif word in SENSES:
        parser.objective(SENSES[word])
    else:
        _constraint(token, lexer, parser)


def _section(lexer: Lexer, word: str) -> None:
    token = lexer.take()
    if not token.is_mark(";"):
        cure = "No file is opened: give its text."
        raise lexer.source.fail(token.line, f"{token} stands behind `{word}` where `;` is expected", cure)
    lexer.switch(in_data=word == "data")


def _constraint(token: Token, lexer: Lexer, parser: StatementParser) -> None:
    """``subject to``, ``subj to``, ``s.t.``, or the name at once."""
    if (token.is_name("subject", "subj") and lexer.takes_name("to")) or _is_such_that(token):
        parser.constraint()
    elif token.kind == "name" and (lexer.peek().is_mark(":", "{") or lexer.peek().kind == "string"):
        lexer.put_back(token)
        parser.constraint()
    else:
        known = "Known are set, param, var, minimize, maximize, subject to, check, data, model and end."
        raise parser.source.fail(token.line, f"{token} begins no statement that is read here", known)


def _is_such_that(token: Token) -> bool:
    return token.kind == "name" and re.fullmatch(r"s\.\s*t\.", str(token.value)) is not None
