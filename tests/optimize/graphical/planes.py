"""Random programmes of two variables, of every fate."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from headway.optimize import Model

NUMBER = st.one_of(st.integers(-6, 6).map(float), st.integers(-60, 60).map(lambda k: k / 7))
KINDS = st.sampled_from(["most", "most", "least", "equal", "range"])
BOUNDS = st.sampled_from([(0.0, np.inf), (0.0, np.inf), (-np.inf, np.inf), (-3.0, 5.0), (0.0, 4.0), (2.0, 2.0)])


@st.composite
def two_variable_models(draw: st.DrawFn, most: int = 6, *, is_integer: bool = False) -> Model:
    """A programme of two variables: feasible or not, bounded or not, degenerate now and then."""
    count = draw(st.integers(0, most))
    matrix = np.array(draw(st.lists(NUMBER, min_size=2 * count, max_size=2 * count)), float).reshape(count, 2)
    side = np.array(draw(st.lists(NUMBER, min_size=count, max_size=count)), float)
    kinds = [draw(KINDS) for _ in range(count)]
    low = [value if kind in ("least", "equal", "range") else -np.inf for value, kind in zip(side, kinds, strict=True)]
    high = [
        value + (3.0 if kind == "range" else 0.0) if kind != "least" else np.inf
        for value, kind in zip(side, kinds, strict=True)
    ]
    box = [draw(BOUNDS) for _ in range(2)]
    if is_integer:
        box = [(max(lower, -4.0), min(upper, 5.0)) for lower, upper in box]
    return Model.of_arrays(
        draw(st.lists(NUMBER, min_size=2, max_size=2)),
        matrix,
        row_lower=low,
        row_upper=high,
        lower=[lower for lower, _ in box],
        upper=[upper for _, upper in box],
        sense=draw(st.sampled_from(["min", "max"])),
        constant=draw(NUMBER),
        variables=["x", "y"],
        integer=is_integer,
        name="random",
    )
