"""Many tasks, long chains, deep nesting; how much memory they take, each in a process of its own.

"A value is owned by its handles and by waiting dependents, by nothing else; … the session keeps entries (≤ 300 B each, the
oldest folded into totals beyond 100,000)"; "≤ 400 B a pending task".
"""

from __future__ import annotations

import pytest
from tests.cases import some_in_short
from tests.engine.helpers import Script

from headway import Session, gather, task

MECHANISMS = {
    "inline": "@task(on='inline')\ndef step(x=0):\n    return x + 1\n",
    "thread": "@task(on='thread')\ndef step(x=0):\n    return x + 1\n",
    "loop": "@task\nasync def step(x=0):\n    return x + 1\n",
}

MEASURING = r"""
import gc, os, resource, sys, threading, time
from headway import Session, gather, task, wait
from headway.engine import ENGINE

def rss_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6

def peak_mb():
    # Not ru_maxrss: that of a child begins with what its parent had.
    return int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) * 1024 / 1e6

def over(*numbers):
    print(*numbers, flush=True)
    os._exit(0)
"""


def measure(source: str) -> list[float]:
    """The numbers that a program of its own prints."""
    script = Script(MEASURING + source).end(timeout_s=100.0)
    assert script.status == 0, script.err
    return [float(word) for word in script.out.split()]


@task(on="thread")
def nest(depth: int) -> int:
    return 0 if depth == 0 else nest(depth - 1).result(100.0) + 1


class TestMany:
    @pytest.mark.slow
    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_a_hundred_thousand_tasks(self, mechanism: str) -> None:
        (total,) = measure(MECHANISMS[mechanism] + "over(sum(gather(*step.map(range(100_000))).result(90)))")
        assert total == 100_000 * 100_001 / 2

    @pytest.mark.slow
    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_chain_of_a_hundred_thousand(self, mechanism: str) -> None:
        (length,) = measure(
            MECHANISMS[mechanism] + "x = step()\nfor _ in range(99_999): x = step(x)\nover(x.result(90))"
        )
        assert length == 100_000

    @pytest.mark.slow
    @pytest.mark.parametrize("end", ["cancelled", "failed"])
    def test_end_of_the_root_of_a_chain_of_a_hundred_thousand(self, end: str) -> None:
        """ "Failing or cancelling the root of a chain of 100,000: … without recursion"."""
        program = (
            "door = threading.Event()\n@task\ndef root():\n    door.wait(60)\n    raise ValueError('root')\n"
            "@task\ndef step(x):\n    return x\n"
            "first = x = root()\nfor _ in range(99_999): x = step(x)\n"
            + {"cancelled": "assert first.cancel()\n", "failed": "door.set()\n"}[end]
            + "wait([x]).result(60)\nprint(x.state, flush=True)\nos._exit(0)"
        )
        script = Script(MEASURING + program).end(timeout_s=100.0)
        assert script.out == {"cancelled": "cancelled\n", "failed": "skipped\n"}[end], script.err

    @pytest.mark.slow
    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_ten_thousand_that_need_all_of_a_hundred(self, mechanism: str) -> None:
        (total,) = measure(
            MECHANISMS[mechanism] + "@task\ndef add(*xs): return len(xs)\nroots = step.map(range(100))\n"
            "over(sum(gather(*[add(*roots) for _ in range(10_000)]).result(90)))"
        )
        assert total == 1_000_000


class TestDeep:
    """ "A task that waits for a task it started lends its slot: no depth of nesting can deadlock a pool of threads." """

    @pytest.mark.parametrize("depth", [10, 100])
    def test_nested_waits_on_two_workers(self, depth: int) -> None:
        with Session(workers=2):
            assert nest(depth).result(100.0) == depth

    @pytest.mark.parametrize("workers", [1, 2])
    def test_eight_nests_at_once(self, workers: int) -> None:
        with Session(workers=workers):
            assert gather(*nest.map([10] * 8)).result(100.0) == (10,) * 8


