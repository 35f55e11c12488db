"""School meals: one van brings them from the kitchen to every school and comes home on the shortest round.

The travelling salesman problem. As a model in PuLP it is stated with an order of the visits (Miller, Tucker and Zemlin):

    minimise   Σ kilometres_ij · drive_ij
    subject to Σ_j drive_ij = 1,  Σ_i drive_ij = 1          each place is left and reached once
               order_i - order_j + n · drive_ij ≤ n - 1     for schools i ≠ j: no round without the kitchen
               drive_ij 0 or 1,  1 ≤ order_i ≤ n

That is short to read and slow to solve: :func:`solve` asks :func:`headway.optimize.tour`, which adds the rules against short
rounds one by one, where they are broken. Source: C. E. Miller, A. W. Tucker and R. A. Zemlin 1960, Integer programming
formulation of traveling salesman problems, Journal of the ACM 7(4).
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pandas as pd
import pulp

from headway import Task
from headway.optimize.earth import great_circle_km
from headway.optimize.problems.base import name_of
from headway.optimize.problems.tables import LATITUDE, LONGITUDE, checked, shipped
from headway.optimize.touring import Tour, tour


def data() -> pd.DataFrame:
    """An invented town: its kitchen, and seventeen schools.

    >>> places = data()
    >>> len(places), list(places.columns)
    (18, ['name', 'lat', 'lon'])
    """
    return shipped("school_meals")


def model(places: pd.DataFrame) -> Any:
    """The round as a PuLP problem; for a dozen places at most.

    Args:
        places: ``name``, ``lat``, ``lon`` (degrees), a row for each; the kitchen first.

    Raises:
        BadTable, UnknownColumn: a frame that can't be used; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(data().head(6))).title
    'school_meals: minimise over 35 variables (30 whole), 32 rows, 120 non-zeros'
    """
    places = _checked(places)
    problem = pulp.LpProblem("school_meals", pulp.LpMinimize)
    at = {name: (lat, lon) for name, lat, lon in places.itertuples(index=False)}
    schools = list(at)[1:]
    drive = {(a, b): problem.add_variable(name_of("drive", a, b), cat=pulp.LpBinary) for a, b in permutations(at, 2)}
    order = {school: problem.add_variable(name_of("order", school), 1, len(schools)) for school in schools}
    problem += pulp.lpSum(float(great_circle_km(*at[a], *at[b])) * drive[a, b] for a, b in drive), "kilometres"
    for place in at:
        problem += pulp.lpSum(drive[place, other] for other in at if other != place) == 1, name_of("leave", place)
        problem += pulp.lpSum(drive[other, place] for other in at if other != place) == 1, name_of("reach", place)
    for a, b in permutations(schools, 2):
        rule = order[a] - order[b] + len(schools) * drive[a, b] <= len(schools) - 1
        problem += rule, name_of("order", a, b)
    return problem


def solve(places: pd.DataFrame, *, time_limit_s: float = 10.0, **options: Any) -> Task[Tour]:
    """The shortest round through all places: its ``order``, ``length`` and whether it is ``proven`` to be the shortest.

    Args:
        places: As of :func:`model`; hundreds of them, too.
        time_limit_s: Wall-clock seconds; the best round so far is the result.
        **options: As of :func:`headway.optimize.tour`.

    >>> round = solve(data()).result()
    >>> round.order[0], len(round.order), round.proven
    ('Kitchen', 18, True)
    """
    return tour(_checked(places), time_limit_s=time_limit_s, **options)


def _checked(places: pd.DataFrame) -> pd.DataFrame:
    return checked(places, "places", names=["name"], numbers={"lat": LATITUDE, "lon": LONGITUDE})
