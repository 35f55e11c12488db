"""Random graphs, and how often the laws are tried: a few in a quick run, many with HEADWAY_FULL=1."""

from __future__ import annotations

import os
from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]  # both judge by a clock, on a machine shared with others
often = settings(
    max_examples=300 if os.environ.get("HEADWAY_FULL") == "1" else 30,
    deadline=None,
    suppress_health_check=_SLOW,
    report_multiple_bugs=False,
)
"""For properties: so many examples."""

MECHANISMS = ("debug", "inline", "thread", "loop", "mixed")


@dataclass(frozen=True)
class Node:
    """A task of a random graph: what it needs (indices of earlier ones), how it is handed over, what it does."""

    needs: tuple[int, ...]
    how: str = "alone"  # or "list", "dict", "keyword"
    does: str = "value"  # or "raise", "exit", "cancel": how its body ends


Graph = tuple[Node, ...]


@st.composite
def graphs(draw: st.DrawFn, does: tuple[str, ...] = ("value",), most: int = 12) -> Graph:
    """A graph of up to ``most`` tasks, in an order in which a program could call them."""
    size = draw(st.integers(1, most))
    return tuple(
        Node(
            tuple(draw(st.lists(st.integers(0, at - 1), max_size=3))) if at else (),
            draw(st.sampled_from(["alone", "list", "dict", "keyword"])),
            draw(st.sampled_from(does)),
        )
        for at in range(size)
    )
