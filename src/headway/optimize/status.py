"""How a solve can end."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How a solve ended. ``LIMIT``: the time, or another limit, was over before there was a proof."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    INFEASIBLE_OR_UNBOUNDED = "infeasible or unbounded"
    LIMIT = "limit"
    FAILED = "failed"
