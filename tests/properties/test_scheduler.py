"""Laws of the scheduler, in simulation: a clock that moves only when it is told, and slots by hand."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.core.by_hand import ByHand, Called, watch_every_move
from tests.properties.laws import Graph, graphs, often

from headway.core.function import Limit
from headway.core.record import Record, limit_gate
from headway.core.slots import Blocked
from headway.core.states import State

SERVERS = (Limit("one", 1), Limit("two", 2))
CAPACITY = {"gpu": 2.0, "memory_gb": 1.0}
NEEDS = st.fixed_dictionaries(
    {},
    optional={
        "limits": st.lists(st.sampled_from(SERVERS), min_size=1, max_size=2, unique=True).map(tuple),
        "uses": st.sampled_from([{"gpu": 1.0}, {"gpu": 2.0}, {"memory_gb": 0.1}, {"gpu": 1.0, "memory_gb": 0.7}]),
        "retries": st.just(1),
        "serial": st.just(True),
    },
)
ON = st.sampled_from(["thread", "thread", "loop", "inline"])


class AnyOrderOfEvents(RuleBasedStateMachine):
    """Calls, ends, failures, cancels, time-outs, retries, waits and returned tasks, in any order.

    Every move is checked against the table meanwhile (:func:`watch_every_move`), so each task is settled once.
    """

    called = Bundle("called")

    def __init__(self) -> None:
        super().__init__()
        self._watching = watch_every_move()
        self._watching.__enter__()
        self.all: list[Called] = []
        self.refused: list[Called] = []
        self.condemned: dict[Record, State] = {}
        self.waiting: list[tuple[Called, Called]] = []  # who waits for what

    def teardown(self) -> None:
        """End everything: nothing is lost, neither a task nor a slot."""
        try:
            self._end_all()
        finally:
            self._watching.__exit__(None, None, None)

    @initialize(threads=st.integers(1, 3))
    def begin(self, threads: int) -> None:
        self.hand = ByHand(threads, **CAPACITY)
        for limit in SERVERS:
            limit_gate(self.hand.run, limit)
        self.threads = threads

    # ---- events ------------------------------------------------------------------------------------------------------

    @rule(target=called, on=ON, options=NEEDS, needs=st.lists(called, max_size=3))
    def call(self, on: str, options: dict[str, object], needs: list[Called]) -> Called:
        return self._call(on, options, needs, None)

    @precondition(lambda self: self.active())
    @rule(target=called, on=ON, options=NEEDS, data=st.data())
    def call_inside(self, on: str, options: dict[str, object], data: st.DataObject) -> Called:
        return self._call(on, options, [], data.draw(st.sampled_from(self.active())))

    def _call(self, on: str, options: dict[str, object], needs: list[Called], parent: Called | None) -> Called:
        if options.get("serial"):
            on = "thread"
        one = self.hand.call(f"{on} {sorted(options.items())}", *needs, on=on, parent=parent, **options)
        self.all.append(one)
        return one

    @precondition(lambda self: self.active())
    @rule(data=st.data(), how=st.sampled_from(["value", "value", "value", "fail", "cancelled"]))
    def end(self, data: st.DataObject, how: str) -> None:
        self.hand.now += 1.0
        one = data.draw(st.sampled_from(self.active()))
        if how == "fail":
            self.hand.fail(one)
        elif how == "cancelled":
            self.hand.end_cancelled(one)
        else:
            self.hand.end(one, 7)

    @precondition(lambda self: self.active())
    @rule(data=st.data(), returned=called)
    def return_task(self, data: st.DataObject, returned: Called) -> None:
        self.hand.end(data.draw(st.sampled_from(self.active())), returned)

    @rule(one=called)
    def cancel(self, one: Called) -> None:
        changed = one.state in (State.WAITING, State.READY, State.RUNNING) and one.record not in self.hand.core._fates
        assert self.hand.cancel(one) is changed
        self.condemned.clear()

    @precondition(lambda self: self.active())
    @rule(data=st.data())
    def time_out(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.active()))
        self.hand.time_out(one, one.record.attempt)

    @precondition(lambda self: self.hand.delays)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        self.hand.retry(data.draw(st.sampled_from([one for _, one in self.hand.delays])))

    @precondition(lambda self: self.active())
    @rule(data=st.data(), awaited=called, is_endless=st.booleans())
    def wait(self, data: st.DataObject, awaited: Called, is_endless: bool) -> None:
        outer = data.draw(st.sampled_from(self.active()))
        if self.hand.core.wait_for(outer.record, [awaited]) is None:
            if is_endless:
                self.hand.core.blocked[outer.record] = Blocked((awaited,), lambda error: self.refused.append(outer))
            self.hand.core.lend(outer.record, self.hand.now)
            self.waiting.append((outer, awaited))
        else:
            self.hand.core.resume(outer.record, self.hand.now)
        self.hand.look()
        self._resume()

    @rule()
    def untangle(self) -> None:
        self.hand.untangle()
        self._resume()
        self.condemned.clear()

    @precondition(lambda self: self.waiting)
    @rule()
    def resume_those_whose_wait_is_over(self) -> None:
        self._resume()

    def _resume(self) -> None:
        for outer, awaited in list(self.waiting):
            if (awaited.state.is_final or outer in self.refused) and not self._is_below(outer):
                self._go_on(outer, awaited)

    def _go_on(self, outer: Called, awaited: Called) -> None:
        self.waiting.remove((outer, awaited))
        self.hand.go_on(outer)

    def _is_told(self, one: Called) -> bool:
        """Whether it is a coroutine that was told that nobody waits for it: that ends its wait, and it."""
        return one in self.hand.stopped and one.record.calls.mechanism == "loop" and one in self.hand.running

    def _is_below(self, one: Called) -> bool:
        """Whether another serial body runs on its stack, so that it can't go on yet."""
        stack = [turn.item for turn in self.hand.run.turns._stack]
        return one.record in stack[:-1]

    def active(self) -> list[Called]:
        """Bodies that run and wait for nothing: these can do something."""
        waiting = {id(outer) for outer, _ in self.waiting}
        return [one for one in self.hand.running if id(one) not in waiting]

    # ---- laws --------------------------------------------------------------------------------------------------------

    @invariant()
    def limits_are_kept(self) -> None:
        bodies = self.hand.running
        for limit in SERVERS:
            assert sum(limit in one.record.calls.function.limits for one in bodies) <= limit.at_most

    @invariant()
    def capacity_is_kept(self) -> None:
        for resource, most in CAPACITY.items():
            used = sum((one.record.calls.function.uses or {}).get(resource, 0.0) for one in self.hand.running)
            assert used <= most + 1e-6

    @invariant()
    def slots_are_kept(self) -> None:
        """A body that waits lends its slot; once it goes on, there may be one body too many until one ends."""
        lane = self.hand.run.lanes["thread"]
        lent = sum(record in self.hand.core._lent for record in lane.running)
        assert lane.free == self.threads - len(lane.running) + lent

    @invariant()
    def one_serial_task_at_a_time(self) -> None:
        """Others wait below it, on its stack."""
        assert sum(one.record.calls.serial for one in self.active()) <= 1

    @invariant()
    def hopeless_ones_never_move(self) -> None:
        """Whatever else is called, ends, fails, is tried again or goes on; but for a cancel."""
        if hasattr(self, "hand"):
            assert [record for record, state in self.condemned.items() if record.state is not state] == []
            self.condemned.update({record: record.state for record in self.hand.hopeless()})

    @invariant()
    def nothing_that_could_run_is_idle(self) -> None:
        """Who is ready lacks something: a slot, a limit, what it uses, its turn."""
        run = self.hand.run
        for one in self.all:
            record = one.record
            if one.state is not State.READY or record.ready is None or record.calls.serial:
                continue
            lacks_slot = record.calls.lane.free <= 0
            lacks_limit = any(gate.free <= 0 for gate in record.calls.gates)
            lacks_use = any(run.free[r] + 1e-9 < need for r, need in (record.calls.function.uses or {}).items())
            assert lacks_slot or lacks_limit or lacks_use, f"{one!r} is ready, lacks nothing and does not run"

    @invariant()
    def unfinished_ones_are_counted_and_found(self) -> None:
        pending = [one.record for one in self.all if not one.state.is_final]
        assert self.hand.run.unfinished == len(pending)
        assert Counter(self.hand.core.unfinished([self.hand.run], [r.record for r in self.hand.running])) == Counter(
            pending
        )

    def _end_all(self) -> None:
        for _ in range(10 * len(self.all) + 10):
            self._resume()
            if self.active():
                self.hand.end(self.active()[0], 7)
            elif self.hand.delays:
                self.hand.retry(self.hand.delays[0][1])
            elif told := [w for w in self.waiting if self._is_told(w[0])]:
                self._go_on(*told[0])
                self.hand.end_cancelled(told[0][0])
            elif self.hand.hopeless():
                self.hand.untangle()
            elif timed := [
                w for w in self.waiting if w[0].record not in self.hand.core.blocked and not self._is_below(w[0])
            ]:
                self._go_on(*timed[-1])
            else:
                break
        assert not self.hand.running, "bodies wait for ever"
        assert [one for one in self.all if not one.state.is_final] == [], "tasks that nothing can end"
        run, core = self.hand.run, self.hand.core
        assert run.lanes["thread"].free == self.threads
        assert {name: round(free, 6) for name, free in run.free.items()} == CAPACITY
        assert {name: gate.free for name, gate in run.gates.items()} == {"one": 1, "two": 2}
        assert len(run.entries) == len(self.all)
        assert (run.unfinished, run.abandoned, core.bodies) == (0, {}, 0)
        assert (core.waits, core.waited_s, core._lent, core._fates, core._delayed) == ({}, {}, {}, {}, set())


