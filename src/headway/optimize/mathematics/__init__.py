"""A model as mathematics: its lines as values, and these as text, LaTeX and HTML, in algebraic and in matrix form."""

from __future__ import annotations

from headway.optimize.mathematics.showing import Shown, show

__all__ = ["Shown", "show"]
