"""How often tasks that wait for each other are looked for: seldom where a look is dear, soon after one that was only held up."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from headway.engine import minder
from headway.engine.minder import Minded, Minder


class World:
    """An engine in which one body waits, and a clock that moves when a look takes its time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = self.looks = 0.0
        self.takes_s = 0.001
        monkeypatch.setattr(minder, "perf_counter", lambda: self.now)
        core = SimpleNamespace(blocked={"a body": None}, bodies=1, is_held=False)
        engine = SimpleNamespace(core=core, runs={}, growing=set(), on_busy=None, untangle=self.untangle)
        engine.put = self.carry_out
        engine.mind_overrun = engine.sweep_loops = lambda: None
        self.minder = Minder(cast(Minded, engine))

    def carry_out(self, command: Callable[[float], Any]) -> None:
        command(self.now)

    def untangle(self, now: float) -> bool:
        self.looks += 1
        self.now += self.takes_s
        return False

    def looks_within(self, seconds: float) -> float:
        before, until = self.looks, self.now + seconds
        while self.now < until:
            self.minder.tick(self.now)
            self.now += 0.02
        return self.looks - before


def test_one_look_that_is_held_up_does_not_put_off_the_next_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch)
    assert world.looks_within(5.0) > 20
    world.takes_s = 0.5
    assert world.looks_within(0.03) == 1
    world.takes_s = 0.001
    assert world.looks_within(1.0) >= 1


def test_looks_that_are_dear_take_a_small_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch)
    world.takes_s = 0.2
    world.looks_within(60.0)
    assert 1 <= world.looks_within(60.0) * world.takes_s <= 60 / 40
