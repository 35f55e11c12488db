"""Packing: which buffers are written, which are packed together, which are passed on; and what arrives."""

from __future__ import annotations

import errno
import os
import threading
from typing import Any

import numpy as np
import pytest

from headway import NotPicklable
from headway.backends.travel import Packer, Parcel, packer, parcels, unpack
from headway.backends.travel.buffers import bytes_of, key_of, length_of, mapped
from headway.backends.travel.packer import MOST_SEGMENTS, OWN_SEGMENT
from headway.backends.travel.parcels import LONG_HEAD
from headway.backends.travel.pickling import IN_BAND, dumps
from headway.memory.segments import Segment

MB = 1 << 20


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The sizes of the buffers of each segment that is written."""
    found: list[list[int]] = []
    holding = Segment.holding.__func__  # type: ignore[attr-defined]

    def note(cls: type[Segment], buffers: Any) -> Any:
        found.append([buffer.nbytes for buffer in buffers])
        return holding(cls, buffers)

    monkeypatch.setattr(Segment, "holding", classmethod(note))
    return found


def travelled(value: Any) -> Any:
    return unpack(Packer().pack(value))


# ---- what goes where ---------------------------------------------------------------------------------------------------


def test_a_small_value_needs_no_segment(written: list[list[int]]) -> None:
    parcel = Packer().pack({"rows": [1, 2], "array": np.ones(IN_BAND // 8 - 1)})
    assert (parcel.segments, parcel.places, written) == ((), (), [])


def test_a_large_buffer_has_a_segment_of_its_own_and_short_ones_share_one(written: list[list[int]]) -> None:
    large, short = np.ones(OWN_SEGMENT // 8), np.ones(IN_BAND // 8)
    parcel = Packer().pack([large, short, short + 1, large + 1])
    assert written == [[MB], [MB], [IN_BAND, IN_BAND]]
    assert [place[0] for place in parcel.places] == [0, 2, 2, 1]


def test_a_long_stream_goes_in_a_segment(written: list[list[int]]) -> None:
    text = "x" * LONG_HEAD
    parcel = Packer().pack([text])
    assert parcel.head == b""
    assert len(written) == 1
    assert unpack(parcel) == [text]


def test_a_parcel_has_no_more_segments_than_a_message_takes(written: list[list[int]]) -> None:
    arrays = [np.full(OWN_SEGMENT // 8, n) for n in range(MOST_SEGMENTS + 5)]
    parcel = Packer().pack(arrays)
    assert len(parcel.segments) == MOST_SEGMENTS
    assert [array[0] for array in unpack(parcel)] == list(range(MOST_SEGMENTS + 5))
    assert len(written[-1]) == 6


def test_short_segments_are_copied_where_they_arrive_and_long_ones_mapped() -> None:
    short, long = travelled([np.ones(IN_BAND // 8), "x"])[0], travelled(np.ones(MB))
    assert mapped(_buffer(short)) is None
    found = mapped(_buffer(long))
    assert found is not None
    assert found[1] == 0


def _buffer(array: Any) -> Any:
    found: list[Any] = []
    dumps(array, found)
    return found[0]


# ---- written once ------------------------------------------------------------------------------------------------------


def test_a_buffer_is_written_once_while_a_task_has_it(written: list[list[int]]) -> None:
    one, array, kept = Packer(), np.ones(MB), []
    parcels_of_it = [one.pack([n, array], kept) for n in range(8)]
    assert written == [[8 * MB]]
    assert len({parcel.segments[0].fileno() for parcel in parcels_of_it}) == 1
    one.release(kept)
    assert kept == []
    one.pack(array, kept)
    assert len(written) == 2


def test_a_buffer_stays_until_the_last_task_is_over(written: list[list[int]]) -> None:
    one, array = Packer(), np.ones(MB)
    first: list[Any] = []
    second: list[Any] = []
    one.pack(array, first)
    one.pack(array, second)
    one.release(first)
    one.pack(array, first)
    assert len(written) == 1
    one.release(first)
    one.release(second)
    assert one._exports == {}


def test_the_same_buffer_twice_in_one_value_is_written_once(written: list[list[int]]) -> None:
    array = np.ones(MB)
    parcel = Packer().pack([array, array.view("i8")], [])
    assert written == [[8 * MB]]
    assert parcel.places == ((0, 0, 8 * MB), (0, 0, 8 * MB))


def test_a_result_is_kept_by_nobody(written: list[list[int]]) -> None:
    one, array = Packer(), np.ones(MB)
    one.pack(array)
    assert one._exports == {}


def test_many_threads_write_one_array_once(written: list[list[int]]) -> None:
    one, array = Packer(), np.ones(MB)
    kept: list[list[Any]] = [[] for _ in range(8)]
    threads = [threading.Thread(target=one.pack, args=(array, mine)) for mine in kept]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert written == [[8 * MB]]
    for mine in kept:
        one.release(mine)
    assert one._exports == {}


def test_a_release_never_waits() -> None:
    """Whoever has the lock does it afterwards."""
    one, kept = Packer(), []
    one.pack(np.ones(MB), kept)
    with one._lock:
        one.release(kept)
        assert len(one._exports) == 1
    one.release([])
    assert one._exports == {}


# ---- passed on ---------------------------------------------------------------------------------------------------------


def test_what_came_from_another_process_is_passed_on(written: list[list[int]]) -> None:
    arrived = travelled({"array": np.arange(MB)})
    written.clear()
    again = Packer().pack([arrived["array"]])
    assert written == []
    assert (unpack(again)[0] == np.arange(MB)).all()


def test_a_part_of_it_is_passed_on_with_its_place(written: list[list[int]]) -> None:
    arrived = travelled(np.arange(MB))
    written.clear()
    parcel = Packer().pack(arrived[MB // 4 : MB // 2])
    assert written == []
    assert parcel.places == ((0, 2 * MB, 2 * MB),)


def test_a_small_part_is_written_anew(written: list[list[int]]) -> None:
    """It would keep all the rest alive."""
    arrived = travelled(np.arange(MB))
    written.clear()
    Packer().pack(arrived[: MB // 16])
    assert written == [[MB // 2]]


@pytest.mark.parametrize("at", [0, 1000, MB - 1])
def test_what_was_written_to_since_is_written_anew(written: list[list[int]], at: int) -> None:
    arrived = travelled(np.arange(MB))
    arrived[at] = -1
    written.clear()
    again = unpack(Packer().pack(arrived))
    assert written == [[8 * MB]]
    assert again[at] == -1


def test_what_was_passed_on_can_be_passed_on_again() -> None:
    value = np.arange(MB)
    for _ in range(4):
        value = travelled(value)
    value[0] = 7
    assert value[0] == 7
    assert value[1:].sum() == np.arange(MB).sum()


# ---- when something is short -------------------------------------------------------------------------------------------


def test_all_goes_in_the_stream_when_no_descriptor_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(os, "memfd_create", refuse)
    parcel = Packer().pack(np.arange(MB))
    assert parcel.segments == ()
    assert (unpack(parcel) == np.arange(MB)).all()


def test_no_memory_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", refuse)
    with pytest.raises(OSError, match="No space left"):
        Packer().pack(np.arange(MB))


def test_where_descriptors_are_short_buffers_share_a_segment(
    monkeypatch: pytest.MonkeyPatch, written: list[list[int]]
) -> None:
    monkeypatch.setattr(packer, "is_room_for_descriptors", lambda: False)
    monkeypatch.setattr(parcels, "is_room_for_descriptors", lambda: False)
    parcel = Packer().pack([np.full(MB, n) for n in range(3)])
    assert written == [[8 * MB] * 3]
    found = unpack(parcel)
    assert [array[0] for array in found] == [0, 1, 2]
    assert all(mapped(_buffer(array)) is None for array in found)


def test_what_cannot_be_pickled_leaves_nothing_behind() -> None:
    one, kept = Packer(), []
    with pytest.raises(NotPicklable):
        one.pack([np.ones(MB), threading.Lock()], kept)
    assert (kept, one._exports) == ([], {})


# ---- buffers -----------------------------------------------------------------------------------------------------------

SPREAD = {
    "every second": lambda: np.arange(2 * MB)[::2],
    "columns": lambda: np.arange(MB).reshape(1024, -1)[:, :512],
    "backwards": lambda: np.arange(MB)[::-1],
    "times": lambda: np.arange(2 * MB).astype("M8[s]")[::2],
    "a field": lambda: np.zeros(MB, "i4,f8")["f1"],
}


@pytest.mark.parametrize("make", SPREAD.values(), ids=SPREAD.keys())
def test_an_array_that_is_spread_out_is_put_together_where_it_is_written(make: Any) -> None:
    array = make()
    buffer = _buffer(array)
    assert length_of(buffer) == array.nbytes == bytes_of(buffer).nbytes
    assert bytes_of(buffer).tobytes() == array.tobytes()
    assert (travelled(array) == array).all()


def test_keys_tell_arrays_apart() -> None:
    array = np.arange(MB).reshape(1024, -1)
    assert key_of(_buffer(array)) == key_of(_buffer(array[:]))
    others = [array[:512], array[1:], array[:, ::2], array[::2], array[:, ::2].view("f8")]
    keys = [key_of(_buffer(each)) for each in (array, *others)]
    assert len(set(keys)) == len(keys)


def test_a_parcel_is_a_plain_tuple() -> None:
    assert Parcel(b"", (), ()) == (b"", (), ())
