"""Ready tasks run longest-remaining-path first, with durations learned from earlier calls."""

from __future__ import annotations

from types import SimpleNamespace

from tests.core.by_hand import ByHand, Called

from headway.core.graph import rank
from headway.core.policy import Learned


def learned(seconds: float) -> Learned:
    known = Learned()
    known.live.append(SimpleNamespace(done=1, seconds=seconds))
    return known


def knowing(threads: float = 1, **seconds: float) -> ByHand:
    """A session that has learned how long the calls of these functions take."""
    hand = ByHand(threads)
    for name, known in seconds.items():
        hand.function(name, learned=learned(known))
    return hand


def chain(hand: ByHand, root: Called, *names: str) -> Called:
    for name in names:
        root = hand.call(name, root)
    return root


class TestOrder:
    def test_longer_task_goes_first(self) -> None:
        hand = knowing(busy=1.0, short=0.1, long=9.0)
        hand.call("busy")
        hand.call("short"), hand.call("long")
        hand.run_all()
        assert hand.started == ["busy", "long", "short"]

    def test_longest_remaining_path_goes_first(self) -> None:
        hand = knowing(busy=1.0, leaf=5.0, root=0.1, step=1.0)
        hand.call("busy")
        hand.call("leaf")
        chain(hand, hand.call("root"), *["step"] * 10)
        hand.run_all()
        assert hand.started.index("root") < hand.started.index("leaf")

    def test_longest_remaining_path_goes_first_in_the_second_round(self) -> None:
        """As in a loop of a script: all durations are known, and the graph is small."""
        hand = ByHand(threads=1)
        for _ in range(3):
            hand.started.clear()
            hand.call("busy")
            hand.call("leaf")
            chain(hand, hand.call("root"), *["step"] * 10)
            hand.run_all()
        assert hand.started[:2] == ["busy", "root"]

    def test_longest_remaining_path_goes_first_in_a_large_graph(self) -> None:
        hand = knowing(busy=1.0, leaf=5.0, root=0.1, step=1.0)
        hand.call("busy")
        for _ in range(40):
            hand.call("leaf")
        for _ in range(10):
            chain(hand, hand.call("root"), *["step"] * 10)
        hand.run_all()
        assert hand.started[1:11] == ["root"] * 10

    def test_unknown_duration_counts_as_the_mean(self) -> None:
        hand = knowing(busy=1.0, short=1.0, long=9.0)
        hand.call("busy")
        hand.call("short"), hand.call("unknown"), hand.call("long")
        hand.run_all()
        assert hand.started == ["busy", "long", "unknown", "short"]

    def test_equal_ranks_go_in_call_order(self) -> None:
        hand = knowing(busy=1.0, a=2.0, b=2.0, c=2.0)
        for name in ("busy", "a", "b", "c"):
            hand.call(name)
        hand.run_all()
        assert hand.started == ["busy", "a", "b", "c"]

    def test_durations_are_learned_from_calls(self) -> None:
        hand = ByHand(threads=1)
        for name, seconds in (("short", 1.0), ("long", 5.0)):
            called = hand.call(name)
            hand.now += seconds
            hand.end(called)
        assert [hand.functions[n].learned.mean_s() for n in ("short", "long")] == [1.0, 5.0]
        hand.call("busy"), hand.call("short"), hand.call("long")
        hand.run_all()
        assert hand.started[2:] == ["busy", "long", "short"]

    def test_failed_calls_teach_nothing(self) -> None:
        hand = ByHand()
        called = hand.call("a")
        hand.now += 5.0
        hand.fail(called)
        assert hand.functions["a"].learned.calls == 0


class TestRank:
    def test_rank_is_the_longest_way_to_the_end(self) -> None:
        hand = knowing(float("inf"), a=1.0, b=2.0, c=4.0, d=8.0)
        a = hand.call("a")
        b, c = hand.call("b", a), hand.call("c", a)
        d = hand.call("d", b, c)
        ranks = rank([a.record], 0.0)
        assert [ranks[x.record] for x in (a, b, c, d)] == [13.0, 10.0, 12.0, 8.0]

    def test_rank_of_the_unknown_is_given(self) -> None:
        hand = ByHand()
        a = hand.call("a")
        assert rank([a.record], 3.0) == {a.record: 3.0}

    def test_rank_needs_no_recursion(self) -> None:
        hand = knowing(1, step=1.0)
        root = hand.call("step")
        chain(hand, root, *["step"] * 5_000)
        assert rank([root.record], 0.0)[root.record] == 5_001.0
