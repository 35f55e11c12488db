"""Laws of knots: what is called hopeless never moves, and where nothing can move, something is helped to.

Random programs that ask for trouble, in simulation: bodies that hold limits, capacity and serial turns call others,
are given others, and wait for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.core.by_hand import ByHand, Called, watch_every_move
from tests.properties.laws import often

from headway.core.function import Limit
from headway.core.outcome import Cell, Settled
from headway.core.record import Record
from headway.core.states import State
from headway.errors import CycleError

OPTIONS = (
    {},
    {},
    {"limits": (Limit("one", 1),)},
    {"limits": (Limit("two", 2),)},
    {"limits": (Limit("one", 1), Limit("two", 2))},
    {"uses": {"gpu": 1.0}},
    {"uses": {"gpu": 2.0}},
    {"serial": True},
    {"serial": True},
    {"serial": True, "limits": (Limit("one", 1),)},
    {"retries": 1, "limits": (Limit("one", 1),)},
)


def count(cells: Sequence[Cell]) -> Settled:
    """What a gathering here is settled with."""
    return State.DONE, len(cells)


class Program:
    """A random program, run by hand one step at a time."""

    def __init__(self, random: Random, threads: int) -> None:
        self.random = random
        self.hand = ByHand(threads, gpu=2.0)
        self.all: list[Called] = []
        self.waiting: dict[Called, tuple[Called, ...]] = {}
        self.condemned: dict[Record, State] = {}
        self.knots = 0

    def step(self) -> None:
        """Something happens: a call, an end, the begin of a wait."""
        do = self.random.choices([self.call, self.wait, self.end, self.gather], [6, 6, 2, 1])[0]
        do()
        self.go_on()
        self.look()

    def look(self) -> None:
        """What was hopeless has not moved."""
        assert [record for record, state in self.condemned.items() if record.state is not state] == []
        self.condemned.update({record: record.state for record in self.hand.hopeless()})

    def some(self, most: int) -> list[Called]:
        return self.random.sample(self.all, min(len(self.all), self.random.randint(0, most)))

    def active(self) -> list[Called]:
        return [one for one in self.hand.running if one not in self.waiting]

    def call(self) -> None:
        inside = self.random.choice([None, *self.active()])
        options = self.random.choice(OPTIONS)
        on = self.random.choice(["thread", "thread", "loop"]) if "serial" not in options else "thread"
        name = f"{on} {sorted(options)} {options}"
        self.all.append(self.hand.call(name, *self.some(2), on=on, parent=inside, **options))

    def gather(self) -> None:
        self.all.append(self.hand.gather(count, *self.some(3), first=self.random.random() < 0.3))

    def wait(self) -> None:
        inner = tuple(one for one in self.some(2) if not one.state.is_final)
        if self.active() and inner:
            outer = self.random.choice(self.active())
            if self.hand.core.wait_for(outer.record, inner) is None:
                self.hand.wait_in(outer, *inner)
                self.waiting[outer] = inner

    def end(self) -> None:
        if self.active():
            one = self.random.choice(self.active())
            returned = self.random.choice([7, 7, *self.all])
            if self.random.random() < 0.2:
                self.hand.fail(one)
            else:
                self.hand.end(one, returned)

    def go_on(self) -> None:
        """Waits that are over end, but for those below another body on one stack."""
        for outer, inner in list(self.waiting.items()):
            below = [turn.item for turn in self.hand.run.turns._stack][:-1]
            is_over = any(one.state.is_final for one in inner) or outer in self.hand.refused
            if is_over and outer.record not in below:
                del self.waiting[outer]
                self.hand.go_on(outer)
        self.hand.refused.clear()

    def end_all(self) -> None:
        """Every body ends that can; what is then left is a knot, and is untied."""
        for _ in range(1000):
            self.go_on()
            self.look()
            if self.active():
                self.hand.end(self.random.choice(self.active()))
            elif self.hand.delays:
                self.hand.retry(self.hand.delays[0][1])
            elif self.hand.hopeless():
                self.knots += 1
                self.condemned.clear()
                self.hand.untangle()
            else:
                break


def run(seed: int) -> Program:
    random = Random(seed)
    program = Program(random, random.randint(1, 3))
    for _ in range(random.randint(5, 40)):
        program.step()
    program.end_all()
    return program


@given(seed=st.integers(0, 1 << 32))
@often
def test_hopeless_ones_never_move_and_no_others_hang(seed: int) -> None:
    with watch_every_move():
        program = run(seed)
    assert [one for one in program.all if not one.state.is_final] == []
    assert program.hand.core.bodies == 0
    assert program.hand.core.blocked == {}
    assert program.hand.run.free == {"gpu": 2.0}


def test_programs_do_get_into_trouble() -> None:
    """Or the law above would say nothing."""
    programs = [run(seed) for seed in range(200)]
    assert sum(program.knots for program in programs) > 20
    errors = [c._value.error for program in programs for c in program.all if c.state is State.FAILED]
    assert any(isinstance(error, CycleError) and error.lack for error in errors)
