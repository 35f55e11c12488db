"""What ``@task`` says of a function, and what has been learned of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headway.core.outcome import Collect
from headway.core.policy import Learned
from headway.errors import BadOption


def fits_a_float(value: object) -> bool:
    """Whether it is a number that a float can hold: a whole number may be too large to be counted with.

    >>> fits_a_float(3), fits_a_float(float("nan")), fits_a_float("3"), fits_a_float(10**400)
    (True, True, False, False)
    """
    if not isinstance(value, (int, float)):
        return False
    try:
        float(value)
    except OverflowError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``at_most`` tasks that name this limit run at once in a session ("this server takes four at a time").

    Limits of one name are one limit in a session. Used as ``task(limit=Limit("server", 4))``.

    Raises:
        BadOption: when the name is empty or ``at_most`` is no whole number of at least 1.

    >>> Limit("server", 4)
    Limit(name='server', at_most=4)
    """

    name: str
    at_most: int

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise BadOption("name", self.name, "a name for the limit, such as 'server'")
        if isinstance(self.at_most, bool) or not isinstance(self.at_most, int) or self.at_most < 1:
            raise BadOption("at_most", self.at_most, "a whole number, at least 1")


@dataclass(eq=False, slots=True, weakref_slot=True)
class Function:
    """A function and its options. With ``collect`` it has no body of its own: it gathers outcomes.

    ``collect_first`` makes a gathering complete with the first outcome instead of the last.
    """

    name: str
    body: Callable[..., Any]
    on: str = "auto"
    is_coroutine: bool = False
    retries: int = 0
    backoff_s: float = 0.1
    timeout_s: float | None = None
    serial: bool = False
    uses: Mapping[str, float] | None = None
    limits: tuple[Limit, ...] = ()
    collect: Collect | None = None
    collect_first: bool = False
    learned: Learned = field(default_factory=Learned)
    packed: Any = None  # what the process backend keeps with it
    key: str | None = None  # in a worker process: what its parent knows it by

    @property
    def limit(self) -> Limit | None:
        """The limit that it was given."""
        return self.limits[0] if self.limits else None
