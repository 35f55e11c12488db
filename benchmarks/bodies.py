"""The bodies of calls on large arrays and frames, and who answers: importable by name, as process workers need them."""

import os
import time
from typing import Any

HOLD_S = 0.1
WORK_S = 0.005


def who(_: int) -> int:
    """The worker's process id, after long enough for another worker to take the next call."""
    time.sleep(WORK_S)
    return os.getpid()


def array(mb: int, seed: int) -> Any:
    """Floats of that many megabytes; each seed gives others."""
    import numpy as np

    return np.arange(mb * 1_000_000 // 8, dtype=np.float64) + seed


def frame(mb: int, seed: int) -> Any:
    """A table of about that many megabytes: a whole number, a category and twelve floats a row."""
    import numpy as np
    import pandas as pd

    rows = mb * 1_000_000 // (13 * 8 + 1)
    columns: dict[str, Any] = {"row": np.arange(rows) + seed}
    columns |= {f"x{i}": np.arange(rows, dtype=np.float64) + i for i in range(12)}
    columns["site"] = pd.Categorical.from_codes(np.arange(rows) % 5, categories=list("abcde"))
    return pd.DataFrame(columns)


def ends(array: Any) -> float:
    """The first and last number: next to no work, so the time is the library's own."""
    return float(array[0] + array[-1])


def total(array: Any) -> float:
    """Every number is read."""
    return float(array.sum())


def total_held(array: Any) -> float:
    """The same, long enough for whoever samples the memory."""
    value = total(array)
    time.sleep(HOLD_S)
    return value


def scale(array: Any) -> Any:
    return array * 0.5


def shift(array: Any) -> Any:
    return array + 1.0


def mirror(array: Any) -> Any:
    return 3.0 - array


def fold(array: Any) -> Any:
    return abs(array)


def add_sum(frame: Any) -> Any:
    return frame.assign(sum=frame["x0"] + frame["x1"])


def scale_column(frame: Any) -> Any:
    return frame.assign(x2=frame["x2"] * 0.5)


def clip_column(frame: Any) -> Any:
    return frame.assign(x3=frame["x3"].clip(10, 1_000))


def add_flag(frame: Any) -> Any:
    return frame.assign(is_large=frame["sum"] > 100)


def drop_column(frame: Any) -> Any:
    return frame.drop(columns="x11")


ARRAY_STEPS = (scale, shift, mirror, fold)
FRAME_STEPS = (add_sum, scale_column, clip_column, add_flag, drop_column)


def is_same(found: Any, expected: Any) -> bool:
    """Whether two numbers, arrays or frames are equal."""
    if hasattr(expected, "equals"):
        return bool(expected.equals(found))
    return bool((found == expected).all()) if hasattr(expected, "all") else bool(found == expected)