class TestMemory:
    @pytest.mark.slow
    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_chain_of_big_values_keeps_the_last(self, mechanism: str) -> None:
        """A thousand chained tasks of 10 MB each, of which only the last handle is kept: two or three live at a time."""
        body = MECHANISMS[mechanism].replace("x=0", "x=b''").replace("x + 1", "b'1' * (10_000_000 + len(x[:1]))")
        grown_mb, length = measure(
            body + "step().result(30)\nbefore = rss_mb()\nx = step()\nfor _ in range(999): x = step(x)\n"
            "length = len(x.result(90))\nover(peak_mb() - before, length)"
        )
        assert length == 10_000_001
        assert grown_mb <= 60

    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_chain_holds_two_values_at_a_time(self, mechanism: str) -> None:
        """The one that a body gets and the one that it makes; a third may be on its way out."""
        most, left = measure(
            "alive, most = [0], [0]\n"
            "class Big:\n"
            "    def __init__(self):\n        alive[0] += 1\n        most[0] = max(most[0], alive[0])\n"
            "    def __del__(self):\n        alive[0] -= 1\n"
            + MECHANISMS[mechanism].replace("x=0", "x=None").replace("x + 1", "Big()")
            + "door = threading.Event()\n@task(on='thread')\ndef hold():\n    door.wait(60)\n"
            "x = step(hold())\nfor _ in range(500): x = step(x)\ndoor.set()\nx.result(60)\n"
            "time.sleep(0.1)\nover(most[0], alive[0])"
        )
        assert most <= 3
        assert left == 1

    def test_entry_takes_300_bytes(self) -> None:
        """Counted over 50,000 settled tasks whose handles are gone."""
        (each_b,) = measure(
            MECHANISMS["inline"] + "gather(*step.map(range(1000))).result(30)\n"
            "import tracemalloc\ngc.collect()\ntracemalloc.start()\nbefore = tracemalloc.get_traced_memory()[0]\n"
            "for _ in range(50): gather(*step.map(range(1000))).result(30)\n"
            "gc.collect()\nover((tracemalloc.get_traced_memory()[0] - before) / 50_000)"
        )
        assert each_b <= 300

    @pytest.mark.slow
    @pytest.mark.parametrize("mechanism", ["thread", "loop"])
    def test_entry_of_a_chain_takes_300_bytes(self, mechanism: str) -> None:
        (each_b,) = measure(
            MECHANISMS[mechanism] + "gather(*step.map(range(1000))).result(30)\n"
            "import tracemalloc\ngc.collect()\ntracemalloc.start()\nbefore = tracemalloc.get_traced_memory()[0]\n"
            "x = step()\nfor _ in range(19_999): x = step(x)\nx.result(60)\n"
            "gc.collect()\nover((tracemalloc.get_traced_memory()[0] - before) / 20_000)"
        )
        assert each_b <= 300

    @pytest.mark.slow
    def test_oldest_entries_are_folded_beyond_a_hundred_thousand(self) -> None:
        kept, folded, total = measure(
            MECHANISMS["inline"] + "for _ in range(110): gather(*step.map(range(1000))).result(30)\n"
            "from headway.api.recording import timeline_of\nseen = timeline_of(ENGINE.default)\n"
            "over(len(seen.entries), seen.folded, sum(t.done for t in seen.totals if t.name == 'step'))"
        )
        assert kept <= 100_000
        assert kept + folded == 110_110  # and 110 gatherings
        assert total == 110_000

    @pytest.mark.slow
    @pytest.mark.parametrize("mechanism", some_in_short({name: name for name in MECHANISMS}, "inline"))
    def test_session_does_not_grow_for_ever(self, mechanism: str) -> None:
        """Resident memory after 400,000 tasks in the default session is that after the first 200,000.

        By then the places of all entries that are kept have been filled, given up and filled again.
        """
        first_mb, last_mb = measure(
            MECHANISMS[mechanism] + "def many(n):\n    for _ in range(n): gather(*step.map(range(1000))).result(60)\n"
            "many(200)\ngc.collect()\nfirst = rss_mb()\nmany(200)\ngc.collect()\nover(first, rss_mb())"
        )
        assert last_mb - first_mb <= 8  # a single byte more for each task would be .2, an entry 60

    @pytest.mark.parametrize("mechanism", MECHANISMS)
    def test_pending_task_takes_400_bytes(self, mechanism: str) -> None:
        """With its handle, which the caller keeps: 20,000 that wait for one."""
        (each_b,) = measure(
            MECHANISMS[mechanism]
            + "door = threading.Event()\n@task(on='thread')\ndef hold():\n    door.wait(60)\n    return 1\n"
            "step().result(30)\nroot = hold()\nkept = [None] * 20_000\n"
            "import tracemalloc\ngc.collect()\ntracemalloc.start()\nbefore = tracemalloc.get_traced_memory()[0]\n"
            "for i in range(20_000): kept[i] = step(root)\n"
            "ENGINE.ask(lambda now: None)\ngc.collect()\ngrown = tracemalloc.get_traced_memory()[0] - before\n"
            "assert str(kept[0].state) == str(kept[-1].state) == 'waiting'\nover(grown / 20_000)"
        )
        assert each_b <= 400
