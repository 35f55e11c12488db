"""What tasks print in worker processes is seen where the program's own words are.

"What a task prints is captured and shown under its name, in order; it never tears a line of another."

Notebooks: tests/notebooks/test_processes.py.
"""

from __future__ import annotations

import ctypes
import io
import logging
import os
import subprocess
import sys
import threading
import warnings
from collections import Counter
from pathlib import Path

import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes import bodies
from tests.processes.bodies import wait_for
from tests.processes.helpers import end_workers, error_of, run

from headway import Session, WorkerDied, gather, task
from headway.worker.output import PIECE


class Screen:
    """The lines of this process's stdout and stderr, so far."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._out, self._err = capsys, "", ""

    def _read(self) -> None:
        out, err = self._capsys.readouterr()
        self._out, self._err = self._out + out, self._err + err

    @property
    def out(self) -> list[str]:
        self._read()
        return self._out.split("\n")[:-1]

    @property
    def err(self) -> list[str]:
        self._read()
        return self._err.split("\n")[:-1]

    @property
    def both(self) -> list[str]:
        return self.out + self.err


@pytest.fixture
def screen(capsys: pytest.CaptureFixture[str]) -> Screen:
    return Screen(capsys)


def says(body) -> None:
    """Run a body as the task `says` to its end."""
    task(on="process", name="says")(body)().result(SOON_S)


# ---- whole lines, in order ---------------------------------------------------------------------------------------------


def test_lines_stand_under_the_name_of_their_task_in_order(screen: Screen) -> None:
    says(lambda: [print("row", n) for n in range(100)])
    assert screen.out == [f"says: row {n}" for n in range(100)]


def test_stderr_goes_to_stderr(screen: Screen) -> None:
    says(lambda: print("careful", file=sys.stderr))
    assert (screen.out, screen.err) == ([], ["says: careful"])


def test_pieces_of_a_line_are_one_line(screen: Screen) -> None:
    @task(on="process", name="says")
    def says() -> None:
        for word in ("one", "two"):
            print(word, end=" ", flush=True)
        print("three")

    says().result(SOON_S)
    assert screen.out == ["says: one two three"]


def test_an_empty_line_is_a_line(screen: Screen) -> None:
    says(lambda: print("above\n\nbelow", print()))
    assert screen.out == ["says: ", "says: above", "says: ", "says: below None"]


def test_a_line_that_a_body_has_not_ended_ends_with_it(screen: Screen) -> None:
    @task(on="process")
    def half(word: str) -> None:
        print(word, end="")
        sys.stderr.write(word)

    with Session(workers=1):
        gather(*half.map(["first", "second"])).result(SOON_S)
    assert sorted(screen.out) == sorted(screen.err) == ["half: first", "half: second"]


def test_lines_of_several_tasks_never_tear(screen: Screen) -> None:
    def speak(word: str) -> None:
        for number in range(200):
            print(word * 3, end=" ")
            print(number, word, sep="", end=word)
            print()

    with Session(workers=2):
        words = [task(on="process", name=word)(speak)(word) for word in "abcd"]
        gather(*words).result(SOON_S)
    for word in "abcd":
        own = [line for line in screen.out if line.startswith(word)]
        assert own == [f"{word}: {word * 3} {n}{word}{word}" for n in range(200)]
    assert len(screen.out) == 800


def test_unfinished_lines_of_two_calls_of_one_function_never_tear(screen: Screen, tmp_path: Path) -> None:
    """They have the same name, and are two all the same."""

    @task(on="process")
    def speak(word: str) -> None:
        print(word * (2 * PIECE), end="", flush=True)
        (tmp_path / word).touch()
        wait_for(tmp_path / "door")
        print(word)

    with Session(workers=2):
        called = speak.map("ab")
        until(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists())
        (tmp_path / "door").touch()
        gather(*called).result(SOON_S)
    assert sorted(screen.out) == [f"speak: {word * (2 * PIECE + 1)}" for word in "ab"]


def test_each_of_many_tiny_tasks_is_heard_once(screen: Screen) -> None:
    """Those that travel together, too."""

    @task(on="process")
    def tell(number: int) -> None:
        print(number)

    with Session(workers=2):
        gather(*tell.map(range(500))).result(SOON_S)
    assert Counter(screen.out) == Counter(f"tell: {n}" for n in range(500))


def test_each_step_of_a_chain_is_heard_under_its_own_name(screen: Screen) -> None:
    @task(on="process")
    def begin() -> int:
        print("begun", end="")
        return 1

    @task(on="process")
    def go_on(n: int) -> int:
        print("going on", end="")
        return n + 1

    with Session(workers=1):
        assert go_on(go_on(begin())).result(SOON_S) == 3
    assert screen.out == ["begin: begun", "go_on: going on", "go_on: going on"]


def test_an_inner_task_speaks_under_its_own_name(screen: Screen) -> None:
    @task(on="process")
    def inner() -> None:
        print("inside")

    @task(on="process")
    def outer() -> None:
        print("before")
        inner().result()
        print("after")

    with Session(workers=1):
        outer().result(SOON_S)
    assert screen.out == ["outer: before", "inner: inside", "outer: after"]


# ---- when it is seen ---------------------------------------------------------------------------------------------------


def test_each_line_is_seen_while_the_body_goes_on(screen: Screen, tmp_path: Path) -> None:
    """The last of several that come close together, too."""

    @task(on="process")
    def works() -> None:
        for step in range(50):
            print("step", step)
        wait_for(tmp_path / "door")

    called = works()
    until(lambda: len(screen.out) == 50, "lines are held back")
    (tmp_path / "door").touch()
    called.result(SOON_S)
    assert screen.out == [f"works: step {n}" for n in range(50)]


@pytest.mark.parametrize("die", [bodies.kill_9, bodies.exit_3, bodies.segfault])
def test_what_was_printed_before_a_death_is_seen(screen: Screen, die) -> None:
    @task(on="process")
    def speaks() -> None:
        for word in ("these", "are", "last words"):
            print(word)
        print("a sigh", end="", flush=True)
        die()

    assert isinstance(error_of(speaks()), WorkerDied)
    assert screen.out == ["speaks: these", "speaks: are", "speaks: last words", "speaks: a sigh"]


def test_a_neighbours_death_tears_no_line(screen: Screen, tmp_path: Path) -> None:
    @task(on="process")
    def dies() -> None:
        print("half of", end="", flush=True)
        bodies.kill_9()

    @task(on="process")
    def lives() -> None:
        print("a whole ", end="", flush=True)
        wait_for(tmp_path / "door")
        print("line")

    with Session(workers=2):
        living, dying = lives(), dies()
        assert isinstance(error_of(dying), WorkerDied)
        (tmp_path / "door").touch()
        living.result(SOON_S)
    assert screen.out == ["dies: half of", "lives: a whole line"]


# ---- much of it --------------------------------------------------------------------------------------------------------


class Counting(io.TextIOBase):
    """Counts what is written, and keeps none of it."""

    def __init__(self) -> None:
        self.characters = self.lines = self.longest = 0

    def write(self, text: str) -> int:
        self.characters += len(text)
        self.lines += text.count("\n")
        self.longest = max(self.longest, len(text))
        return len(text)


def test_a_hundred_megabytes_in_one_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it comes, in pieces: nobody has to hold it."""
    monkeypatch.setattr(sys, "stdout", counting := Counting())
    task(on="process", name="x")(lambda: print("\n".join(["y" * 96] * 1_000_000)))().result(4 * SOON_S)
    assert (counting.lines, counting.characters) == (1_000_000, 100_000_000)
    assert counting.longest < 1 << 20


