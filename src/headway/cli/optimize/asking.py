"""What several commands ask for: a model's file, a solver, limits."""

from __future__ import annotations

import sys
import warnings
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from headway import Session
from headway.cli.files import check_table
from headway.cli.optimize.standing import Standing
from headway.cli.parsing import Parser, number, whole_number
from headway.errors import HeadwayWarning, UsageError

if TYPE_CHECKING:
    from headway.optimize import Model, Solution


def add_model(parser: Parser) -> None:
    """The file of a model, and that of its data."""
    parser.add_argument("model", metavar="FILE", help="the model: .mod (AMPL), .lng (LINGO), .lp or .mps")
    parser.add_argument(
        "--data", metavar="FILE.dat", help="of AMPL, its data (unset: the file beside it ending in .dat)"
    )


def add_solver(parser: Parser) -> None:
    """How it is to be solved."""
    add = parser.add_argument
    add(
        "--solver",
        metavar="NAME[,NAME]",
        default="highs",
        help="highs, cbc, scip, glpk, lingo; of several the first proof wins",
    )
    add("--time-limit", metavar="SECONDS", type=number(0.001), help="how long it may take (unset: as long as it takes)")
    add("--gap", metavar="SHARE", type=number(0), help="of whole variables: how near a proof is enough (unset: 0.0001)")
    add("--threads", metavar="N", type=whole_number(1), help="at most so many (unset: as the solver likes)")


def add_json(parser: Parser) -> None:
    """Whether machines read it."""
    parser.add_argument("--json", action="store_true", help="all of it for machines, as one line on stdout")


def files(options: Namespace) -> dict[str, str]:
    """What was written, for machines."""
    return {"out": options.out} if options.out else {}


def asked_model(options: Namespace) -> Model:
    """The model in the file that was named."""
    check_table(options.model, "model")
    if options.data:
        check_table(options.data, "data")
    from headway import optimize

    return optimize.read(options.model, data=options.data)


def asked_solution(options: Namespace, name: str) -> Solution:
    """The model, solved; progress is shown meanwhile."""
    from headway import optimize

    model = asked_model(options)
    given: dict[str, Any] = {"time_limit_s": options.time_limit}
    if options.gap is not None:
        given["gap"] = options.gap
    solvers = [word.strip() for word in options.solver.split(",") if word.strip()]
    if not solvers:
        raise UsageError("--solver names none")
    if len(solvers) > 1:
        with Session(name=name):
            return optimize.race(model, solvers, **given).result()
    with warnings.catch_warnings(), Session(name=name, progress=False), Standing(sys.stderr) as standing:
        # After a Ctrl-C: the solver ends some milliseconds later than the session, and this program right after it.
        warnings.filterwarnings("ignore", "the session .* still runs in its thread", HeadwayWarning)
        return optimize.solve(
            model, solver=solvers[0], threads=options.threads, on_progress=standing.tell, **given
        ).result()
