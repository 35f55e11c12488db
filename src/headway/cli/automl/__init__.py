"""``headway automl``: a model from a table, on the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from headway.cli.parsing import Parser, meant
from headway.errors import UsageError

COMMANDS = {
    "fit": "train on a table, and, if one is given, predict another",
    "predict": "predict a table with a model that was saved",
}
EXAMPLE = """\
example:
  headway automl fit train.csv --target Survived --predict test.csv --out predictions.csv

`headway automl COMMAND --help` tells more of a command."""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway automl`` and give its exit status."""
    described = "\n".join(f"  {name:<9}{does}" for name, does in COMMANDS.items())
    parser = Parser("headway automl", f"A model from a table.\n\ncommands:\n{described}", EXAMPLE)
    parser.usage = "headway automl COMMAND [options]"
    command = next((at for at, word in enumerate(argv) if not word.startswith("-")), len(argv))
    parser.parse_all(argv[:command])
    if command == len(argv):
        parser.print_help(sys.stderr)
        return 2
    name = argv[command]
    if name not in COMMANDS:
        known = ", ".join(COMMANDS)
        raise UsageError(
            f"there is no command {name!r}{meant(name, COMMANDS)} The commands: {known} (headway automl --help)"
        )
    status: int = import_module(f"headway.cli.automl.{name}").main(argv[command + 1 :])
    return status
