"""What a worker says of an ended body, as a value or a bad end."""

from __future__ import annotations

from typing import Any

from headway.backends.base import bad_end
from headway.backends.travel import Parcel, unpack
from headway.backends.travel.failures import unpack_error
from headway.core.outcome import Cancelled
from headway.core.record import Record
from headway.core.scheduler import Bad
from headway.memory.segments import Segment

PLAIN, PICKLED, FAILED, CANCELLED, TASK, NOT_RUN = range(6)

# number, kind, value, places, first segment, when it began and ended
Result = tuple[int, int, Any, Any, int, float, float]


def read_result(record: Record, result: Result, segments: list[Segment]) -> tuple[Any, Bad | None]:
    """The value of a body, or how it ended badly. Whatever reading it raises is the task's own failure."""
    _, kind, payload, places, first, _, _ = result
    name = record.calls.name
    if kind == PLAIN:
        return payload, None
    if kind == CANCELLED:
        return None, Cancelled(name, payload)
    if kind == FAILED:
        return None, bad_end(record, unpack_error(payload))
    try:
        return unpack(Parcel(payload, tuple(segments[first:]), places)), None
    except BaseException as error:
        return None, bad_end(record, error)
