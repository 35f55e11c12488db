"""Laws of the engine, on random graphs, by each mechanism: it computes what the plain program computes, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.properties.laws import MECHANISMS, Graph, Node, graphs, often

from headway import Session, State, Task, task
from headway.api.recording import timeline_of
from headway.core.timeline import Timeline, critical_path_s, lower_bound_s, makespan_s, work_s

GOOD_ENDS = ("value", "value", "return")
BAD_ENDS = ("value", "value", "value", "raise", "exit", "cancel")


class Broken(Exception):
    """What the bodies of failing tasks raise: the index of the task."""


def plain(at: int, does: str, *alone: Any, items: Any = (), keyword: Any = None) -> tuple[Any, ...]:
    """The body of every task: a value that holds everything it was given, so that no mistake goes unseen."""
    from concurrent.futures import CancelledError

    if does == "raise":
        raise Broken(at)
    if does == "exit":
        raise SystemExit(at)
    if does == "cancel":
        raise CancelledError
    if does == "return":  # the engine waits for it, and the task ends with its value
        return THREAD(at, "value", *alone, items=items, keyword=keyword)  # type: ignore[return-value]
    return (at, alone, items if isinstance(items, dict) else tuple(items), keyword)


async def coroutine(at: int, does: str, *alone: Any, items: Any = (), keyword: Any = None) -> tuple[Any, ...]:
    import asyncio

    await asyncio.sleep(0)
    return plain(at, does, *alone, items=items, keyword=keyword)


INLINE, THREAD, LOOP = task(on="inline")(plain), task(on="thread")(plain), task(coroutine)
CALLS: dict[str, tuple[Callable[..., Any], ...]] = {
    "plain": (plain,),
    "debug": (THREAD, LOOP),
    "inline": (INLINE,),
    "thread": (THREAD,),
    "loop": (LOOP,),
    "mixed": (INLINE, THREAD, LOOP),
}


def call(function: Callable[..., Any], at: int, node: Node, needs: list[Any]) -> Any:
    """The linear program's line for one task."""
    does = "value" if function is plain else node.does
    if node.how == "list":
        return function(at, does, items=[needs])
    if node.how == "dict":
        return function(at, does, items={"needs": (*needs,)})
    if node.how == "keyword" and needs:
        return function(at, does, *needs[1:], keyword=needs[0])
    return function(at, does, *needs)


def linear(graph: Graph, mechanism: str) -> list[Any]:
    """The program: one call for each task, in order."""
    results: list[Any] = []
    for at, node in enumerate(graph):
        functions = CALLS[mechanism]
        results.append(call(functions[at % len(functions)], at, node, [results[n] for n in node.needs]))
    return results


def session(mechanism: str) -> Session:
    return Session(workers=2, on="inline" if mechanism == "debug" else "auto", progress=False)


def run(graph: Graph, mechanism: str) -> tuple[list[Task[Any]], Timeline]:
    """The program as tasks, to its end; nothing that failed is left unasked for."""
    with session(mechanism) as running:
        tasks = linear(graph, mechanism)
        for one in tasks:
            _settle(one)
    return tasks, timeline_of(running._run)


def _settle(one: Task[Any]) -> None:
    try:
        one.result()
    except Exception:  # looked at by the tests
        assert one.state.is_final


@pytest.mark.parametrize("mechanism", MECHANISMS)
class TestGoodRuns:
    @given(graph=graphs(GOOD_ENDS))
    @often
    def test_result_equals_the_plain_run(self, mechanism: str, graph: Graph) -> None:
        tasks, _ = run(graph, mechanism)
        assert [one.result() for one in tasks] == linear(graph, "plain")

    @given(graph=graphs(GOOD_ENDS))
    @often
    def test_no_task_starts_before_its_prerequisites_end(self, mechanism: str, graph: Graph) -> None:
        tasks, timeline = run(graph, mechanism)
        entries = {entry.id: entry for entry in timeline.entries}
        ids = [one._record[0] for one in tasks]
        for entry, node in zip([entries[id_] for id_ in ids], graph, strict=True):
            needs = {ids[n] for n in node.needs}
            if node.does == "value":
                assert set(entry.prerequisites) == needs
            assert entry.started_s is not None
            assert entry.ended_s is not None
            assert 0.0 <= entry.started_s <= entry.ended_s
            for need in needs:
                assert (entries[need].ended_s or 0.0) <= entry.started_s

    @given(graph=graphs(GOOD_ENDS))
    @often
    def test_bounds_of_the_report_hold(self, mechanism: str, graph: Graph) -> None:
        _, timeline = run(graph, mechanism)
        makespan = makespan_s(timeline)
        assert critical_path_s(timeline) <= makespan + 1e-9
        assert critical_path_s(timeline) <= lower_bound_s(timeline)
        assert work_s(timeline) >= 0.0
        if mechanism == "thread":
            assert lower_bound_s(timeline) <= makespan + 1e-9


