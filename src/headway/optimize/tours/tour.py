"""A tour that was found: its order, its length, and how far it may be from the shortest."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from headway.errors import BadModel
from headway.faces.svg import escape
from headway.faces.wording import duration
from headway.optimize.extras import load
from headway.optimize.model import Floats
from headway.optimize.tours.drawing import Line, Map, drawn
from headway.optimize.tours.layout import positions_of
from headway.optimize.tours.places import Layout, Places
from headway.optimize.tours.search import FoundTour


@dataclass(frozen=True, eq=False, repr=False)
class Tour:
    """A closed tour: from the last place it goes back to the first.

    Attributes:
        order: The places' names, each once, from where it begins.
        length: Of all legs, the one back included.
        unit: Of the lengths; empty where it is not known.
        best_bound: No tour through these places is shorter.
        legs: Each leg's length: from each place to the next, and last the one back.
        positions: Of the places in this order, ``(n, 2)``: x and y, or longitude and latitude.
        layout: What they are; where none were given, how they were made.
        seconds: Wall-clock seconds of the search.

    >>> from headway import optimize
    >>> found = optimize.tour([[0, 2, 9, 4], [2, 0, 3, 8], [9, 3, 0, 5], [4, 8, 5, 0]], unit="km").result()
    >>> found.order, found.length, found.legs
    (('1', '2', '3', '4'), 14.0, (2.0, 3.0, 5.0, 4.0))
    >>> found.proven, found.gap
    (True, 0.0)
    """

    order: tuple[str, ...]
    length: float
    unit: str
    best_bound: float
    legs: tuple[float, ...]
    positions: Floats
    layout: Layout
    seconds: float

    @property
    def gap(self) -> float:
        """By what share of its length it may be longer than the shortest: 0.01 is 1 %."""
        return 0.0 if self.length <= self.best_bound else (self.length - self.best_bound) / self.length

    @property
    def proven(self) -> bool:
        """Whether no tour is shorter (but for the solver's rounding, a ten-millionth)."""
        return self.gap == 0.0

    @cached_property
    def frame(self) -> Any:
        """The legs as a pandas frame: ``from``, ``to``, ``distance``, and ``travelled`` from the beginning on."""
        pd = load("pandas", "Tour.frame")
        following = [*self.order[1:], self.order[0]] if self.order else []
        return pd.DataFrame(
            {"from": list(self.order), "to": following, "distance": self.legs, "travelled": np.cumsum(self.legs)}
        )

    def picture(self) -> Map:
        """The tour drawn as on a map; where no positions were given, it says how the places were laid out."""
        tips = [
            f"{at}. {name}\n{with_unit(leg, self.unit)} to the next"
            for at, (name, leg) in enumerate(zip(self.order, self.legs, strict=True), 1)
        ]
        line = Line(tuple(range(len(self.order))), tips=tuple(tips))
        title = f"Tour through {_places(len(self.order))}: {with_unit(self.length, self.unit)}"
        return drawn(title, self._verdict(), self.order, self.positions, self.layout, [line])

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture (``.svg``, ``.html``, ``.png``, ``.pdf``) or the legs (``.csv``); gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        return self.picture().save(path, table=lambda: str(self.frame.to_csv(index=False)))

    def __repr__(self) -> str:
        return f"Tour: {_places(len(self.order))}, {with_unit(self.length, self.unit)}, {self._verdict()}"

    def _repr_html_(self) -> str:
        found = escape(f"Found in {duration(self.seconds)}; from {self.order[0]} on.")
        return f"{self.picture()._repr_html_()}<p>{found}</p>"

    def _verdict(self) -> str:
        if self.proven:
            return "the shortest there is (proven)"
        return f"at most {percent(self.gap)} over the shortest (none is below {with_unit(self.best_bound, self.unit)})"


def tour_of(places: Places, found: FoundTour, start: int, seconds: float) -> Tour:
    """What was found, in the places' names, from a given place on.

    Raises:
        BadModel: there is no tour, or none was found.
    """
    if found.bound == np.inf:
        raise BadModel(
            f"there is no tour: the ways that exist join no closed round through all {len(places.names)} places",
            "Give the distances of more ways: what is infinite is no way.",
        )
    if found.length == np.inf:
        raise BadModel(
            f"no tour of ways that exist was found in {duration(seconds)}, nor that there is none",
            "Give it more time (time_limit_s=), or the distances of more ways.",
        )
    order = _from(start, found.order, is_free=bool((places.distances == places.distances.T).all()))
    numbers = np.array(order)
    positions, layout = positions_of(places, order)
    return Tour(
        order=tuple(places.names[at] for at in order),
        length=found.length,
        unit=places.unit,
        best_bound=found.bound,
        legs=tuple(places.distances[numbers, np.roll(numbers, -1)].tolist()),
        positions=positions[numbers],
        layout=layout,
        seconds=seconds,
    )


def _from(start: int, order: Sequence[int], *, is_free: bool) -> list[int]:
    """The same round from a given place on; where the direction is free, towards the neighbour that was given first."""
    at = list(order).index(start)
    turned = [*order[at:], *order[:at]]
    return [turned[0], *turned[:0:-1]] if is_free and len(turned) > 2 and turned[-1] < turned[1] else turned


def with_unit(number: float, unit: str) -> str:
    """A length as people write it.

    >>> with_unit(7542.0, ""), with_unit(62.3456, "km"), with_unit(0.01234, "km")
    ('7,542', '62.35 km', '0.01234 km')
    """
    if number == round(number) or abs(number) >= 10_000:
        words = f"{number:,.0f}"
    elif abs(number) >= 1000:
        words = f"{number:,.1f}"
    else:
        words = f"{number:.4g}"
    return f"{words} {unit}" if unit else words


def percent(share: float) -> str:
    """A share in per cent, never as less than it is.

    >>> percent(0.0123), percent(0.0000012)
    ('1.3 %', '0.00012 %')
    """
    number = 100 * share
    step = 10.0 ** (np.floor(np.log10(number)) - 1)
    return f"{np.ceil(round(number / step, 6)) * step:.2g} %"


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count:,} places"
