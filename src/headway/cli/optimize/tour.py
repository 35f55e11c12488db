"""``headway optimize tour``: the shortest round trip through places."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from headway import Session
from headway.cli.files import check_new_file, check_table
from headway.cli.parsing import Parser, number, whole_number
from headway.cli.saying import say_json

if TYPE_CHECKING:
    from headway.optimize import Tour

DESCRIPTION = """\
The shortest round trip through places: a CSV with lat and lon (kilometres), with x and y, or a square table of distances;
or a TSPLIB file. A proof to about a hundred places; beyond, a good tour, and what none is shorter than.
The exit status is 0 for a tour, proven or not: with more places a good one is the usual result (--json has "proven")."""
EXAMPLE = """\
example:
  headway optimize tour schools.csv --time-limit 10 --out tour.svg
  headway optimize tour berlin52.tsp --json"""


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize tour`` and give its exit status."""
    options = _parser().parse_all(argv)
    if options.out:
        check_new_file("--out", options.out, ".csv", ".svg", ".html", ".png", ".pdf")
    given: dict[str, Any] = {"start": options.start} if options.start else {}
    check_table(options.places, "places")
    from headway import optimize

    with Session(name="headway optimize tour"):
        found = optimize.tour(options.places, time_limit_s=options.time_limit, seed=options.seed, **given).result()
    if options.out:
        found.save(options.out)
    if options.json:
        return 0 if say_json(_summary(options.out, found), sys.stdout) else 1
    print(f"{found!r}")
    print(" → ".join(str(name) for name in (*found.order, found.order[0])))
    if options.out:
        print(f"written: {options.out}")
    return 0


def _parser() -> Parser:
    parser = Parser("headway optimize tour", DESCRIPTION, EXAMPLE)
    parser.usage = "headway optimize tour FILE [options]"
    add = parser.add_argument
    add("places", metavar="FILE", help="the places: .csv, .tsp or .atsp")
    add("--start", metavar="NAME", help="where it begins (unset: the first place)")
    add("--time-limit", metavar="SECONDS", type=number(0), default=30.0, help="how long it may take (unset: 30)")
    add("--seed", metavar="N", type=whole_number(0), default=0, help="of all that is drawn (unset: 0)")
    add("--out", metavar="FILE", help="write the legs (.csv), or a picture (.svg, .html, .png, .pdf)")
    add("--json", action="store_true", help="all of it for machines, as one line on stdout")
    return parser


def _summary(out: str | None, found: Tour) -> dict[str, Any]:
    return {
        "order": [str(name) for name in found.order],
        "length": float(found.length),
        "unit": found.unit,
        "best_bound": float(found.best_bound),
        "proven": bool(found.proven),
        "seconds": round(found.seconds, 3),
        "files": {"out": out} if out else {},
    }
