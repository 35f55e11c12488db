"""``headway optimize show``: a model as mathematics."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from headway.cli.files import check_new_file
from headway.cli.optimize.asking import add_json, add_model, asked_model, files
from headway.cli.parsing import Parser, one_of
from headway.cli.saying import say_json

DESCRIPTION = "Show a model as mathematics: objective, constraints, bounds."
EXAMPLE = """\
example:
  headway optimize show furniture.mps
  headway optimize show furniture.mps --form matrix --out furniture.tex"""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize show`` and give its exit status."""
    options = _parser().parse_all(argv)
    if options.out:
        check_new_file("--out", options.out, ".txt", ".tex", ".html")
    from headway import optimize

    shown = optimize.show(asked_model(options), form=options.form)
    if options.out:
        shown.save(options.out)
    if options.json:
        told = {"title": shown.title, "text": shown.text, "latex": shown.latex, "files": files(options)}
        return 0 if say_json(told, sys.stdout) else 1
    print(f"written: {options.out}" if options.out else shown.text)
    return 0


def _parser() -> Parser:
    parser = Parser("headway optimize show", DESCRIPTION, EXAMPLE)
    parser.usage = "headway optimize show FILE [options]"
    add_model(parser)
    add = parser.add_argument
    add("--form", type=one_of("algebraic", "matrix"), default="algebraic", help="algebraic (unset) or matrix")
    add("--out", metavar="FILE", help="write it: .txt, .tex or .html (unset: stdout)")
    add_json(parser)
    return parser
