import io
import sys
import threading

import pytest
from tests.faces.progress.sources import Played, over, working

from headway.core.timeline import Snapshot
from headway.faces.progress import following
from headway.faces.progress.following import follow


class Seen:
    """A face that remembers what it was shown."""

    def __init__(self, breaks_at: int | None = None) -> None:
        self.drawn: list[tuple[str, int]] = []
        self.breaks_at = breaks_at

    def draw(self, snapshot: Snapshot) -> None:
        if len(self.drawn) == self.breaks_at:
            raise RuntimeError("no room\nfor this")
        self.drawn.append(("draw", snapshot.totals[0].done))

    def finish(self, snapshot: Snapshot) -> None:
        self.drawn.append(("finish", snapshot.totals[0].done))


@pytest.fixture
def face(monkeypatch: pytest.MonkeyPatch) -> Seen:
    seen = Seen()
    monkeypatch.setattr(following, "make", lambda kind: seen)
    monkeypatch.setattr(following, "LINGER_S", 0.0)
    return seen


def test_face_is_shown_every_tick_and_the_end(face: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    follow(Played(working(1), working(5), over()), "lines")
    assert face.drawn == [("draw", 1), ("draw", 5), ("draw", 10), ("finish", 10)]
    assert capsys.readouterr().err == ""


def test_new_work_goes_on_with_the_same_face(face: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LINGER_S", 0.05)
    monkeypatch.setattr(following, "TICK_S", 0.01)
    source = Played(working(1), over())
    finish = face.finish

    def more(snapshot: Snapshot) -> None:
        finish(snapshot)
        if not source.left and source.now == over():
            source.left = [working(3), over(9)]
            source.now = working(3)

    face.finish = more  # type: ignore[method-assign]
    follow(source, "lines")
    assert face.drawn == [("draw", 1), ("draw", 10), ("finish", 10), ("draw", 3), ("draw", 9), ("finish", 9)]


def test_error_of_a_face_ends_it_with_one_line(face: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    face.breaks_at = 1
    source = Played(working(1), working(2), working(3), over())
    follow(source, "lines")
    assert face.drawn == [("draw", 1)]
    assert capsys.readouterr().err == "headway: progress is no longer shown: RuntimeError: no room\n"


@pytest.mark.parametrize(("breaks_at", "again"), [(1, False), (None, True)])
def test_whether_more_may_be_shown_is_said(face: Seen, breaks_at: int | None, again: bool) -> None:
    face.breaks_at = breaks_at
    assert follow(Played(working(1), working(2), over()), "lines") is again


def test_broken_stderr_ends_in_silence(face: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    face.breaks_at = 0
    closed = io.StringIO()
    closed.close()
    for broken in (closed, None):
        monkeypatch.setattr(sys, "stderr", broken)
        follow(Played(working(), over()), "lines")
    assert face.drawn == []


def test_bad_variable_is_told_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_PROGRESS", "loud")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    source = Played(working(), over())
    thread = threading.Thread(target=follow, args=(source,))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert "HEADWAY_PROGRESS='loud'" in sys.stderr.getvalue()
    assert source.looks == 0


def test_nothing_is_looked_at_when_off() -> None:
    source = Played(working(), over())
    assert follow(source, "off") is False
    assert source.looks == 0


@pytest.mark.parametrize("kind", ["off", "lines", "bar", "card"])
def test_every_kind_has_its_face(kind) -> None:
    face = following.make(kind)
    assert (face is None) == (kind == "off")
