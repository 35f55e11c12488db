"""Command lines: argparse, with errors that are one line of ours and name what was probably meant."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from math import isfinite, nan
from typing import Any, NoReturn

from headway.errors import UsageError


class Parser(argparse.ArgumentParser):
    """A parser that raises :class:`UsageError`, takes no abbreviation, and shows an example below its options."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """What argparse calls when it can't read a command line."""
        # "argument --workers: …": the option itself says enough.
        raise UsageError(f"{message.removeprefix('argument ')} ({self.prog} --help)")

    def parse_all(self, argv: Sequence[str]) -> argparse.Namespace:
        """The options; raises :class:`UsageError` for what it does not know, naming the nearest."""
        options, unknown = self.parse_known_args(argv)
        if unknown:
            self.refuse(unknown[0])
        return options

    def refuse(self, word: str) -> NoReturn:
        """Raise :class:`UsageError` for a word that has no place on the command line."""
        if not word.startswith("-"):
            raise UsageError(f"there is no place for {word!r} ({self.prog} --help)")
        option = word.partition("=")[0]
        raise UsageError(f"there is no option {option!r}{meant(option, self.names())} ({self.prog} --help)")

    def names(self) -> dict[str, bool]:
        """Each option's spelling, and whether a value follows it."""
        return {name: action.nargs != 0 for action in self._actions for name in action.option_strings}


def meant(word: str, known: Iterable[str], likeness: float = 0.5) -> str:
    """The nearest known word as a question, or a full stop.

    >>> meant("rnu", ["run", "demo"]), meant("xyz", ["run", "demo"])
    ("; did you mean 'run'?", '.')
    """
    near = get_close_matches(word, list(known), 1, likeness)
    return f"; did you mean {near[0]!r}?" if near else "."


def one_of(*choices: str) -> Callable[[str], str]:
    """A type of option: one of a few words."""

    def read(word: str) -> str:
        if word not in choices:
            raise argparse.ArgumentTypeError(f"{word!r} is not one of {', '.join(choices)}{meant(word, choices)}")
        return word

    return read


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """A type of option: a whole number within bounds.

    >>> whole_number(1)("8")
    8
    """
    span = f"at least {least}" if most is None else f"from {least} to {most:,}"

    def read(word: str) -> int:
        try:
            number = int(word)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            raise argparse.ArgumentTypeError(f"expected a whole number, {span}, not {word!r}")
        return number

    return read


def number(least: float, most: float | None = None) -> Callable[[str], float]:
    """A type of option: a number within bounds.

    >>> number(0)("1.5")
    1.5
    """
    span = f"at least {least:g}" if most is None else f"from {least:g} to {most:g}"

    def read(word: str) -> float:
        try:
            given = float(word)
        except ValueError:
            given = nan
        if not isfinite(given) or given < least or (most is not None and given > most):
            raise argparse.ArgumentTypeError(f"expected a number, {span}, not {word!r}")
        return given

    return read


def split(argv: Sequence[str], parser: Parser) -> tuple[list[str], list[str]]:
    """Our own words of a command line, and the words from the script on.

    Options that the parser knows are ours before the script and after it, until a ``--``; every other word after the
    script belongs to the script, ``--help`` too.

    >>> parser = Parser("headway run", "", "")
    >>> _ = parser.add_argument("--workers")
    >>> split(["a.py", "7", "--workers", "2", "--fast", "--", "--workers"], parser)
    (['--workers', '2'], ['a.py', '7', '--fast', '--workers'])
    """
    takes_value = parser.names()
    ours: list[str] = []
    theirs: list[str] = []
    words = iter(argv)
    for word in words:
        option, equals, _ = word.partition("=")
        if word == "--":
            theirs += words
        elif option in takes_value and not (theirs and option in ("-h", "--help")):
            ours.append(word)
            if takes_value[option] and not equals:
                ours += _next(words)
        elif theirs or not word.startswith("-") or word == "-":
            theirs.append(word)
        else:
            parser.refuse(word)
    return ours, theirs


def _next(words: Any) -> list[str]:
    following = next(words, None)
    return [] if following is None else [following]
