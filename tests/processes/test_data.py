"""Data between processes: written once, mapped by whoever needs it, gone with the last that holds it.

"Pickle protocol 5, out-of-band buffers. Buffers above a threshold are written once to an anonymous segment …, passed by
descriptor, mapped copy-on-write (private) by every consumer: writable at once, no copy until a page is written, the
original never changes … One array given to eight calls is written once … Results stay there for the next task; one handed
back in the same process stays the plain object. One descriptor a segment, at most 253 a message, soft limits of 1,024 are
common: pack small buffers together."

Frames: test_frames.py. That memory goes with a program that is killed: test_parent_end.py.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engine.helpers import SOON_S, until
from tests.processes.bodies import note, wait_for
from tests.processes.helpers import SEGMENT, end_workers, lines, links, mapped, run, seats

from headway import Session, gather, task
from headway.memory import segments

MB = 1 << 20
N = 200_000


@task(on="process")
def echo(value):
    return value


@task(on="process")
def total(value) -> float:
    return float(np.asarray(value).sum())


@task(on="process")
def ones(n: int):
    return np.ones(n)


@task(on="process")
def plus(array, n: int):
    """A new array."""
    return array + n


@task(on="process")
def add_in_place(array, n: int):
    """The array itself, changed."""
    array += n
    return array


# ---- what is written ---------------------------------------------------------------------------------------------------


class Written:
    """How many buffers were written to segments in a process, and how many bytes."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    @property
    def bytes(self) -> int:
        return sum(self.sizes)

    @property
    def big(self) -> int:
        return sum(size >= MB for size in self.sizes)


