"""Glpk keeps the contract of every solver."""

from __future__ import annotations

from tests.optimize.contract import SolverContract


class TestGlpk(SolverContract):
    solver = "glpk"
