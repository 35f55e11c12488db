import os
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from tests.faces.progress.screen import Screen
from tests.faces.progress.sources import RICH, Clock, over, working

from headway.core.timeline import Snapshot
from headway.faces.progress import console
from headway.faces.progress.console import Bars, painted


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Bars on a screen of a given size."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    def make(columns: int = 60, rows: int = 20, **variables: str) -> SimpleNamespace:
        for name, value in {"COLUMNS": str(columns), "LINES": str(rows), **variables}.items():
            monkeypatch.setenv(name, value)
        screen, clock = Screen(columns, rows), Clock()
        return SimpleNamespace(screen=screen, clock=clock, face=Bars(screen, clock))

    return make


def tick(it: SimpleNamespace, snapshot: Snapshot) -> None:
    it.clock.pass_(console.REDRAW_S)
    it.face.draw(snapshot)


def test_bars_stand_below_what_is_printed(bars) -> None:
    it = bars()
    it.screen.write("first\n")
    tick(it, working(3))
    assert it.screen.lines[0] == "first"
    assert it.screen.lines[1:3] == ["", ""]
    assert it.screen.lines[3].startswith("fit ━━━")
    assert (it.screen.x, it.screen.y) == (0, 1)


def test_printed_line_takes_the_place_above(bars) -> None:
    it = bars()
    tick(it, working(3))
    it.screen.write("epoch 1\n")
    tick(it, working(4))
    it.screen.write("epoch 2\n")
    tick(it, working(5))
    assert it.screen.lines[:2] == ["epoch 1", "epoch 2"]
    assert sum("fit ━━━" in line for line in it.screen.lines) == 1


def test_line_without_an_end_goes_on_where_it_stopped(bars) -> None:
    it = bars()
    it.screen.write("loading ... ")
    tick(it, working(3))
    tick(it, working(4))
    it.screen.write("done\n")
    assert it.screen.lines[0] == "loading ... done"


def test_nothing_printed_is_ever_lost(bars) -> None:
    it = bars(rows=12)
    printed = [f"line {n:03}" for n in range(60)]
    for at, line in enumerate(printed):
        it.screen.write(f"{line}\n")
        if at % 3 == 0:
            tick(it, working(at % 9))
    it.face.finish(over())
    seen = it.screen.gone + it.screen.lines
    # What was printed faster than the bars are drawn may be followed by the rest of an old bar, but it is all there.
    assert [line[:8] for line in seen if line.startswith("line ")] == printed


def test_bars_vanish_with_the_run(bars) -> None:
    it = bars()
    it.screen.write("before\n")
    tick(it, working(3))
    it.face.finish(over())
    it.screen.write("after\n")
    assert it.screen.lines == ["before", "after"]


def test_bars_vanish_while_nothing_runs(bars) -> None:
    it = bars()
    tick(it, working(3))
    for _ in range(10):
        tick(it, over())
    assert it.screen.lines == []
    writes = it.screen.writes
    tick(it, over())
    assert it.screen.writes == writes


def test_bars_are_not_drawn_at_every_tick(bars) -> None:
    it = bars()
    for _ in range(20):
        it.clock.pass_(0.1)
        it.face.draw(working(3))
    assert it.screen.writes <= 11


@pytest.mark.parametrize("columns", [10, 24, 40, 60, 200])
def test_bars_fit_any_width(bars, columns: int) -> None:
    it = bars(columns)
    tick(it, RICH)
    assert any("268 of" in line for line in it.screen.lines)


@pytest.mark.parametrize("rows", [2, 3, 4, 6])
def test_bars_leave_a_low_terminal_its_lines(bars, rows: int) -> None:
    it = bars(rows=rows)
    for n in range(4):
        it.screen.write(f"line {n}\n")
        tick(it, RICH)
    seen = it.screen.gone + it.screen.lines
    assert [line for line in seen if line.startswith("line ")] == [f"line {n}" for n in range(4)]


def test_no_color_means_no_colour(bars) -> None:
    it = bars(NO_COLOR="1")
    written: list[str] = []
    it.screen.write = lambda text: written.append(text) or len(text)
    tick(it, RICH)
    colours = [code for code in "".join(written).split("\x1b[")[1:] if code.startswith(("31m", "32m", "34m", "1;31m"))]
    assert colours == []
    assert "✕ 6" in "".join(written)


def test_failures_are_red(bars) -> None:
    it = bars()
    written: list[str] = []
    it.screen.write = lambda text: written.append(text) or len(text)
    tick(it, RICH)
    assert "\x1b[1;31m ✕ 6" in "".join(written)


def test_streams_are_left_alone(bars) -> None:
    import sys

    streams = sys.stdout, sys.stderr
    it = bars()
    tick(it, RICH)
    assert (sys.stdout, sys.stderr) == streams
    it.face.finish(over())


def test_nothing_to_paint_wipes() -> None:
    assert painted([]) == "\x1b[0J"


def test_bars_on_a_real_terminal(tmp_path) -> None:
    """A program on a pseudo-terminal: its own lines are whole, the bars are seen, and gone at the end."""
    pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")
    import subprocess
    import sys

    program = tmp_path / "program.py"
    program.write_text(
        "import sys, time\n"
        "from tests.faces.progress.sources import Played, working, over\n"
        "from headway.faces.progress import following\n"
        "following.LINGER_S = 0\n"
        "class Slow(Played):\n"
        "    def pause(self, seconds):\n"
        "        time.sleep(seconds)\n"
        "        print('line', len(self.left))\n"
        "        return super().pause(seconds)\n"
        "following.follow(Slow(*[working(n) for n in range(8)], over()))\n"
        "print('end')\n"
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "60", "LINES": "20", "PYTHONPATH": os.getcwd()}
    environment.pop("HEADWAY_PROGRESS", None)
    child = subprocess.Popen(
        [sys.executable, str(program)], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    written = b""
    while chunk := _read(ours):
        written += chunk
    os.close(ours)
    assert child.wait(30) == 0
    screen = Screen(60, 30)
    screen.write(written.decode().replace("\r\n", "\n"))
    assert screen.lines == [f"line {n}" for n in range(9, -1, -1)] + ["end"]
    assert "fit" in written.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""
