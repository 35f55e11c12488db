"""The models as people write them in PuLP; the words are those that both PuLP 3.3 and 4 know."""

from typing import Any

import pulp

from benchmarks.optimize.instances import Instance


def problem_of(instance: Instance) -> Any:
    """The instance as an `LpProblem`."""
    problem = pulp.LpProblem(instance.model, pulp.LpMaximize if instance.maximise else pulp.LpMinimize)
    WRITTEN[instance.model](problem, instance)
    return problem


def _basic(problem: Any, instance: Instance) -> None:
    side = range(instance.numbers["side"])
    x = problem.add_variable_dicts("x", (side, side))
    y = problem.add_variable_dicts("y", (side, side))
    problem += pulp.lpSum(2 * x[i][j] + y[i][j] for i in side for j in side)
    for i in side:
        for j in side:
            problem += x[i][j] - y[i][j] >= i
            problem += x[i][j] + y[i][j] >= 0


def _transport(problem: Any, instance: Instance) -> None:
    cost, supply, demand = (instance.numbers[name] for name in ("cost", "supply", "demand"))
    sources, sinks = range(len(supply)), range(len(demand))
    ship = problem.add_variable_dicts("ship", (sources, sinks), lowBound=0)
    problem += pulp.lpSum(cost[s][t] * ship[s][t] for s in sources for t in sinks)
    for s in sources:
        problem += pulp.lpSum(ship[s][t] for t in sinks) <= supply[s], f"supply_{s}"
    for t in sinks:
        problem += pulp.lpSum(ship[s][t] for s in sources) >= demand[t], f"demand_{t}"


def _knapsack(problem: Any, instance: Instance) -> None:
    weight, value, room = (instance.numbers[name] for name in ("weight", "value", "room"))
    bags, items = range(len(room)), range(len(weight[0]))
    kind = pulp.LpInteger if instance.is_integer else pulp.LpContinuous
    take = problem.add_variable_dicts("take", (bags, items), lowBound=0, upBound=1, cat=kind)
    problem += pulp.lpSum(value[b][k] * take[b][k] for b in bags for k in items)
    for b in bags:
        problem += pulp.lpSum(weight[b][k] * take[b][k] for k in items) <= room[b], f"room_{b}"


def _facility(problem: Any, instance: Instance) -> None:
    cost, room, opening = (instance.numbers[name] for name in ("cost", "room", "opening"))
    clients, sites = range(len(cost)), range(len(cost[0]))
    kind = pulp.LpInteger if instance.is_integer else pulp.LpContinuous
    serve = problem.add_variable_dicts("serve", (clients, sites), lowBound=0)
    is_open = problem.add_variable_dicts("open", sites, lowBound=0, upBound=1, cat=kind)
    shipping = pulp.lpSum(cost[c][s] * serve[c][s] for c in clients for s in sites)
    problem += shipping + pulp.lpSum(opening * is_open[s] for s in sites)
    for c in clients:
        problem += pulp.lpSum(serve[c][s] for s in sites) == 1, f"served_{c}"
    for s in sites:
        problem += pulp.lpSum(serve[c][s] for c in clients) <= room * is_open[s], f"room_{s}"


WRITTEN = {"basic": _basic, "transport": _transport, "knapsack": _knapsack, "facility": _facility}