def test_a_line_without_end_is_shown_in_long_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", counting := Counting())
    task(on="process", name="x")(lambda: print("y" * 20_000_000))().result(SOON_S)
    assert counting.characters == 20_000_000 + 4 * counting.lines
    assert counting.lines <= 20


def test_letters_of_several_bytes_are_whole(screen: Screen) -> None:
    """Wherever the pieces end that they travel in."""
    text = "aé€😀" * (PIECE // 3)
    says(lambda: print(text))
    says(lambda: os.write(2, text.encode()))
    assert screen.both == [f"says: {text}"] * 2


# ---- all that a stream can do ------------------------------------------------------------------------------------------


def test_bytes_of_the_stream_below(screen: Screen) -> None:
    @task(on="process", name="says")
    def body() -> None:
        print("text")
        sys.stdout.buffer.write(b"bytes\n")
        sys.stdout.buffer.write(b"no text: \xff\n")
        sys.stdout.writelines(["several ", "pieces\n"])
        sys.stdout.buffer.write(b"half a sign: \xe2\x82")

    body().result(SOON_S)
    assert screen.out == [
        f"says: {line}" for line in ("text", "bytes", "no text: \ufffd", "several pieces", "half a sign: \ufffd")
    ]


def test_what_no_encoding_knows_is_shown_escaped(screen: Screen) -> None:
    says(lambda: print("half a pair: \ud800"))
    assert screen.out == [r"says: half a pair: \ud800"]


def test_a_progress_bar_shows_its_last_form(screen: Screen) -> None:
    """What a carriage return has overwritten is not shown, and the name of the task is not overwritten."""

    @task(on="process", name="says")
    def body() -> None:
        for percent in range(101):
            print(f"\r{percent} %", end="", flush=True)
        print()
        print("a line of Windows'\r\n", end="")

    body().result(SOON_S)
    assert screen.out == ["says: 100 %", "says: a line of Windows'"]


def test_the_stream_tells_what_it_is() -> None:
    @task(on="process")
    def facts() -> tuple[int, int, bool, str, bool]:
        return sys.stdout.fileno(), sys.stderr.fileno(), sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable()

    assert facts().result(SOON_S) == (1, 2, False, "utf-8", True)


@pytest.mark.parametrize("layer", ["text", "bytes", "both"])
def test_a_body_that_closes_a_stream_silences_nobody(screen: Screen, layer: str) -> None:
    @task(on="process")
    def shut() -> None:
        print("before", end="")
        if layer != "bytes":
            sys.stdout.close()
        if layer != "text":
            io.TextIOWrapper(sys.stdout.buffer).close()

    with Session(workers=1):
        shut().result(SOON_S)
        says(lambda: print("as ever"))
    assert screen.out == ["shut: before", "says: as ever"]


def test_what_threads_of_a_body_print(screen: Screen) -> None:
    @task(on="process", name="says")
    def body() -> None:
        threads = [threading.Thread(target=lambda word=word: print(word * 50)) for word in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    body().result(SOON_S)
    assert len("".join(screen.out)) == 4 * len("says: " + "a" * 50)


def test_what_logging_and_warnings_write(screen: Screen) -> None:
    @task(on="process", name="says")
    def body() -> None:
        logging.getLogger("of the body").warning("logged")
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn("warned", stacklevel=1)

    body().result(SOON_S)
    assert screen.err[0] == "says: logged"
    assert "UserWarning: warned" in screen.err[1]
    assert all(line.startswith("says: ") for line in screen.err)


# ---- what no Python stream has seen ------------------------------------------------------------------------------------


def write_below() -> None:
    os.write(1, b"below\n")


def write_in_c() -> None:
    libc = ctypes.CDLL(None)
    libc.puts(b"below")
    libc.fflush(None)


def run_a_program() -> None:
    subprocess.run(["echo", "below"], check=True)


def run_a_program_with_our_stream() -> None:
    subprocess.run(["echo", "below"], check=True, stdout=sys.stdout)


def run_a_shell() -> None:
    os.system("echo below")


def fork() -> None:
    print("before", end="")
    child = os.fork()
    if not child:
        print("below", flush=True)
        os._exit(0)
    os.waitpid(child, 0)


BELOW = [write_below, write_in_c, run_a_program, run_a_program_with_our_stream, run_a_shell, fork]


@pytest.mark.parametrize("body", BELOW)
def test_what_c_code_and_children_write_is_seen_under_the_tasks_name(screen: Screen, body) -> None:
    says(body)
    assert [line for line in screen.both if line.endswith("below")] in (["says: below"], ["says: beforebelow"])


def test_what_c_code_writes_at_the_end_of_a_body_has_its_name(screen: Screen) -> None:
    @task(on="process")
    def writes(number: int) -> None:
        os.write(2, b"%d\n" % number)

    with Session(workers=1):
        for number in range(50):
            writes(number).result(SOON_S)
        gather(*writes.map(range(50, 200))).result(SOON_S)
    assert screen.err == [f"writes: {n}" for n in range(200)]


def test_a_c_program_that_writes_ten_megabytes(screen: Screen) -> None:
    """More than any pipe holds: it is read while the body runs."""
    says(lambda: subprocess.run("yes 0123456789abcdef | head -c 10000000", shell=True, check=True))
    assert sum(len(line) - len("says: ") + 1 for line in screen.both) == pytest.approx(10_000_000, abs=1)


# ---- streams of the program --------------------------------------------------------------------------------------------


class Broken(io.TextIOBase):
    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "nobody reads")


def _closed() -> io.StringIO:
    stream = io.StringIO()
    stream.close()
    return stream


@pytest.mark.parametrize("stream", [Broken(), _closed(), None], ids=["broken", "closed", "none"])
def test_tasks_go_on_when_nobody_can_hear_them(monkeypatch: pytest.MonkeyPatch, stream) -> None:
    @task(on="process")
    def inner(n: int) -> int:
        print(n)
        return n

    @task(on="process")
    def outer(n: int) -> int:
        print(n)
        return inner(n).result()

    monkeypatch.setattr(sys, "stdout", stream)
    with Session(workers=2):
        assert gather(*outer.map(range(20))).result(SOON_S) == tuple(range(20))


def test_a_stream_that_knows_few_letters_shows_the_others_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    says(lambda: print("Käse"))
    assert raw.getvalue() == b"says: K\\xe4se\n"


def test_output_of_a_program_is_on_its_own_streams() -> None:
    program = run(
        """
import sys
from headway import task
@task(on="process")
def speak():
    print("out")
    print("err", file=sys.stderr)
print("begun")
speak().result()
print("over")
"""
    )
    assert program.out == "begun\nspeak: out\nover\n"
    assert program.err == "speak: err\n"


@pytest.fixture(autouse=True, scope="module")
def _fresh_workers():
    """What bodies have left in their worker's streams is gone afterwards."""
    yield
    end_workers()
