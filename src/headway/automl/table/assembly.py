"""A frame of columns, without copies of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


def make_frame(columns: Mapping[str, Any]) -> Any:
    """A frame with a plain index that holds these very arrays.

    >>> import numpy as np
    >>> make_frame({"a": np.array([1, 2])})
       a
    0  1
    1  2
    """
    return pd.DataFrame(dict(columns), copy=False)
