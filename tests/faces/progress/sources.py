"""Runs to be followed, made by hand: a clock that only the test moves, and a source that plays snapshots."""

from collections.abc import Sequence

from headway.core.timeline import Running, Snapshot, Totals


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


class Played:
    """A source that gives one snapshot a tick, and is over after the last."""

    def __init__(self, *snapshots: Snapshot) -> None:
        self.left = list(snapshots)
        self.now = snapshots[0]
        self.looks = 0

    def snapshot(self) -> Snapshot:
        self.looks += 1
        return self.now

    def pause(self, seconds: float) -> bool:
        if not self.left:
            return True
        self.now = self.left.pop(0)
        return False

    def shown(self) -> None:
        pass


def working(
    done: int = 0, failed: int = 0, running: int = 1, *, elapsed: float = 1.0, errors: Sequence[str] = ()
) -> Snapshot:
    """A run of ten fits."""
    waiting = 10 - done - failed - running
    told = (Running(1, "fit", elapsed),) * running
    return Snapshot(
        "run",
        elapsed,
        (Totals("fit", "thread", waiting=waiting, running=running, done=done, failed=failed),),
        told,
        tuple(errors),
    )


def over(done: int = 10, failed: int = 0, *, elapsed: float = 2.0) -> Snapshot:
    """A run that has ended."""
    return Snapshot("run", elapsed, (Totals("fit", "thread", done=done, failed=failed),), (), ("fit: E",) * failed)


RICH = Snapshot(
    "run",
    75.2,
    (
        Totals("load_partition", done=40),
        Totals("fit_model_on_the_fold", done=210, failed=6, running=8, waiting=176, skipped=12),
        Totals("预测 score <b>", waiting=8),
        Totals("train", running=1),
    ),
    (
        Running(1, "fit_model_on_the_fold", 1.2, 30, 100),
        Running(2, "download the table", 34, 5000, 10000),
        Running(3, "train", 65),
    ),
    ("fit_model_on_the_fold: ValueError: could not convert <string> to float",),
    "less than 15 % of the memory is free",
)
