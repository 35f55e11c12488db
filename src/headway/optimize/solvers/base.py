"""What every solver takes and gives back: numbers in the model's order, signs as the model states its objective."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from headway.optimize.model import Floats, Model
from headway.optimize.status import Status

GAP = 1e-4  # relative: where a solve of an integer programme may stop, unless it is told otherwise


@dataclass(frozen=True)
class Progress:
    """How far the solve of an integer programme is, as ``on_progress=`` of ``solve`` is told.

    Attributes:
        seconds: Wall-clock seconds since the solve began.
        incumbent: The best objective so far; None: no feasible point yet.
        bound: What no feasible point is better than; None: not known yet.
        gap: How far they are apart, relative to the incumbent: 0.01 is 1 %. None where either is missing.

    A bar of progress, say, takes what it shows from these:

    >>> def line(progress):
    ...     return "no plan yet" if progress.incumbent is None else f"{progress.incumbent:g}, at most {progress.gap:.0%} off"
    >>> line(Progress(seconds=0.5, incumbent=None, bound=120.0, gap=None))
    'no plan yet'
    >>> line(Progress(seconds=2.0, incumbent=100.0, bound=105.0, gap=0.05))
    '100, at most 5% off'
    """

    seconds: float
    incumbent: float | None
    bound: float | None
    gap: float | None


def relative_gap(incumbent: float | None, bound: float | None) -> float | None:
    """How far a bound is from an objective, as HiGHS defines it; None where one of them is not known.

    >>> relative_gap(10.0, 9.0), relative_gap(0.0, 0.0), relative_gap(None, 9.0)
    (0.1, 0.0, None)
    """
    if incumbent is None or bound is None:
        return None
    if incumbent == bound:
        return 0.0
    return abs(bound - incumbent) / abs(incumbent) if incumbent else None


def never() -> bool:
    """Not cancelled."""
    return False


def to_nobody(progress: Progress) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Wish:
    """How a model is to be solved.

    Attributes:
        time_limit_s: Wall-clock seconds; None: as long as it takes.
        gap: Relative, of integer programmes, as HiGHS defines it: ``|bound - objective| / |objective|``.
        threads: At most so many; None: as the solver likes.
        start: A point to begin with, ``(n,)``, NaN where nothing is known; None: nowhere.
        options: The solver's own, by its own names.
        is_cancelled: Asked again and again while it runs; once it says so, the solve ends.
        tell: Told of progress.
    """

    time_limit_s: float | None = None
    gap: float = GAP
    threads: int | None = None
    start: Floats | None = None
    options: dict[str, Any] = field(default_factory=dict)
    is_cancelled: Callable[[], bool] = never
    tell: Callable[[Progress], object] = to_nobody


@dataclass(frozen=True)
class Found:
    """What a solver found.

    Attributes:
        values: The best feasible point, ``(n,)``; None: there is none.
        prices: Of each row, ``(m,)``: the change of the objective as stated per unit more of the right-hand side. None
            where the solver tells none, and for integer programmes.
        bound: What no feasible point is better than; None where that is not known.
        ray: For an unbounded model a direction, ``(n,)``, in which the objective gets better for ever; None: not known.
        basis: The solver's own account of a linear programme's basis, for its other questions.
        words: What it says of a failure.
    """

    status: Status
    values: Floats | None = None
    prices: Floats | None = None
    bound: float | None = None
    ray: Floats | None = None
    basis: Any = None
    words: str = ""


class Solver(Protocol):
    """Solves models.

    Attributes:
        name: What it is called in ``solve(model, solver=…)``.
        is_command: Whether it runs as a process of its own, which is killed once the solve is cancelled.
    """

    name: str
    is_command: bool

    def check_present(self) -> None:
        """Return where it can be used here.

        Raises:
            NoSolver: it is not installed; the error says what to install.
        """
        ...

    def solve(self, model: Model, wish: Wish) -> Found:
        """Solve it. Blocks; the model is not changed.

        Raises:
            NoSolver: it is not installed here.
            BadOption: an option that it does not have.
        """
        ...
