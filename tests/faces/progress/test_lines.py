import io
import sys

import pytest
from tests.faces.progress.sources import RICH, Clock, over, working

from headway.core.timeline import Running, Snapshot, Totals
from headway.faces.progress.lines import Lines


class Log:
    """A log on a clock of its own."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.lines: list[str] = []
        self.face = Lines(self.lines.append, self.clock)
        self.began = self.clock.now

    def run(self, seconds: float, *, changes: bool = True) -> None:
        """Work for so long, ten ticks a second."""
        for tick in range(int(seconds * 10)):
            elapsed = self.clock.now - self.began
            running = Running(1, "fit", elapsed)
            done = tick if changes else 1
            self.face.draw(Snapshot("r", elapsed, (Totals("fit", done=done, running=1),), (running,)))
            self.clock.pass_(0.1)


def test_short_run_says_nothing() -> None:
    log = Log()
    log.run(4)
    log.face.finish(over())
    assert log.lines == []


def test_lines_come_at_growing_intervals() -> None:
    log = Log()
    log.run(80)
    assert [line.split("running, ")[1].split(";")[0] for line in log.lines] == ["5.0 s", "15 s", "35 s", "1 min 15 s"]


def test_nothing_new_is_not_said_again() -> None:
    log = Log()
    log.run(300, changes=False)
    assert len(log.lines) == 1


def test_long_run_says_its_end_once() -> None:
    log = Log()
    log.run(7)
    log.face.finish(over(elapsed=7.0))
    log.face.finish(over(elapsed=7.1))
    assert log.lines[-1] == "headway: 10 tasks over, 7.0 s\n"
    assert len(log.lines) == 2


def test_line_tells_the_longest_the_last_error_and_what_holds() -> None:
    log = Log()
    for _ in range(60):
        log.face.draw(RICH)
        log.clock.pass_(0.1)
    assert log.lines == [
        "headway: 268 of 461 tasks over, 6 failed, 12 skipped, 9 running, 1 min 15 s; longest now: train 1 min 5 s; "
        "last error: fit_model_on_the_fold: ValueError: could not convert <string> to float; "
        "held back: less than 15 % of the memory is free\n"
    ]


def test_session_that_rests_begins_anew() -> None:
    log = Log()
    log.run(7)
    for _ in range(600):
        log.face.draw(over())
        log.clock.pass_(0.1)
    assert len(log.lines) == 2
    log.run(3)
    log.face.finish(over(20))
    assert len(log.lines) == 2


def test_lines_go_to_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, clock = io.StringIO(), Clock()
    monkeypatch.setattr(sys, "stderr", stream)
    face = Lines(clock=clock)
    face.draw(working(1))
    clock.pass_(6)
    face.draw(working(2))
    assert stream.getvalue().startswith("headway: 2 of 10 tasks over, 1 running")
