"""The program ``headway``: a file per command, imported when it is called.

A command is a module with ``main(argv) -> int``. What can't be carried out is one line on stderr, never a traceback:
2 for a command line that makes no sense (:class:`UsageError`), 1 for everything else of ours, 130 for Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from headway.cli.parsing import Parser, meant
from headway.errors import HeadwayError, UsageError

COMMANDS = {
    "automl": "a model from a table: train, compare, predict",
    "demo": "the main job on real data: how long side by side, and one after another",
    "run": "run a script, show its progress, and report what its tasks took and saved",
}
EXAMPLE = """\
example:
  headway run train.py --report report.html

`headway COMMAND --help` tells more of a command."""


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out a command line (default: this program's own) and give its exit status.

    >>> main(["--version"])
    headway 0.1.0
    0
    """
    try:
        return _main(list(sys.argv[1:] if argv is None else argv))
    except UsageError as error:
        return _say(error, 2)
    except HeadwayError as error:
        return _say(error, 1)
    except KeyboardInterrupt:
        return _say("interrupted", 130)


def _main(argv: list[str]) -> int:
    parser = Parser(prog="headway", epilog=EXAMPLE, description=_description())
    parser.usage = "headway COMMAND [options]"
    parser.add_argument("--version", action="store_true", help="say the version, and end")
    command = next((at for at, word in enumerate(argv) if not word.startswith("-")), len(argv))
    options = parser.parse_all(argv[:command])
    if options.version:
        from headway import __version__

        print(f"headway {__version__}")
        return 0
    if command == len(argv):
        parser.print_help(sys.stderr)
        return 2
    name = argv[command]
    if name not in COMMANDS:
        known = ", ".join(COMMANDS)
        raise UsageError(f"there is no command {name!r}{meant(name, COMMANDS)} The commands: {known} (headway --help)")
    status: int = import_module(f"headway.cli.{name}").main(argv[command + 1 :])
    return status


def _description() -> str:
    lines = [f"  {name:<8}{does}" for name, does in COMMANDS.items()]
    return "\n".join(["Write it line by line; it runs side by side.", "", "commands:", *lines])


def _say(what: object, status: int) -> int:
    print(f"headway: {what}", file=sys.stderr)
    return status
