"""How a solve can end."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How a solve ended. ``LIMIT``: the time, or another limit, was over before there was a proof.

    Each is its own text, too, so that it can be compared with one and written to JSON.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays([1], [[1]], row_upper=[4], sense="max")
    >>> optimize.solve(model).result().status
    <Status.OPTIMAL: 'optimal'>
    >>> Status.OPTIMAL == "optimal", str(Status.INFEASIBLE_OR_UNBOUNDED)
    (True, 'infeasible or unbounded')
    """

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible or unbounded"
    LIMIT = "limit"
    FAILED = "failed"
