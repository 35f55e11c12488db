"""Anonymous segments: written once, mapped privately, gone with their last descriptor and mapping."""

from __future__ import annotations

import gc
import mmap
import os
import resource
import sys
from collections.abc import Iterator

import pytest

from headway.memory.segments import (
    ALIGNMENT,
    Segment,
    address_of,
    is_room_for_descriptors,
    is_untouched,
    open_descriptors,
)

PAGE = mmap.PAGESIZE


def segment_of(*buffers: bytes) -> Segment:
    return Segment.holding([memoryview(buffer) for buffer in buffers])[0]


@pytest.fixture(autouse=True)
def _at_first() -> None:
    """Other tests in this process may have left some."""
    AT_FIRST[:] = counted()


AT_FIRST = [0, 0]


def here() -> tuple[int, int]:
    """How many segments more than at first this process has open, and how many mapped."""
    gc.collect()
    opened, mapped = counted()
    return opened - AT_FIRST[0], mapped - AT_FIRST[1]


def counted() -> tuple[int, int]:
    links = []
    for name in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:  # that of the listing
            continue
    with open("/proc/self/maps") as maps:
        return sum("memfd:headway " in link for link in links), maps.read().count("memfd:headway ")


# ---- what it holds -----------------------------------------------------------------------------------------------------


def test_buffers_lie_at_multiples_of_a_cache_line() -> None:
    buffers = [os.urandom(size) for size in (1, 63, 64, 65, 0, 10_000)]
    segment, offsets = Segment.holding([memoryview(buffer) for buffer in buffers])
    assert all(offset % ALIGNMENT == 0 for offset in offsets)
    whole = bytes(segment.map())
    assert [whole[at : at + len(buffer)] for at, buffer in zip(offsets, buffers, strict=True)] == buffers


@pytest.mark.parametrize("sizes", [[], [0], [0, 0], [5, 0], [64, 0]])
def test_empty_buffers_have_a_place(sizes: list[int]) -> None:
    segment, offsets = Segment.holding([memoryview(bytes(size)) for size in sizes])
    assert len(offsets) == len(sizes)
    assert os.fstat(segment.fileno()).st_size == segment.size == (offsets[-1] + sizes[-1] if sizes else 0)
    assert len(segment.map()) >= segment.size


def test_a_table_is_written_row_by_row() -> None:
    numbers = memoryview(bytes(range(24))).cast("B", (4, 6))
    segment, _ = Segment.holding([numbers])
    assert bytes(segment.read()) == bytes(range(24))


def test_an_adopted_descriptor_is_the_same_memory() -> None:
    segment = segment_of(b"north")
    adopted = Segment.adopt(os.dup(segment.fileno()))
    assert adopted.size == 5
    assert bytes(adopted.map()) == b"north"


def test_a_copy_needs_neither_the_segment_nor_a_descriptor() -> None:
    segment = segment_of(b"x" * 100_000)
    copied = segment.read()
    del segment
    assert here() == (0, 0)
    copied[0] = 7
    assert len(copied) == 100_000


def test_a_segment_that_has_shrunk_is_an_error() -> None:
    segment = segment_of(b"x" * 100)
    os.ftruncate(segment.fileno(), 50)
    with pytest.raises(EOFError, match="100 bytes ended after 50"):
        segment.read()


# ---- private to each reader --------------------------------------------------------------------------------------------


def test_what_one_reader_writes_no_other_sees() -> None:
    segment = segment_of(b"north" * 2000)
    one, other = segment.map(), segment.map()
    one[:5] = b"SOUTH"
    assert other[:5] == segment.map()[:5] == bytes(segment.read()[:5]) == b"north"
    assert one[:10] == b"SOUTHnorth"


def test_an_empty_segment_is_mapped_as_zeros() -> None:
    mapping = segment_of().map()
    mapping[0] = 1
    assert segment_of().map()[0] == 0


