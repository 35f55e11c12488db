"""linopy: models as labelled arrays, handed to highspy in memory (its `io_api="direct"`)."""

from typing import Any

import linopy
import numpy as np
import xarray as xr

from benchmarks.optimize.contestants.base import THREADS, RunsHighspy
from benchmarks.optimize.instances import GAP, Instance


class Linopy(RunsHighspy):
    """The models as its users write them."""

    def state(self, instance: Instance) -> None:
        """See `Contestant`."""
        self.model = linopy.Model()
        WRITTEN[instance.model](self.model, instance)

    def run(self) -> None:
        """See `RunsHighspy`."""
        self.model.solve("highs", io_api="direct", progress=False, output_flag=False, threads=THREADS, mip_rel_gap=GAP)
        self.values = self.model.solution

    @property
    def objective(self) -> float:
        """See `Contestant`."""
        return float(self.model.objective.value)


def _basic(model: Any, instance: Instance) -> None:
    side = range(instance.numbers["side"])
    x = model.add_variables(coords={"i": side, "j": side}, name="x")
    y = model.add_variables(coords={"i": side, "j": side}, name="y")
    model.add_constraints(x - y >= xr.DataArray(np.arange(len(side)), dims="i"))
    model.add_constraints(x + y >= 0)
    model.add_objective((2 * x).sum() + y.sum())


def _transport(model: Any, instance: Instance) -> None:
    cost, supply, demand = (np.array(instance.numbers[name]) for name in ("cost", "supply", "demand"))
    ship = model.add_variables(lower=0, coords={"s": range(len(supply)), "t": range(len(demand))}, name="ship")
    model.add_constraints(ship.sum("t") <= xr.DataArray(supply, dims="s"))
    model.add_constraints(ship.sum("s") >= xr.DataArray(demand, dims="t"))
    model.add_objective((xr.DataArray(cost, dims=("s", "t")) * ship).sum())


def _knapsack(model: Any, instance: Instance) -> None:
    weight, value, room = (np.array(instance.numbers[name]) for name in ("weight", "value", "room"))
    coords = {"b": range(len(room)), "k": range(weight.shape[1])}
    bounds = {"binary": True} if instance.is_integer else {"lower": 0, "upper": 1}
    take = model.add_variables(coords=coords, name="take", **bounds)
    model.add_constraints((xr.DataArray(weight, dims=("b", "k")) * take).sum("k") <= xr.DataArray(room, dims="b"))
    model.add_objective((xr.DataArray(value, dims=("b", "k")) * take).sum(), sense="max")


def _facility(model: Any, instance: Instance) -> None:
    cost, room, opening = np.array(instance.numbers["cost"]), instance.numbers["room"], instance.numbers["opening"]
    clients, sites = range(len(cost)), range(cost.shape[1])
    serve = model.add_variables(lower=0, coords={"c": clients, "s": sites}, name="serve")
    bounds = {"binary": True} if instance.is_integer else {"lower": 0, "upper": 1}
    is_open = model.add_variables(coords={"s": sites}, name="open", **bounds)
    model.add_constraints(serve.sum("s") == 1)
    model.add_constraints(serve.sum("c") - room * is_open <= 0)
    model.add_objective((xr.DataArray(cost, dims=("c", "s")) * serve).sum() + (opening * is_open).sum())


WRITTEN = {"basic": _basic, "transport": _transport, "knapsack": _knapsack, "facility": _facility}
