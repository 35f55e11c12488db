"""AMPL's commands: those that only run or show are passed over, those that change the model or open a file are refused."""

from __future__ import annotations

from headway.optimize.readers.ampl.lexer import Lexer

PASSED_OVER = frozenset("solve display print printf option options expand show write_solution".split())  # noqa: SIM905
REFUSED = {
    **dict.fromkeys(("include", "read", "table", "load", "commands", "cd", "shell", "write"), "No file is opened, and nothing is run."),
    **dict.fromkeys(("let", "fix", "unfix", "drop", "restore", "delete", "purge", "redeclare", "update", "reset"),
                    "It changes the model; state the model as it is to be."),
    **dict.fromkeys(("node", "arc"), "State networks by variables and constraints."),
    **dict.fromkeys(("problem", "suffix", "function", "if", "repeat", "while", "call"), "Only a model and its data are read."),
}  # fmt: skip
CHANGING = frozenset((*REFUSED, "data", "model", "end")) - {"if"}


def pass_over(lexer: Lexer) -> None:
    """Take the rest of a command.

    Raises:
        UnreadableModel: it has no end, or is the option that takes whole variables for continuous.
    """
    while not lexer.takes_mark(";"):
        token = lexer.take()
        if token.is_name("relax_integrality") and lexer.peek().value not in (0, "0", ";"):
            raise lexer.source.fail(token.line, f"the option {token} is not read here", REFUSED["let"])
        if token.kind == "end":
            raise lexer.source.fail(token.line, "the text ends amid a command", "End it with `;`.")


def pass_over_loop(lexer: Lexer) -> None:
    """Take the rest of a ``for`` that only shows something.

    Raises:
        UnreadableModel: it may change the model.
    """
    _take_braces(lexer)
    while lexer.takes_name("for"):
        _take_braces(lexer)
    if lexer.peek().is_mark("{"):
        _take_braces(lexer)
    else:
        _check_shows(lexer)
        pass_over(lexer)


def _check_shows(lexer: Lexer) -> None:
    token = lexer.peek()
    if token.is_name(*CHANGING):
        raise lexer.source.fail(token.line, f"{token} stands in a loop", "Loops that change the model are not read.")


def _take_braces(lexer: Lexer) -> None:
    lexer.expect("{")
    depth = 1
    while depth:
        _check_shows(lexer)
        token = lexer.take()
        depth += token.is_mark("{") - token.is_mark("}")
        if token.kind == "end":
            raise lexer.source.fail(token.line, "the text ends amid a loop")
