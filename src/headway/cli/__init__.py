"""The program ``headway``: a file per command, imported when it is called.

A command is a module with ``main(argv) -> int``. What can't be carried out is one line on stderr, never a traceback:
2 for a command line that makes no sense (:class:`UsageError`), 1 for everything else of ours, 130 for Ctrl-C, 141 (as a shell
has it) where the reader of stdout has gone, as ``| head`` does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from headway.cli.commands import carry_out, described, own_options
from headway.cli.parsing import Parser
from headway.cli.saying import hush
from headway.errors import HeadwayError, UsageError

COMMANDS = {
    "automl": "a model from a table: train, compare, predict",
    "demo": "the main job on real data: how long side by side, and one after another",
    "optimize": "linear and integer programmes: solve, explain, draw, convert; tours and routes",
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
        status = _main(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout and not sys.stdout.closed:
            sys.stdout.flush()
        return status
    except UsageError as error:
        return _say(error, 2)
    except HeadwayError as error:
        return _say(error, 1)
    except KeyboardInterrupt:
        return _say("interrupted", 130)
    except BrokenPipeError:
        hush(sys.stdout)
        return 141


def _main(argv: list[str]) -> int:
    parser = Parser("headway", described("Write it line by line; it runs side by side.", COMMANDS), EXAMPLE)
    parser.usage = "headway COMMAND [options]"
    parser.add_argument("--version", action="store_true", help="say the version, and end")
    options, rest = own_options(argv, parser)
    if options.version:
        from headway import __version__

        print(f"headway {__version__}")
        return 0
    return carry_out(rest, parser, COMMANDS, "headway.cli")


def _say(what: object, status: int) -> int:
    print(f"headway: {what}", file=sys.stderr)
    return status
