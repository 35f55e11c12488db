import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from tests.faces.runs import crowded, for_any_run, many, of_every_state, three

from headway.core.timeline import Timeline
from headway.errors import BadOption
from headway.faces.trace import trace, write_trace

RUNS = [three(), of_every_state(), many(2000), crowded(500)]


def events(run: Timeline, phase: str) -> list[dict[str, Any]]:
    """The events of one phase, as they come back from JSON."""
    read = json.loads(json.dumps(trace(run), allow_nan=False))
    return [event for event in read["traceEvents"] if event["ph"] == phase]


def check(run: Timeline) -> None:
    """The rules of the Trace Event Format, and what Perfetto's importer asks beyond it."""
    slices = events(run, "X")
    for event in slices:
        assert event["dur"] > 0
        assert event["name"]
        assert isinstance(event["tid"], int)
        assert isinstance(event["pid"], int)
    _check_nesting(slices)
    _check_flows(events(run, "s"), events(run, "f"), slices)
    named = {event["tid"] for event in events(run, "M") if event["name"] == "thread_name"}
    assert {event["tid"] for event in slices} <= named
    assert all(event["s"] in ("g", "p", "t") for event in events(run, "i"))


def _check_nesting(slices: list[dict[str, Any]]) -> None:
    """Slices of a thread lie side by side or one in the other: Perfetto drops others."""
    threads = defaultdict(list)
    for event in slices:
        threads[event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
    for spans in threads.values():
        stack: list[float] = []
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            while stack and stack[-1] <= start + 0.0011:
                stack.pop()
            assert not stack or end <= stack[-1] + 0.0011, "overlap"
            stack.append(end)


def _check_flows(starts: list[dict[str, Any]], ends: list[dict[str, Any]], slices: list[dict[str, Any]]) -> None:
    """Each flow has one start and one end, in that order, both within slices of their threads; its id is a number."""
    assert [event["id"] for event in starts] == [event["id"] for event in ends]
    assert len({event["id"] for event in starts}) == len(starts)
    spans = defaultdict(list)
    for event in slices:
        spans[event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
    for start, end in zip(starts, ends, strict=True):
        assert isinstance(start["id"], int)
        assert start["ts"] <= end["ts"]
        assert end["bp"] == "e"
        for event in (start, end):
            assert any(a <= event["ts"] < b for a, b in spans[event["tid"]])


@pytest.mark.parametrize("run", RUNS)
def test_trace_keeps_the_rules(run: Timeline) -> None:
    check(run)


@for_any_run
def test_any_trace_keeps_the_rules(run: Timeline) -> None:
    # Not at hours' distance: there a double holds no nanoseconds.
    if all((e.ended_s or 0) < 1e4 for e in run.entries) and run.elapsed_s < 1e4:
        check(run)


def test_times_are_microseconds() -> None:
    fit = next(event for event in events(three(), "X") if event["name"] == "fit")
    assert (fit["ts"], fit["dur"]) == (1e6, 2e6)


def test_workers_are_named() -> None:
    names = {event["args"]["name"] for event in events(three(), "M") if "name" in event["args"]}
    assert names == {"headway: run", "thread-1", "thread-2"}


def test_prerequisites_are_flows() -> None:
    assert len(events(three(), "s")) == 2


def test_task_tells_its_state_attempts_and_error() -> None:
    (bad,) = [event for event in events(of_every_state(), "X") if event["name"] == "bad (failed)"]
    assert (bad["cat"], bad["args"]["attempts"], bad["args"]["error"]) == ("failed", 3, "KeyError: 'price'")


def test_tasks_that_never_ran_are_marks() -> None:
    assert sorted(event["name"] for event in events(of_every_state(), "i")) == [
        "late: cancelled",
        "needs_bad: skipped",
        "unsent: failed",
    ]


def test_overlapping_tasks_of_a_loop_get_tracks() -> None:
    threads = {event["tid"] for event in events(crowded(500), "X")}
    assert len(threads) > 20


def test_file_is_json(tmp_path: Path) -> None:
    assert json.loads(write_trace(three(), tmp_path / "t.json").read_text()) == trace(three())
    with pytest.raises(BadOption, match=r"ends in \.json"):
        write_trace(three(), tmp_path / "t.perfetto")