@contextmanager
def written_here() -> Iterator[Written]:
    written, write = Written(), segments._write

    def count(descriptor: int, buffer: memoryview, at: int) -> int:
        written.sizes.append(buffer.nbytes)
        return write(descriptor, buffer, at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_write", count)
        yield written


@task(on="process")
def count_writes() -> None:
    """From now on what this worker writes is counted."""
    write, sizes = segments._write, []

    def count(descriptor: int, buffer: memoryview, at: int) -> int:
        sizes.append(buffer.nbytes)
        return write(descriptor, buffer, at)

    segments._write, segments.sizes = count, sizes  # type: ignore[attr-defined]


@task(on="process")
def writes_counted() -> list[int]:
    """How much was written since, where it was more than a few words."""
    return [size for size in segments.sizes if size > 10_000]  # type: ignore[attr-defined]


@pytest.fixture
def counting_worker() -> Iterator[None]:
    """The one worker counts what it writes."""
    end_workers()
    with Session(workers=1):
        count_writes().result(SOON_S)
        yield
    end_workers()


# ---- all kinds of values -----------------------------------------------------------------------------------------------


@dataclass
class Table:
    rows: Any
    names: list[str]


VALUES: dict[str, Callable[[], Any]] = {
    "numbers": lambda: np.arange(N),
    "a table of numbers": lambda: np.arange(N).reshape(400, -1),
    "in Fortran's order": lambda: np.asfortranarray(np.arange(N).reshape(400, -1)),
    "transposed": lambda: np.arange(N).reshape(10, 20, -1).transpose(1, 0, 2),
    "some columns": lambda: np.arange(4 * N).reshape(400, -1)[:, ::4],
    "every second": lambda: np.arange(2 * N)[::2],
    "backwards": lambda: np.arange(N)[::-1],
    "one row many times": lambda: np.broadcast_to(np.arange(N), (3, N)),
    "bits": lambda: np.arange(N) % 3 == 0,
    "complex": lambda: np.arange(N) * 1j,
    "halves": lambda: np.ones(N, "f2"),
    "the other byte order": lambda: np.arange(N, dtype=">i4"),
    "times": lambda: np.arange(N).astype("M8[ns]"),
    "every second time": lambda: np.arange(2 * N).astype("M8[s]")[::2],
    "durations": lambda: np.arange(N).astype("m8[ms]"),
    "texts of one length": lambda: np.array(["ab", "süd"] * N),
    "bytes of one length": lambda: np.array([b"ab", b"cde"] * N),
    "rows with fields": lambda: np.array([(1, 2.5, "x")] * N, dtype="i4,f8,U4"),
    "one field of rows": lambda: np.zeros(N, "i4,f8")["f1"],
    "a record array": lambda: np.rec.array(np.zeros(N, "i4,f8")),
    "masked": lambda: np.ma.masked_array(np.arange(N), np.arange(N) % 2 == 0),
    "objects": lambda: np.array([1, "a", None, (2, 3)] * 1000, dtype=object)[:-1],
    "nothing": lambda: np.empty((0, 5)),
    "no dimension": lambda: np.array(5.5),
    "a single number": lambda: np.float64(2.5),
    "a single time": lambda: np.datetime64("2001-02-03"),
    "bytes": lambda: b"x" * 3 * MB,
    "a byte array": lambda: bytearray(b"x" * 3 * MB),
    "a view of bytes": lambda: memoryview(b"x" * 3 * MB),
    "a view of a byte array": lambda: memoryview(bytearray(3 * MB)),
    "a view of an array": lambda: memoryview(np.arange(N).reshape(400, -1)),
    "a view of every second": lambda: memoryview(np.arange(N))[::2],
    "a view of nothing": lambda: memoryview(b""),
    "text": lambda: "süd" * MB,
}


def is_same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and bool(np.all(one == other))
    if isinstance(one, memoryview):
        return one.format == other.format and one.shape == other.shape and one.tobytes() == other.tobytes()
    return bool(one == other)


@pytest.mark.parametrize("make", VALUES.values(), ids=VALUES.keys())
def test_a_value_goes_there_and_comes_back(make: Callable[[], Any]) -> None:
    value = make()
    found = echo(value).result(SOON_S)
    assert type(found) is type(value)
    assert is_same(value, found)


@pytest.mark.parametrize("kind", ["a table of numbers", "in Fortran's order", "some columns", "transposed"])
def test_an_array_keeps_its_order_in_memory_where_it_lies_in_a_row(kind: str) -> None:
    array = VALUES[kind]()
    found = echo(array).result(SOON_S)
    assert found.flags.c_contiguous == (array.flags.c_contiguous or not array.flags.forc)
    assert found.flags.f_contiguous == array.flags.f_contiguous


def test_arrays_in_containers_and_dataclasses() -> None:
    array = np.arange(N)
    value = {"table": Table(array, ["a"]), "rows": [array, (array, None)]}
    found = echo(value).result(SOON_S)
    assert is_same(found["table"].rows, array)
    assert found["table"].names == ["a"]
    assert found["rows"][0] is found["rows"][1][0] is found["table"].rows


def test_results_of_tasks_in_containers_and_dataclasses() -> None:
    """A task in a list, a dict or a dataclass is filled in."""

    @task(on="process")
    def look(value) -> float:
        return float(value["table"].rows.sum() + value["rows"][0].sum())

    assert look({"table": Table(ones(N), []), "rows": [ones(N)]}).result(SOON_S) == 2 * N


# ---- writable at once, and the original never changes ------------------------------------------------------------------


def spoil_array(array) -> None:
    array[:] = 7


def spoil_bytes(array) -> None:
    array[:3] = b"777"


SPOIL = {
    "an array": (lambda: np.arange(N), spoil_array),
    "a small array": (lambda: np.arange(5), spoil_array),
    "times": (lambda: np.arange(N).astype("M8[s]"), spoil_array),
    "some columns": (lambda: np.arange(4 * N).reshape(400, -1)[:, ::4], spoil_array),
    "a byte array": (lambda: bytearray(b"x" * 3 * MB), spoil_bytes),
    "a view": (lambda: memoryview(bytearray(b"x" * 3 * MB)), spoil_bytes),
    "a view of every second": (lambda: memoryview(bytearray(b"x" * 3 * MB))[::2], spoil_bytes),
}


@pytest.mark.parametrize(("make", "spoil"), SPOIL.values(), ids=SPOIL.keys())
def test_what_arrives_is_writable_at_once_and_the_original_never_changes(make, spoil) -> None:
    """In the worker and here."""

    @task(on="process")
    def spoil_it(value):
        spoil(value)
        return value

    original = make()
    called = spoil_it(original)
    spoilt = called.result(SOON_S)
    assert is_same(original, make())
    expected = make()
    spoil(expected)
    assert is_same(spoilt, expected)
    returned = echo(original).result(SOON_S)
    spoil(returned)
    assert is_same(returned, expected)
    assert is_same(original, make())


def test_what_was_read_only_stays_so() -> None:
    """As it does whenever it is pickled."""
    array = np.arange(N)
    array.flags.writeable = False
    assert not echo(array).result(SOON_S).flags.writeable


def test_what_one_consumer_writes_no_other_sees(tmp_path: Path) -> None:
    """Also while they have it at the same time, and whichever worker they are in."""

    @task(on="process")
    def spoil(array, n: int) -> float:
        array += n
        note(tmp_path / "inside", n)
        if n < 2:
            wait_for(tmp_path / "door")
        return float(array.max())

    array = np.zeros(N)
    with Session(workers=2):
        called = spoil.map([array] * 8, range(8))
        until(lambda: len(lines(tmp_path / "inside")) == 2)
        (tmp_path / "door").touch()
        assert gather(*called).result(SOON_S) == tuple(range(8))
    assert array.max() == 0


def test_what_one_consumer_of_a_result_writes_no_other_sees() -> None:
    with Session(workers=2):
        made = ones(N)
        changed = gather(*[add_in_place(made, n) for n in range(8)]).result(SOON_S)
        assert [float(array.max()) for array in changed] == [n + 1 for n in range(8)]
        assert made.result(SOON_S).max() == 1


def test_an_argument_that_is_changed_after_the_task_is_done_is_seen_changed() -> None:
    array = np.ones(N)
    first = total(array)
    assert first.result(SOON_S) == N
    array[:] = 3
    second = total(array)
    assert second.result(SOON_S) == 3 * N
    array[5] = 0
    assert total(array).result(SOON_S) == 3 * N - 3


def test_a_result_that_was_changed_here_is_seen_changed() -> None:
    """It is not passed on as it came."""
    found = ones(N).result(SOON_S)
    assert total(found).result(SOON_S) == N
    found[-1] = 11
    assert total(found).result(SOON_S) == N + 10


def test_another_array_at_the_same_place_is_another() -> None:
    """Memory that was let go of is used again: whoever lies there now is not taken for who lay there."""
    for n in range(20):
        assert total(np.full(N, n)).result(SOON_S) == n * N


# ---- written once ------------------------------------------------------------------------------------------------------


def given_at_once(folder: Path, values: list[Any]) -> Written:
    """What is written when as many calls have these values at the same time."""

    @task(on="process")
    def at_the_door(value: Any) -> str:
        note(folder / "inside", "one")
        wait_for(folder / "door")
        return type(value).__name__

    with Session(workers=len(values)), written_here() as written:
        called = at_the_door.map(values)
        until(lambda: len(lines(folder / "inside")) == len(values))
        (folder / "door").touch()
        gather(*called).result(SOON_S)
    return written


def test_one_array_given_to_eight_calls_is_written_once(tmp_path: Path) -> None:
    array = np.ones(2 * MB)
    written = given_at_once(tmp_path, [array] * 8)
    assert written.sizes.count(array.nbytes) == 1
    assert written.bytes < array.nbytes + MB


def test_one_array_in_different_places_of_calls_is_written_once(tmp_path: Path) -> None:
    array = np.ones(MB)
    assert given_at_once(tmp_path, [array, [array, array], {"a": (1, array)}, Table(array, [])]).big == 1


def test_some_columns_given_to_several_calls_are_written_once(tmp_path: Path) -> None:
    """An array that is spread out is put together once."""
    columns = np.ones((1024, 1024))[:, ::2]
    assert given_at_once(tmp_path, [columns] * 4).big == 1


def test_arrays_that_look_alike_are_told_apart(tmp_path: Path) -> None:
    """They begin at the same place: the shape, the order or the type is another."""
    array = np.arange(MB).reshape(1024, -1)
    alike = [array, array.T, array[:512], array.view("f8"), array[:, ::2]]
    with Session(workers=2):
        found = gather(*[echo(each) for each in alike]).result(SOON_S)
    assert all(is_same(one, other) for one, other in zip(alike, found, strict=True))


def test_a_second_attempt_writes_nothing_again(tmp_path: Path) -> None:
    @task(on="process", retries=2)
    def third_time(array) -> int:
        note(tmp_path / "tries", "one")
        if len(lines(tmp_path / "tries")) < 3:
            raise ValueError("not yet")
        return int(array[0])

    array = np.ones(MB)
    with written_here() as written:
        keep = [third_time(array), third_time(array)]
        assert gather(*keep).result(SOON_S) == (1, 1)
    assert written.sizes.count(array.nbytes) <= 3


def test_what_was_written_for_calls_is_let_go_of_when_they_are_done() -> None:
    array = np.ones(MB)
    called = [total(array) for _ in range(4)]
    gather(*called).result(SOON_S)
    until(lambda: not _open_segments(), "a segment is open though nobody needs it")
    assert array.sum() == MB


def _open_segments(pid: int | str = "self") -> list[str]:
    return [link for link in links(pid) if link.startswith(SEGMENT)]


# ---- results stay where they are ---------------------------------------------------------------------------------------


def test_a_pipeline_of_arrays_copies_nothing_through_the_parent() -> None:
    """Five steps on two workers: each writes its own result, and nobody writes it again."""
    with Session(workers=2), written_here() as written:
        array = ones(MB)
        for n in range(5):
            array = plus(array, n)
        assert total(array).result(SOON_S) == 11 * MB
    assert written.bytes < 10_000


def test_a_result_given_to_eight_calls_is_written_by_nobody_again(counting_worker: None) -> None:
    with written_here() as written:
        made = ones(MB)
        assert gather(*[total(made) for _ in range(8)]).result(SOON_S) == (MB,) * 8
        made.result(SOON_S)
        assert total(made).result(SOON_S) == MB
    assert written.bytes < 10_000
    assert writes_counted().result(SOON_S) == [8 * MB]


def test_an_argument_that_is_the_result_is_passed_on_as_it_is(counting_worker: None) -> None:
    array = np.arange(MB)
    with written_here() as written:
        found = echo(echo(array)).result(SOON_S)
    assert is_same(found, array)
    assert written.sizes.count(array.nbytes) == 1
    assert writes_counted().result(SOON_S) == []


def test_an_argument_that_is_changed_in_place_and_returned_is_written(counting_worker: None) -> None:
    array = np.zeros(MB)
    assert add_in_place(array, 3).result(SOON_S).max() == 3
    assert array.max() == 0
    assert writes_counted().result(SOON_S) == [8 * MB]


def test_one_changed_element_of_a_big_argument_is_seen(counting_worker: None) -> None:
    """Wherever it is: the first, the last, one in the middle of a page."""

    @task(on="process")
    def mark(array, at: int):
        array[at] = 5
        return array

    array = np.zeros(MB)
    for at in (0, 12_345, -1):
        found = mark(array, at).result(SOON_S)
        assert found[at] == 5
        assert found.sum() == 5


def test_a_view_of_the_argument_as_a_result() -> None:
    @task(on="process")
    def look_at(array, which: slice):
        return array[which]

    array = np.arange(MB)
    for which in (slice(MB // 2), slice(3, -3), slice(None, None, 2), slice(None, None, -1), slice(100, 110)):
        found = look_at(array, which).result(SOON_S)
        assert is_same(found, array[which])
        found[0] = -1
    assert is_same(array, np.arange(MB))


def test_a_small_part_of_a_big_array_does_not_keep_all_of_it() -> None:
    @task(on="process")
    def head(array):
        return array[:50_000]

    heads = [head(np.full(MB, n)).result(SOON_S) for n in range(8)]
    assert [int(array[0]) for array in heads] == list(range(8))
    until(lambda: _mapped_bytes() < 8 * MB, "all of the big arrays is held")


def _mapped_bytes() -> int:
    rows = [row.split() for row in Path("/proc/self/maps").read_text().splitlines() if SEGMENT in row]
    ends = [row[0].split("-") for row in rows]
    return sum(int(end, 16) - int(start, 16) for start, end in ends)


def test_a_result_handed_to_a_thread_is_the_very_object() -> None:
    """Nothing is copied in the process where it is."""

    @task(on="thread")
    def identity(array) -> int:
        return id(array)

    made = ones(MB)
    assert identity(made).result(SOON_S) == id(made.result(SOON_S))


def test_a_value_for_the_next_step_in_the_same_worker_stays_the_plain_object(tmp_path: Path) -> None:
    """Steps that travel together hand it on: it owns its memory, as it was made."""

    @task(on="process")
    def make(n: int):
        if n < 0:
            wait_for(tmp_path / f"door {n}")
        return np.ones(abs(n))

    @task(on="process")
    def owns(array) -> bool:
        return bool(array.flags.owndata)

    def travel_together(number: int) -> bool:
        first = make(-number)
        found = owns(make(1000))
        (tmp_path / f"door {-number}").touch()
        return first.result(SOON_S).size == number and found.result(SOON_S)

    with Session(workers=1):
        gather(*[owns(make(10)) for _ in range(300)]).result(SOON_S)
        assert any(travel_together(number) for number in range(1, 30))


def test_a_step_that_travels_with_an_array_runs_once(tmp_path: Path) -> None:
    @task(on="process")
    def make(n: int):
        if n < 0:
            wait_for(tmp_path / "door")
        return np.ones(abs(n))

    @task(on="process")
    def look(array) -> None:
        note(tmp_path / "looked", len(array))

    with Session(workers=1):
        gather(*[look(make(10)) for _ in range(300)]).result(SOON_S)
        first = make(-1)
        looked = [look(make(20_000 + n)) for n in range(5)]
        (tmp_path / "door").touch()
        gather(first, *looked).result(SOON_S)
    assert len(lines(tmp_path / "looked")) == 305


def test_a_value_is_what_it_was_when_its_task_ended(counting_worker: None) -> None:
    """The step after it has the plain object, and changes it."""
    with Session(workers=1):
        made = [ones(20_000) for _ in range(50)]
        changed = [add_in_place(each, 1) for each in made]
        assert all(array.max() == 2 for array in gather(*changed).result(SOON_S))
        assert all(array.max() == 1 for array in gather(*made).result(SOON_S))


# ---- gone with the last holder -----------------------------------------------------------------------------------------


def test_a_segment_vanishes_with_its_last_holder() -> None:
    """Results, what was made of them, what tasks were given: nothing of it is open or mapped, here or there."""
    made = [ones(MB) for _ in range(6)]
    found = gather(*[plus(each, 1) for each in made]).result(SOON_S)
    part = found[0][10:20]
    assert mapped() >= 6
    del made, found
    gc.collect()
    until(lambda: mapped() == 1, "more than the one that is held is there")
    assert part.sum() == 20
    del part
    until(lambda: mapped() == 0 and not _open_segments(), "the last one does not vanish")
    until(lambda: not any(_open_segments(seat.child.pid) or mapped(seat.child.pid) for seat in seats()))


def test_results_survive_the_workers_that_made_them() -> None:
    """Killed with -9 while they hold what they were given: values stay, and all goes with the last that needs them."""
    with Session(workers=2):
        made = [ones(MB) for _ in range(6)]
        gather(*made).result(SOON_S)
        end_workers()
        assert gather(*[total(each) for each in made]).result(SOON_S) == (MB,) * 6
        assert all(each.result(SOON_S).sum() == MB for each in made)
    del made
    gc.collect()
    until(lambda: mapped() == 0 and not _open_segments())


def test_a_kill_of_workers_that_have_big_arrays_leaves_nothing(tmp_path: Path) -> None:
    @task(on="process", retries=1)
    def hold(array, n: int) -> int:
        made = array + n
        note(tmp_path / "inside", os.getpid())
        if len(lines(tmp_path / "inside")) <= 2:
            wait_for(tmp_path / "no door")
        return int(made[0])

    with Session(workers=2):
        called = hold.map([np.ones(4 * MB)] * 4, range(4))
        until(lambda: len(lines(tmp_path / "inside")) >= 2)
        for pid in lines(tmp_path / "inside")[:2]:
            os.kill(int(pid), signal.SIGKILL)
        assert gather(*called).result(SOON_S) == (1, 2, 3, 4)
    del called
    gc.collect()
    until(lambda: not _open_segments())


def test_a_failed_task_keeps_no_array() -> None:
    """Neither its argument nor what it had made; not even while its error is held."""

    @task(on="process")
    def fail(array) -> None:
        made = array * 2
        raise ValueError(f"{made[0]:g} is too much")

    called = fail(ones(MB))
    with pytest.raises(ValueError, match="2 is too much") as caught:
        called.result(SOON_S)
    gc.collect()
    until(lambda: not any(mapped(seat.child.pid) for seat in seats()), "the worker keeps it")
    until(lambda: not _open_segments(), "the parent keeps it")
    assert caught.value.__traceback__ is not None


def test_a_cancelled_task_keeps_no_array(tmp_path: Path) -> None:
    @task(on="process")
    def hold(array) -> None:
        note(tmp_path / "inside", "one")
        wait_for(tmp_path / "no door")

    called = hold(np.ones(MB))
    until(lambda: lines(tmp_path / "inside"))
    assert called.cancel()
    until(lambda: not _open_segments(), "what a cancelled task was given is kept")


# ---- descriptors -------------------------------------------------------------------------------------------------------


def test_a_thousand_small_arrays_are_packed_together() -> None:
    with written_here() as written:
        found = echo([np.full(5000, n) for n in range(1000)]).result(SOON_S)
        assert len(_open_segments()) <= 4
    assert [int(array[-1]) for array in found] == list(range(1000))
    assert len(written.sizes) == 1000 + 1  # and the message itself
    found[3][:] = 0
    assert found[2][-1] == 2
    assert found[4][0] == 4


def test_more_large_arrays_than_descriptors_fit_into_a_message() -> None:
    """The kernel takes 253."""
    found = echo([np.full(MB // 8, n) for n in range(260)]).result(SOON_S)
    until(lambda: len(_open_segments()) <= 130)
    assert [int(array[-1]) for array in found] == list(range(260))


LIMITED = """
import resource
import numpy as np
from headway import Session, gather, task

LIMIT = {limit}
resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))

@task(on="process")
def total(*arrays):
    return int(sum(array[0] for array in arrays))

@task(on="process")
def full(n, size):
    return np.full(size, n)
"""
WITH_FEW = {
    "many arrays in each of many short calls": """
arrays = [np.full(1 << 17, n) for n in range(30)]
with Session(workers=1):
    gather(*[total(np.ones(1)) for _ in range(300)]).result(30)
    called = [total(*arrays) for _ in range(100)]
    assert set(gather(*called).result(30)) == {sum(range(30))}
""",
    "a thousand small arrays": """
assert total(*[np.full(5000, n) for n in range(1000)]).result(30) == sum(range(1000))
""",
    "three hundred large arrays": """
assert total(*[np.full(1 << 17, n) for n in range(300)]).result(30) == sum(range(300))
""",
    "six hundred results that are held": """
with Session(workers=2):
    held = gather(*full.map(range(600), [20_000] * 600)).result(60)
    assert all(array[0] == n for n, array in enumerate(held))
    called = [total(array) for array in held]
    assert gather(*called).result(30) == tuple(range(600))
""",
    "six hundred tasks with arrays of their own": """
with Session(workers=2):
    called = [total(np.full(20_000, n)) for n in range(600)]
    assert gather(*called).result(60) == tuple(range(600))
""",
}


@pytest.mark.parametrize("source", WITH_FEW.values(), ids=WITH_FEW.keys())
def test_a_soft_limit_of_1024_descriptors_is_enough(source: str) -> None:
    run(LIMITED.format(limit=1024) + source)


def test_results_that_are_held_take_at_most_half_of_the_descriptors() -> None:
    """The others are for the user's own files: from there on results are copied."""
    run(
        f"""{LIMITED.format(limit=256)}
import os
held = gather(*full.map(range(400), [20_000] * 400)).result(60)
assert all(array[0] == n for n, array in enumerate(held))
assert len(os.listdir("/proc/self/fd")) <= LIMIT * 3 // 4, len(os.listdir("/proc/self/fd"))
"""
    )


def test_arguments_travel_when_no_descriptor_is_left() -> None:
    """The slow way, in the stream. A result that could not come in fails its task alone; nothing hangs."""
    run(
        f"""{LIMITED.format(limit=128)}
import os
from headway import HeadwayError
with Session(workers=1):
    assert total(np.ones(10)).result(30) == 1
    files = []
    try:
        while True:
            files.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    for size in (10, 10_000, 1_000_000):
        assert total(np.full(size, 3)).result(30) == 3
    try:
        full(3, 1_000_000).result(30)
    except HeadwayError:
        pass
    for file in files:
        os.close(file)
    assert total(np.full(1_000_000, 3)).result(30) == 3
    assert full(3, 1_000_000).result(30)[0] == 3
"""
    )
