"""AMPL's own Python gets the text that ``export`` writes. No AMPL was at hand: another stands for it."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from headway.errors import BadModel, NoSolver
from headway.optimize import Model, export, to_amplpy

MODEL = Model.of_arrays([3, 2], [[1, 1]], row_upper=[4], sense="max")


def amplpy_with(monkeypatch: pytest.MonkeyPatch, ampl: Any) -> None:
    module = ModuleType("amplpy")
    module.AMPL = ampl  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "amplpy", module)


def test_it_gets_the_same_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ampl:
        def __init__(self) -> None:
            self.heard: list[str] = []

        def eval(self, text: str) -> None:
            self.heard.append(text)

    amplpy_with(monkeypatch, Ampl)
    assert to_amplpy(MODEL).heard == [export(MODEL, "ampl")]


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "amplpy", None)
    with pytest.raises(NoSolver, match="pip install amplpy"):
        to_amplpy(MODEL)

    def without() -> None:
        raise RuntimeError("AMPL could not be started")

    amplpy_with(monkeypatch, without)
    with pytest.raises(NoSolver, match="AMPL could not be started"):
        to_amplpy(MODEL)


def test_what_is_no_model_is_refused_first() -> None:
    with pytest.raises(BadModel, match="is no model"):
        to_amplpy(None)
