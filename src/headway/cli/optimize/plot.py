"""``headway optimize plot``: the graphical method."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from headway.cli.files import check_new_file
from headway.cli.optimize.asking import add_json, add_model, asked_model, files
from headway.cli.parsing import Parser
from headway.cli.saying import say_json
from headway.errors import BadOption, UsageError

DESCRIPTION = """\
Draw a model of two variables: constraints, feasible region, objective lines, corners, the optimum. Of a model with more,
a slice through the optimum, or through where --at says."""
EXAMPLE = """\
example:
  headway optimize plot furniture.mps --out furniture.svg
  headway optimize plot diet.lp --x oats --y milk --at eggs=2 --out diet.png"""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize plot`` and give its exit status."""
    options = _parser().parse_all(argv)
    check_new_file("--out", options.out, ".svg", ".png", ".pdf", ".html")
    at = dict(map(_place, options.at))
    from headway import optimize

    try:
        picture = optimize.plot(asked_model(options), x=options.x, y=options.y, at=at or None)
    except BadOption as error:
        given = "" if error.given is None else f" {error.given}"
        raise UsageError(f"--{error.option}{given}: expected {error.expected}") from error
    picture.save(options.out)
    if options.json:
        return 0 if say_json({"title": picture.title, "files": files(options)}, sys.stdout) else 1
    print(f"written: {options.out}")
    return 0


def _parser() -> Parser:
    parser = Parser("headway optimize plot", DESCRIPTION, EXAMPLE)
    parser.usage = "headway optimize plot FILE --out PICTURE [options]"
    add_model(parser)
    add = parser.add_argument
    add("--out", metavar="PICTURE", required=True, help="where to: .svg, .png, .pdf or .html")
    add("--x", metavar="VARIABLE", help="the variable of the axis to the right")
    add("--y", metavar="VARIABLE", help="the variable of the axis upwards")
    add(
        "--at",
        metavar="NAME=NUMBER",
        action="append",
        default=[],
        help="where another variable is held (again for more)",
    )
    add_json(parser)
    return parser


def _place(text: str) -> tuple[str, float]:
    name, equals, value = text.rpartition("=")
    try:
        if not (name and equals):
            raise ValueError
        return name, float(value)
    except ValueError:
        raise UsageError(f"--at {text}: write NAME=NUMBER, such as eggs=2") from None
