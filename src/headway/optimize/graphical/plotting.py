"""The graphical method: a programme of two variables as a picture."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headway.errors import BadOption
from headway.faces import Picture
from headway.faces.svg import escape
from headway.optimize.graphical.drawing import drawn
from headway.optimize.graphical.scene import Scene, scene_of
from headway.optimize.graphical.sheet import Sheet
from headway.optimize.graphical.slicing import plane_of
from headway.optimize.graphical.wording import shown
from headway.optimize.stating import stated_model

PAINTED = (".png", ".pdf")


@dataclass(frozen=True, repr=False, kw_only=True)
class Plot(Picture):
    """The picture of a programme of two variables: shown by a notebook, written by :meth:`save`.

    Attributes:
        title: The model's name, and how it ends.
        svg: The whole as an SVG document, which says in words what it shows to those who can't see it.
        scene: What is drawn, as values: lines, the region, corners, the optimum.

    >>> from headway import optimize
    >>> shop = optimize.Model.of_arrays(
    ...     [30, 40], [[2, 4], [3, 2]], row_upper=[40, 28], sense="max", name="shop", variables=["chairs", "tables"])
    >>> picture = optimize.plot(shop)
    >>> picture.title
    'shop: Optimum 440 at chairs = 4, tables = 8'
    >>> picture.svg.startswith("<svg ")
    True
    """

    scene: Scene

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file ending in ``.svg``, ``.html``, ``.png`` or ``.pdf``; gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        target = Path(path)
        if target.suffix.lower() not in PAINTED:
            if target.suffix.lower() not in (".svg", ".html"):
                raise BadOption("path", os.fspath(path), "a file name that ends in .svg, .html, .png or .pdf")
            return super().save(path)
        if not target.parent.is_dir():
            raise BadOption("path", os.fspath(path), f"a file in a folder that exists; make {target.parent} first")
        target.write_bytes(drawn(self.scene).written(target.suffix.lower().lstrip(".")))
        return target


def plot(model: Any, *, x: str | None = None, y: str | None = None, at: Mapping[str, float] | None = None) -> Plot:
    """Draw a linear or integer programme of two variables: the graphical method.

    Constraints are lines with their names and strokes on the side that they rule out; the feasible region is shaded; corners
    have their coordinates and objective; the optimum is a star, and lines of equal objective lead to it. A programme of one
    variable is drawn as its objective over the variable, and of a larger one a slice.

    Args:
        model: A PuLP ``LpProblem``, a :class:`Model`, or the path of a file.
        x: The variable of the horizontal axis; needed where there are more than two.
        y: That of the vertical one.
        at: Where to slice: values of other variables. Those that it does not name have their optimal values (given
            those that it does).

    Raises:
        UnknownName: ``x``, ``y`` or ``at`` names a variable that the model does not have.
        BadOption: an axis is missing or there twice, ``at`` is no number or of an axis, or has to be given since the model
            has no optimum to slice at.
        BadModel: the model has no variables, or can't be read.

    >>> from headway import optimize
    >>> shop = optimize.Model.of_arrays([8, 5], [[2, 1], [1, 2]], row_upper=[10, 8], sense="max", variables=["tables", "chairs"])
    >>> plot(shop)
    <Picture: model: Optimum 42 at tables = 4, chairs = 2>
    """
    stated, _ = stated_model(model)
    scene = scene_of(plane_of(stated, x, y, at))
    title = f"{shown(stated.name)}: {scene.verdict()}"
    return Plot(title, _accessible(drawn(scene), title), scene=scene)


def _accessible(sheet: Sheet, title: str) -> str:
    """The SVG with what it shows in words, for those who can't see it."""
    return sheet.svg().replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
