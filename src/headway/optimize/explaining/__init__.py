"""Explaining what a solver found: in sentences with the user's names, and as values."""

from __future__ import annotations

from headway.optimize.explaining.explanation import Explanation, explain

__all__ = ["Explanation", "explain"]
