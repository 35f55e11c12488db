"""``headway optimize explain``: the answer in words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headway.cli.files import check_new_file
from headway.cli.optimize.asking import add_json, add_model, add_solver, asked_solution, files
from headway.cli.parsing import Parser
from headway.cli.saying import for_json, say_json

if TYPE_CHECKING:
    from headway.optimize import Explanation

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
        explanation.save(options.out)
    if options.json:
        return 0 if say_json(_summary(explanation, solution.model.name, files(options)), sys.stdout) else 1
    print(f"written: {options.out}" if options.out else explanation.text)
    return 0


def _summary(explanation: Explanation, model: str, written: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = for_json(replace(explanation, cure=None))
    if (cure := explanation.cure) is not None:  # without its model, which is the one given but for these
        told["cure"] = for_json(
            {"adjustments": cure.adjustments, "is_least": cure.is_least, "objective": cure.objective}
        )
    return {"model": model, **told, "files": written}


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
    add_json(parser)
    return parser
