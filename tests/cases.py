"""Cases of a test by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest


def some_in_short(cases: Mapping[str, Any], *short: str) -> list[Any]:
    """All of them under HEADWAY_FULL=1, and else those named here."""
    assert set(short) <= set(cases)
    return [
        pytest.param(case, id=name, marks=() if name in short else pytest.mark.full) for name, case in cases.items()
    ]
