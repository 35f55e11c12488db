"""Small tables with something to find in them, as frames."""

from __future__ import annotations

import numpy as np
import pandas as pd

MIXED = ["age", "rooms", "colour", "code", "seen", "words"]
WORDS = ["good", "bad", "old", "new", "red", "house", "garden", "very", "small", "large", "near", "far"]


def people(rows: int = 60, seed: int = 0) -> pd.DataFrame:
    """Two numbers and a category; ``won`` ("yes", "no") and ``paid`` (a number) come from the numbers, and some chance."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"a": random.normal(size=rows), "b": random.normal(size=rows), "c": random.choice(list("xyz"), rows)}
    )
    won = frame["a"] + frame["b"] + random.normal(scale=0.3, size=rows) > 0
    paid = 3 * frame["a"] + frame["b"] + random.normal(scale=0.1, size=rows)
    return frame.assign(won=np.where(won, "yes", "no"), paid=paid)


def mixed(rows: int = 120, seed: int = 0) -> pd.DataFrame:
    """Every kind of column, values missing in each; ``won``, ``kind`` of three, and ``paid``."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": random.normal(40, 10, rows),
            "rooms": random.integers(1, 9, rows),
            "colour": random.choice(["red", "green", "blue"], rows),
            "code": [f"K{place % 47}" for place in range(rows)],
            "seen": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 9_000, rows), unit="h"),
            "words": [" ".join(random.choice(WORDS, 7)) for _ in range(rows)],
        }
    )
    score = (frame["age"] - 40) / 10 + (frame["colour"] == "red") + random.normal(scale=0.2, size=rows)
    for at, name in enumerate(["age", "colour", "code", "seen", "words"]):
        frame.loc[at::17, name] = None
    return frame.assign(
        won=np.where(score > 0.3, "yes", "no"),
        kind=np.array(["low", "middling", "high"])[np.digitize(score, [-0.3, 0.9])],
        paid=score * 5 + 20,
    )
