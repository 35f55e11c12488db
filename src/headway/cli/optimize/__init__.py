"""``headway optimize``: linear and integer programmes, tours and routes, on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from headway.cli.commands import carry_out, described, own_options
from headway.cli.parsing import Parser

COMMANDS = {
    "solve": "the best values of a model, and what its constraints are worth",
    "explain": "the answer in words: what binds, what one more unit is worth, why there is none",
    "show": "the model as mathematics",
    "plot": "the graphical method: constraints, feasible region, optimum",
    "convert": "the model in another format: AMPL, LINGO, MPS, LP",
    "tour": "the shortest round trip through places",
    "routes": "vehicles with capacities and time windows",
}
EXAMPLE = """\
example:
  headway optimize solve furniture.mps
  headway optimize convert furniture.mps --to ampl

`headway optimize COMMAND --help` tells more of a command."""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize`` and give its exit status."""
    opening = "Linear and integer programmes in files (.mod, .lng, .lp, .mps); tours and routes."
    parser = Parser("headway optimize", described(opening, COMMANDS), EXAMPLE)
    parser.usage = "headway optimize COMMAND [options]"
    _, rest = own_options(argv, parser)
    return carry_out(rest, parser, COMMANDS, "headway.cli.optimize")
