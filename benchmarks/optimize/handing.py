"""Hand one model over, in a process of its own: `python -m benchmarks.optimize.handing`, in a folder with its job."""

from importlib.metadata import version
from statistics import median

from benchmarks.automl import arena
from benchmarks.cell import Outcome, captured
from benchmarks.optimize import cpu
from benchmarks.optimize.contestants import ENTRIES, make
from benchmarks.optimize.contestants.base import Contestant, RunsHighspy
from benchmarks.optimize.instances import drawn

SHORT_S = 0.3  # what takes less alone is repeated


def handed_over(name: str, model: str, thousands: int) -> Outcome:
    """CPU seconds of stating a model, of solving it, and of the solver alone; each once, the last in any case afterwards."""
    contestant, instance = make(name), drawn(model, thousands)
    began = cpu.spent_s()
    contestant.state(instance)
    stated = cpu.spent_s()
    contestant.solve()
    total_s = cpu.spent_s() - stated
    alone_s = _alone_s(contestant)
    within = {"within_s": [contestant.within_s]} if isinstance(contestant, RunsHighspy) else {}
    return {
        "stated_s": [stated - began], "total_s": [total_s], "alone_s": [alone_s], "handed_s": [total_s - alone_s], **within,
        "objective": [contestant.objective], "versions": {name: version(name) for name in ENTRIES[name].distributions},
    }  # fmt: skip


def _alone_s(contestant: Contestant) -> float:
    first = contestant.alone_s()
    return first if first > SHORT_S else median([first, contestant.alone_s(), contestant.alone_s()])


def main() -> None:
    """Measure as `job.json` in this folder asks."""
    arena.enter()
    asked = arena.asked()
    arena.leave(captured(lambda: handed_over(**asked)))


if __name__ == "__main__":
    main()