TestAnyOrderOfEvents = pytest.mark.timeout(600)(AnyOrderOfEvents.TestCase)
AnyOrderOfEvents.TestCase.settings = settings(often, stateful_step_count=50)


def simulated(graph: Graph, seconds: list[int], slots: int) -> tuple[ByHand, float]:
    """All tasks called at once; each body runs for its seconds. The session, and the second of the last end."""
    hand = ByHand(slots)
    tasks: list[Called] = []
    for at, node in enumerate(graph):
        tasks.append(hand.call(f"t{at}", *(tasks[n] for n in node.needs)))
    while hand.running:
        ends = [(one.record.started + seconds[tasks.index(one)], at) for at, one in enumerate(hand.running)]
        hand.now, at = min(ends)
        hand.end(hand.running[at], at)
    assert all(one.state is State.DONE for one in tasks)
    return hand, hand.now


def critical_path(graph: Graph, seconds: list[int]) -> int:
    ends: list[int] = []
    for at, node in enumerate(graph):
        ends.append(seconds[at] + max((ends[n] for n in node.needs), default=0))
    return max(ends)


@given(graph=graphs(most=25), slots=st.integers(1, 5), data=st.data())
@often
def test_makespan_is_within_grahams_bound(graph: Graph, slots: int, data: st.DataObject) -> None:
    """Graham 1969: whatever the order of the ready ones, as long as no slot stays idle while one is ready."""
    seconds = data.draw(st.lists(st.integers(1, 20), min_size=len(graph), max_size=len(graph)))
    _, makespan = simulated(graph, seconds, slots)
    work, path = sum(seconds), critical_path(graph, seconds)
    assert makespan >= max(path, work / slots) - 1e-9
    assert makespan <= work / slots + (1 - 1 / slots) * path + 1e-9


@given(graph=graphs(most=25), slots=st.integers(1, 5), data=st.data())
@often
def test_no_more_run_than_there_are_slots(graph: Graph, slots: int, data: st.DataObject) -> None:
    seconds = data.draw(st.lists(st.integers(1, 20), min_size=len(graph), max_size=len(graph)))
    hand, _ = simulated(graph, seconds, slots)
    times = [(raw[5], raw[6]) for raw in hand.run.entries]
    for start, _ in times:
        assert start is not None
        assert sum(a is not None and a <= start < b for a, b in times) <= slots
