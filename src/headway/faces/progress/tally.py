"""What every face says of a snapshot: sums over functions, and which functions to show. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace

from headway.core.timeline import Running, Snapshot, Totals
from headway.faces.wording import count, duration

SHOW_AFTER_S = 0.5

_NUMBERS = tuple(f.name for f in fields(Totals) if f.name not in ("name", "mechanism"))


def whole(snapshot: Snapshot) -> Totals:
    """All functions together."""
    return together("", snapshot.totals)


def together(name: str, totals: Sequence[Totals]) -> Totals:
    """Several functions as one.

    >>> together("both", [Totals("a", done=1, failed=1), Totals("b", done=2)]).ended
    4
    """
    return replace(Totals(name), **{number: sum(getattr(t, number) for t in totals) for number in _NUMBERS})


def shown(totals: Sequence[Totals], most: int) -> list[Totals]:
    """At most so many functions, in the order of their first call: of more, the finished ones are taken together.

    >>> [t.name for t in shown([Totals("a", done=1), Totals("b", running=1), Totals("c", done=2)], 2)]
    ['b', '2 more functions']
    """
    if len(totals) <= most:
        return list(totals)
    order = {t.name: at for at, t in enumerate(totals)}
    # What runs, then what failed, then what has most to do: that is what people look for.
    urgent = sorted(totals, key=lambda t: (-min(t.running, 1), -min(t.failed, 1), t.ended - t.called, order[t.name]))
    kept, rest = urgent[: most - 1], urgent[most - 1 :]
    return [*sorted(kept, key=lambda t: order[t.name]), together(count(len(rest), "more function"), rest)]


def is_active(snapshot: Snapshot) -> bool:
    """Whether anything is not over."""
    return any(t.called > t.ended for t in snapshot.totals)


def share(running: Running) -> float | None:
    """How far a task says that it is, 0 to 1; None when it says nothing."""
    if running.done is None or not running.total:
        return None
    return min(1.0, max(0.0, running.done / running.total))


def elapsed(seconds: float) -> str:
    """A time that still goes on: without the digits that only flicker.

    >>> elapsed(3.27), elapsed(42.7), elapsed(75.2)
    ('3.3 s', '42 s', '1 min 15 s')
    """
    return f"{seconds:.1f} s" if seconds < 9.95 else duration(int(seconds))


def summary_line(snapshot: Snapshot) -> str:
    """The run in a line.

    >>> summary_line(Snapshot("s", 3.2, (Totals("fit", done=3, failed=1, running=2, waiting=4),)))
    '4 of 10 tasks over, 1 failed, 2 running, 3.2 s'
    """
    t = whole(snapshot)
    parts = [f"{t.ended:,} of {count(t.called)} over" if t.called > t.ended else f"{count(t.called)} over"]
    parts += [
        f"{number:,} {word}"
        for number, word in ((t.failed, "failed"), (t.skipped, "skipped"), (t.cancelled, "cancelled"))
        if number
    ]
    parts += [f"{t.running:,} running"] * (t.running > 0) + [elapsed(snapshot.elapsed_s)]
    return ", ".join(parts)


class Stint:
    """What a session has done since it last rested.

    The session of a notebook or a prompt has no end: a face shows the work of the moment, not of the whole day.

    Args:
        rest_s: a pause of so many seconds without work ends a stint.
        clock: seconds, ever rising.
    """

    def __init__(self, rest_s: float, clock: Callable[[], float]) -> None:
        self._rest_s, self._clock = rest_s, clock
        self._before = self._resting = Snapshot("", 0.0)
        self._is_first = True
        self._began: float | None = None
        self._paused: float | None = None  # since when there is no work
        self._elapsed_s = 0.0  # until then

    @property
    def age_s(self) -> float:
        """Seconds since the stint's first work was seen; 0 before that."""
        return 0.0 if self._began is None else self._clock() - self._began

    @property
    def is_due(self) -> bool:
        """Whether to show it: the first stint at once (who calls a face has waited already), later ones if they last."""
        return self._began is not None and (self._is_first or self.age_s >= SHOW_AFTER_S)

    @property
    def is_over(self) -> bool:
        """Whether there has been no work for so long that the next begins a new stint (or never was any)."""
        return self._began is None or (self._paused is not None and self._clock() - self._paused >= self._rest_s)

    def note(self, snapshot: Snapshot, *, at_once: bool = False) -> bool:
        """Note the session's state; True when with it a new stint begins (``at_once``: after any pause at all)."""
        if not is_active(snapshot):
            if self._paused is None:
                self._elapsed_s = self._elapsed(snapshot)
                self._paused = self._clock()
            self._resting = snapshot
            return False
        fresh = self._began is None or (self._paused is not None and (at_once or self.is_over))
        if fresh:
            self._is_first = self._began is None and not self._resting.totals
            self._before, self._began = self._resting, self._clock()
        self._paused = None
        return fresh

    def part(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot (the one noted last) without what was over before this stint."""
        before = {(t.name, t.mechanism): t for t in self._before.totals}
        totals = [_less(t, before.get((t.name, t.mechanism))) for t in snapshot.totals]
        failed = sum(t.failed for t in totals)
        return replace(
            snapshot,
            totals=tuple(t for t in totals if t.called),
            errors=snapshot.errors[-failed:] if failed else (),
            elapsed_s=self._elapsed(snapshot) if self._paused is None else self._elapsed_s,
        )

    def _elapsed(self, snapshot: Snapshot) -> float:
        return snapshot.elapsed_s if self._is_first else self.age_s


def _less(totals: Totals, before: Totals | None) -> Totals:
    if before is None:
        return totals
    return replace(totals, **{number: getattr(totals, number) - getattr(before, number) for number in _NUMBERS})
