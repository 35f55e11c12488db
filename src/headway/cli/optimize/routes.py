"""``headway optimize routes``: vehicles with capacities and time windows."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from headway import Session
from headway.cli.files import check_new_file, check_table
from headway.cli.parsing import Parser, number, whole_number
from headway.cli.saying import say_json

if TYPE_CHECKING:
    from headway.optimize import Routes

DESCRIPTION = """\
Short routes of vehicles from a depot (the first place) to all places and back: a CSV with lat and lon, or x and y, and
columns demand, open, close and service where there are such; or a VRPLIB file. No proof that none are shorter.
The exit status is 0 where every stop is served, 3 where some are left out: no routes that serve all were found."""
EXAMPLE = """\
example:
  headway optimize routes shops.csv --vehicles 3 --capacity 40 --speed 30 --out routes.svg
  headway optimize routes A-n32-k5.vrp --time-limit 10"""


INCOMPLETE = 3  # the exit status where stops are left out


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize routes`` and give its exit status."""
    options = _parser().parse_all(argv)
    if options.out:
        check_new_file("--out", options.out, ".csv", ".svg", ".html", ".png", ".pdf")
    check_table(options.places, "places")
    from headway import optimize

    with Session(name="headway optimize routes"):
        found = optimize.routes(
            options.places,
            vehicles=options.vehicles,
            capacity=options.capacity,
            speed_kmh=options.speed,
            depot=options.depot,
            time_limit_s=options.time_limit,
            seed=options.seed,
        ).result()
    status = 0 if found.is_complete else INCOMPLETE
    if options.out:
        found.save(options.out)
    if options.json:
        return status if say_json(_summary(options.out, found), sys.stdout) else 1
    print("\n".join(_lines(options.out, found)))
    return status


def _lines(out: str | None, found: Routes) -> Iterator[str]:
    yield f"{found!r}"
    for route in found.routes:
        yield f"vehicle {route.vehicle}: {found.drive(route)}, load {route.load:g}"
    if found.unplaced:
        yield f"left out: {', '.join(found.unplaced)}"
    if out:
        yield f"written: {out}"


def _parser() -> Parser:
    parser = Parser("headway optimize routes", DESCRIPTION, EXAMPLE)
    parser.usage = "headway optimize routes FILE [options]"
    add = parser.add_argument
    add("places", metavar="FILE", help="the places: .csv or .vrp")
    add("--vehicles", metavar="N", type=whole_number(1), help="how many there are (unset: as many as it takes)")
    add(
        "--capacity", metavar="LOAD", type=number(0), help="what each can load (unset: as the file says, else any load)"
    )
    add(
        "--speed",
        metavar="KMH",
        type=number(0),
        help="of the vehicles: drives take seconds then, beside windows such as 8:30",
    )
    add("--depot", metavar="NAME", help="where they begin and end (unset: the first place)")
    add("--time-limit", metavar="SECONDS", type=number(0), default=30.0, help="how long it may take (unset: 30)")
    add("--seed", metavar="N", type=whole_number(0), default=0, help="of all that is drawn (unset: 0)")
    add("--out", metavar="FILE", help="write the stops (.csv), or a picture (.svg, .html, .png, .pdf)")
    add("--json", action="store_true", help="all of it for machines, as one line on stdout")
    return parser


def _summary(out: str | None, found: Routes) -> dict[str, Any]:
    return {
        "depot": found.depot,
        "routes": [
            {
                "vehicle": route.vehicle,
                "stops": list(route.stops),
                "length": route.length,
                "load": route.load if isfinite(route.load) else None,
                "departure": route.departure,
                "arrivals": list(route.arrivals),
                "wait_durations": list(route.wait_durations),
                "start_services": list(route.start_services),
                "back": route.back,
            }
            for route in found.routes
        ],
        "unplaced": list(found.unplaced),
        "length": found.length,
        "unit": found.unit,
        "seconds": round(found.seconds, 3),
        "files": {"out": out} if out else {},
    }
