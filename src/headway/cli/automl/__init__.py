"""``headway automl``: a model from a table, on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from headway.cli.commands import carry_out, described, own_options
from headway.cli.parsing import Parser

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
    parser = Parser("headway automl", described("A model from a table.", COMMANDS), EXAMPLE)
    parser.usage = "headway automl COMMAND [options]"
    _, rest = own_options(argv, parser)
    return carry_out(rest, parser, COMMANDS, "headway.cli.automl")
