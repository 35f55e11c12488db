"""Commands are run in a folder, looked after, and ended with all that they have started."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from headway.errors import BadOption
from headway.optimize.model import Model
from headway.optimize.solvers import cbc, command, glpk
from headway.optimize.solvers.base import Progress, Wish
from headway.optimize.solvers.command import End, options_as_words, run
from headway.optimize.solvers.plain import plain
from headway.testing import until

FOREVER = (
    "import subprocess, sys, time; p = subprocess.Popen(['sleep', '600']); print(p.pid, flush=True); time.sleep(600)"
)


def python(body: str) -> list[str]:
    return [sys.executable, "-c", body]


def test_what_it_prints_and_how_it_ends_is_told(tmp_path: Path) -> None:
    ended = run(python("import sys; print('said', flush=True); sys.exit('then')"), tmp_path, Wish(), None)
    assert (ended.how, ended.code) == (End.ITS_OWN, 1)
    assert ended.log.split() == ["said", "then"]


def test_cancelled_it_is_killed_with_what_it_started(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    ended = run(python(FOREVER), tmp_path, Wish(is_cancelled=lambda: bool(log.read_text())), None)
    assert ended.how is End.CANCELLED
    until(lambda: not is_alive(int(ended.log)), "what it had started lives on")


def test_late_it_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "GRACE_S", 0.1)
    began = monotonic()
    ended = run(["sleep", "600"], tmp_path, Wish(), 0.1)
    assert ended.how is End.LATE
    assert monotonic() - began < 10


def test_error_while_it_is_watched_ends_it(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"

    def broken() -> bool:
        if log.read_text():
            raise ZeroDivisionError
        return False

    with pytest.raises(ZeroDivisionError):
        run(python(FOREVER), tmp_path, Wish(is_cancelled=broken), None)
    until(lambda: not is_alive(int(log.read_text())), "what it had started lives on")


SAYS = {
    "cbc": (cbc._standing, "Cbc0010I After 1000 nodes, 621 on tree, 12 best solution, best possible 9 (1.22 seconds)"),
    "glpk": (glpk._standing, "+   141: mip =   1.200000000e+01 >=   9.000000000e+00  25.0% (39; 0)"),
    "glpk, a new best": (glpk._standing, "+   141: >>>>>   1.200000000e+01 >=   9.000000000e+00  25.0% (39; 0)"),
    "cbc, no plan yet": (
        cbc._standing,
        "Cbc0010I After 10 nodes, 6 on tree, 1e+50 best solution, best possible 9 (1.2 seconds)",
    ),
    "glpk, no plan yet": (glpk._standing, "+    36: mip =     not found yet >=   9.000000000e+00        (1; 0)"),
}


@pytest.mark.parametrize("case", SAYS)
def test_progress_is_read_from_what_it_prints(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "TELL_EVERY_S", 0.0)
    standing, line = SAYS[case]
    stand_in = plain(Model.of_arrays([1], [[1]], row_upper=[4], sense="max", constant=100.0))  # so solved as a minimum
    told: list[Progress] = []
    wish = Wish(tell=told.append, is_cancelled=lambda: bool(told))
    run(
        python(f"import time; print({line!r}, flush=True); time.sleep(600)"),
        tmp_path,
        wish,
        None,
        partial(standing, stand_in),
    )
    best = None if "no plan" in case else 100.0 - 12.0
    assert (told[0].incumbent, told[0].bound) == (best, 100.0 - 9.0)
    assert told[0].gap == (None if best is None else pytest.approx(3.0 / 88.0))


@pytest.mark.parametrize("name", ["", "-o", "o x", "1", "é"])
def test_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadOption):
        options_as_words("--", {name: 1})


def is_alive(pid: int) -> bool:
    """Whether it runs; one that has ended and was not waited for by its parent does not."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
