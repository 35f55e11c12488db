"""Programs made of commands: which one is meant, and its module, imported when it is called."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module

from headway.cli.parsing import Parser, meant
from headway.errors import UsageError


def described(opening: str, commands: Mapping[str, str]) -> str:
    """What a program's help says first: what it is, and a line for each command.

    >>> print(described("A program.", {"run": "runs", "demo": "shows"}))
    A program.
    <BLANKLINE>
    commands:
      run   runs
      demo  shows
    """
    wide = max(map(len, commands)) + 2
    return "\n".join([opening, "", "commands:", *(f"  {name:<{wide}}{does}" for name, does in commands.items())])


def own_options(argv: Sequence[str], parser: Parser) -> tuple[Namespace, Sequence[str]]:
    """The options before the command, and the words from the command on."""
    command = next((at for at, word in enumerate(argv) if not word.startswith("-")), len(argv))
    return parser.parse_all(argv[:command]), argv[command:]


def carry_out(argv: Sequence[str], parser: Parser, commands: Mapping[str, str], package: str) -> int:
    """Call the command that is named first, a module of that package; without one, show the help.

    Raises:
        UsageError: there is no such command; the nearest is named.
    """
    if not argv:
        parser.print_help(sys.stderr)
        return 2
    name = argv[0]
    if name not in commands:
        known = f"The commands: {', '.join(commands)} ({parser.prog} --help)"
        raise UsageError(f"there is no command {name!r}{meant(name, commands)} {known}")
    status: int = import_module(f"{package}.{name}").main(argv[1:])
    return status
