"""``headway optimize explain``: the answer in words."""

from __future__ import annotations

from collections.abc import Sequence

from headway.cli.files import check_new_file
from headway.cli.optimize.asking import add_model, add_solver, asked_solution
from headway.cli.parsing import Parser

DESCRIPTION = """\
Solve a model and say in words what the answer means: which constraints bind, what one more unit of each is worth and over
which range, which activities are not worth it; or why there is no answer, and the least change that would cure it."""
EXAMPLE = """\
example:
  headway optimize explain furniture.mps --out furniture.html"""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize explain`` and give its exit status."""
    options = _parser().parse_all(argv)
    if options.out:
        check_new_file("--out", options.out, ".txt", ".html")
    from headway import optimize

    solution = asked_solution(options, "headway optimize explain")
    explanation = optimize.explain(solution, assumptions=options.assumptions)
    if options.out:
        print(f"written: {explanation.save(options.out)}")
    else:
        print(explanation.text)
    return 0


def _parser() -> Parser:
    parser = Parser("headway optimize explain", DESCRIPTION, EXAMPLE)
    parser.usage = "headway optimize explain FILE [options]"
    add_model(parser)
    add_solver(parser)
    parser.add_argument(
        "--no-assumptions",
        dest="assumptions",
        action="store_false",
        help="leave out what a linear programme takes for granted",
    )
    parser.add_argument("--out", metavar="FILE", help="write it: .txt or .html (unset: stdout)")
    return parser