@pytest.mark.parametrize("mechanism", MECHANISMS)
class TestBadRuns:
    @given(graph=graphs(BAD_ENDS))
    @often
    def test_states_are_as_the_rules_say(self, mechanism: str, graph: Graph) -> None:
        tasks, _ = run(graph, mechanism)
        for one, node in zip(tasks, graph, strict=True):
            assert one.state in allowed_states(node, [tasks[n].state for n in node.needs])

    @given(graph=graphs(BAD_ENDS))
    @often
    def test_errors_are_as_the_rules_say(self, mechanism: str, graph: Graph) -> None:
        tasks, _ = run(graph, mechanism)
        for at, (one, node) in enumerate(zip(tasks, graph, strict=True)):
            error = one.error
            if one.state is State.FAILED and node.does == "raise":
                assert type(error) is Broken
                assert error.args == (at,)
            elif one.state is State.FAILED:
                assert error is not None
                assert isinstance(error.__cause__, SystemExit)
            elif one.state is State.SKIPPED:
                assert error is not None
                roots = [tasks[n].error for n in ancestors(graph, at) if tasks[n].state is State.FAILED]
                assert any(error.__cause__ is root for root in roots)
            else:
                assert (error is None) is (one.state is State.DONE)

    @given(graph=graphs(BAD_ENDS))
    @often
    def test_each_is_settled_once(self, mechanism: str, graph: Graph) -> None:
        tasks, timeline = run(graph, mechanism)
        assert sorted(entry.id for entry in timeline.entries) == sorted(one._record[0] for one in tasks)
        assert len(timeline.entries) == len(graph)
        assert timeline.unfinished == ()
        assert sum(totals.ended for totals in timeline.totals) == len(graph)
        for state in (State.DONE, State.FAILED, State.SKIPPED, State.CANCELLED):
            counted = sum(getattr(totals, state.value) for totals in timeline.totals)
            assert counted == sum(one.state is state for one in tasks)


# A body that was cancelled while it ran may still be at it when its session ends: on a busy machine some are.
@pytest.mark.filterwarnings("ignore:the session .* has ended while:headway.HeadwayWarning")
@pytest.mark.parametrize("mechanism", [m for m in MECHANISMS if m != "debug"])
class TestCancels:
    @given(graph=graphs(BAD_ENDS), data=st.data())
    @often
    def test_cancel_at_any_moment_leaves_every_task_with_one_end(
        self, mechanism: str, graph: Graph, data: st.DataObject
    ) -> None:
        targets = data.draw(st.lists(st.integers(0, len(graph) - 1), max_size=4))
        with session(mechanism) as running:
            tasks = linear(graph, mechanism)
            changed = {at for at in targets if tasks[at].cancel()}
            for one in tasks:
                _settle(one)
        assert {tasks[at].state for at in changed} <= {State.CANCELLED}
        for at, (one, node) in enumerate(zip(tasks, graph, strict=True)):
            if at not in changed:
                assert one.state in allowed_states(node, [tasks[n].state for n in node.needs])
        assert len(timeline_of(running._run).entries) == len(graph)


def allowed_states(node: Node, needs: list[State]) -> set[State]:
    """How a task may end, from how its prerequisites did. Which of two bad ones came first is not for us to say."""
    allowed = set()
    if State.FAILED in needs or State.SKIPPED in needs:
        allowed.add(State.SKIPPED)
    if State.CANCELLED in needs:
        allowed.add(State.CANCELLED)
    own = {"value": State.DONE, "raise": State.FAILED, "exit": State.FAILED, "cancel": State.CANCELLED}
    return allowed or {own[node.does]}


def ancestors(graph: Graph, at: int) -> set[int]:
    found: set[int] = set()
    stack = [at]
    while stack:
        for need in graph[stack.pop()].needs:
            if need not in found:
                found.add(need)
                stack.append(need)
    return found