def test_a_part_that_nobody_has_written_is_untouched() -> None:
    mapping = segment_of(bytes(10 * PAGE)).map()
    assert is_untouched(mapping, 0, 10 * PAGE)
    assert mapping[5 * PAGE] == 0  # a page that was read is still the segment's
    assert is_untouched(mapping, 0, 10 * PAGE)


@pytest.mark.parametrize("at", [0, PAGE - 1, PAGE, 5 * PAGE + 17, 10 * PAGE - 1])
def test_one_written_byte_is_found_where_it_is(at: int) -> None:
    mapping = segment_of(bytes(10 * PAGE)).map()
    mapping[at] = 0  # the very same value: what counts is the page
    assert not is_untouched(mapping, 0, 10 * PAGE)
    assert not is_untouched(mapping, at, 1)
    page = at // PAGE
    assert is_untouched(mapping, 0, page * PAGE)
    assert is_untouched(mapping, (page + 1) * PAGE, (9 - page) * PAGE)


def test_nothing_is_always_untouched() -> None:
    mapping = segment_of(b"x").map()
    mapping[0] = 1
    assert is_untouched(mapping, 0, 0)
    assert not is_untouched(mapping, 0, 1)


def test_a_part_of_many_pages_is_looked_at_to_its_end() -> None:
    """More than are asked for at once."""
    size = (1 << 17) * PAGE + 3 * PAGE
    descriptor = os.memfd_create("headway")
    os.ftruncate(descriptor, size)  # a hole, which takes no memory
    mapping = Segment.adopt(descriptor).map()
    assert is_untouched(mapping, 0, size)
    mapping[size - 1] = 1
    assert not is_untouched(mapping, 0, size)


def test_where_the_kernel_does_not_tell_nothing_is_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = segment_of(b"x" * PAGE).map()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)
    assert not is_untouched(mapping, 0, PAGE)


# ---- gone with the last holder -----------------------------------------------------------------------------------------


def test_nothing_is_left_of_a_segment_without_holders() -> None:
    segment = segment_of(b"x" * 10_000)
    mapping = segment.map()
    assert here() == (1 if sys.version_info >= (3, 13) else 2, 1)
    view = memoryview(mapping)[100:200]
    del segment, mapping
    assert here()[1] == 1
    assert view[0] == ord("x")
    del view
    assert here() == (0, 0)


def test_a_mapping_keeps_its_segment() -> None:
    """So that it can be passed on."""
    mapping = segment_of(b"north").map()
    assert bytes(mapping.segment.read()) == b"north"


def test_a_segment_is_not_inherited_by_programs() -> None:
    assert not os.get_inheritable(segment_of(b"x").fileno())


def test_the_address_is_that_of_the_first_byte() -> None:
    mapping = segment_of(bytes(PAGE)).map()
    assert address_of(mapping) % PAGE == 0
    assert address_of(mapping) != address_of(mapping.segment.map())


# ---- descriptors -------------------------------------------------------------------------------------------------------


@pytest.fixture
def few_descriptors() -> Iterator[int]:
    """A soft limit that leaves as many as are in use."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = 2 * open_descriptors() + 20
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    yield limit
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_there_is_room_while_half_of_the_descriptors_are_free(few_descriptors: int) -> None:
    assert is_room_for_descriptors()
    held = [segment_of(b"x") for _ in range(few_descriptors // 2 - open_descriptors() + 1)]
    assert not is_room_for_descriptors()
    held.clear()
    assert is_room_for_descriptors()


def test_there_is_no_room_where_none_is_left(few_descriptors: int) -> None:
    held = []
    with pytest.raises(OSError, match="Too many open files"):  # noqa: PT012  which one of them is of no account
        while True:
            held.append(segment_of(b"x"))
    assert not is_room_for_descriptors()


def test_open_descriptors_are_counted() -> None:
    before = open_descriptors()
    held = [segment_of(b"x") for _ in range(5)]
    assert open_descriptors() == before + 5
    del held
    assert open_descriptors() == before
