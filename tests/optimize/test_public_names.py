"""The toolkit's public names: each is there, says what it is, and stands in the reference."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from headway import optimize

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference.md"


@pytest.mark.parametrize("name", optimize.__all__)
def test_each_name_is_there_and_documented(name: str) -> None:
    value = getattr(optimize, name)
    if inspect.isroutine(value) or inspect.isclass(value):
        assert inspect.getdoc(value)
    if REFERENCE.is_file():
        assert re.search(rf"(?<!\w){name}\b", REFERENCE.read_text(encoding="utf-8")), (
            f"the reference says nothing of {name}"
        )


def test_names_are_listed_once_and_sorted() -> None:
    assert list(optimize.__all__) == sorted(set(optimize.__all__))
    assert set(optimize.__all__) <= set(dir(optimize))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'solv'"):
        _ = optimize.solv


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = ("numpy", "scipy", "highspy", "pulp", "matplotlib", "pandas", "pyvrp", "pyscipopt")
    code = f"import sys, headway.optimize; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
