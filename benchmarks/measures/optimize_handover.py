"""What handing a model to a solver costs: CPU of a solve less that of the solver alone, in a fresh process each."""

from collections.abc import Sequence
from math import exp, log
from statistics import mean

from benchmarks.cell import Cell, Outcome
from benchmarks.optimize import apart
from benchmarks.optimize.contestants import ENTRIES, PULP_4
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Found, Results, number, ratio, table

NAME, OURS = "optimize_handover", "headway solve"
IN_PULP, LIMIT = "headway PulpSolver", "highspy, arrays"
TO_BEAT = ("pulp.HiGHS", "PULP_CBC_CMD")
PULP_4_OURS, PULP_4_OWN = f"headway solve, {PULP_4}", f"pulp.HiGHS, {PULP_4}"
MODELS = ("basic", "transport", "knapsack", "facility")
ROUNDS = {1: (1, 1), 10: (5, 2), 100: (5, 2), 1000: (2, 1)}  # by thousands of non-zeros: those in a bar, the others
MOST = 1 / 3
LEAST = 0.01  # of the run alone: a hand-over below this can't be told from its noise
LIMIT_S = 400
AGREE = 0.06  # relative, of objectives: a little more than the gap at which a search may stop


def cells(quick: bool) -> list[Cell]:
    """Small models first, so that a run that is stopped has something of every library as soon as possible."""
    found = []
    for thousands in (1,) if quick else tuple(ROUNDS)[1:]:
        options = [{"model": model, "thousands": thousands} for model in MODELS]
        for is_often, count in zip((True, False), ROUNDS[thousands], strict=True):
            peers = [name for name, entry in ENTRIES.items() if entry.is_measured_often is is_often]
            found += rounds(NAME, each(peers, options), count, LIMIT_S)
    return found


def measure(cell: Cell) -> Outcome:
    return apart.outcome(cell, "handing", {"name": cell.peer, **cell.options})


def section(results: Results) -> list[str]:
    peers, sizes = _peers(results), sorted(results.options(NAME, "thousands"))
    return [
        "## Handing a model over",
        "",
        "CPU seconds (user and system, of the process and its children) from the model as it is stated in the library to a "
        "solution that can be read, less those of the solver alone on the same arrays (CBC: on the file that PuLP writes): "
        "the hand-over; behind it the whole solve. A fresh process each, libraries imported before, solvers with one "
        "thread; medians. The run alone takes the arrays too: what a library adds to it counts, and PyOptInterface, which has "
        "handed over by then (see what stating takes), comes out at nothing. Integer programmes may stop at 5 %; knapsacks are "
        "whole up to 10,000 non-zeros, beyond it, as facilities are, relaxed.",
        "",
        *table(["hand-over s / solve s", *peers], [
            [f"{model}, {size:,} 000", *(_shown(_found(results, peer, model, size)) for peer in peers)]
            for model in MODELS for size in sizes
        ]),
        "Over all of them: geometric means of each library's hand-over in units of Headway's `solve` (more than 1: Headway's is "
        "less), of the rounds taken one by one (least to most: the noise), and of the whole solve. Outside the run: in place "
        "of what the solver alone takes, what was spent within its run in the same process. What is less than a hundredth of the run "
        "alone counts as that: it is its noise.",
        "",
        *table(
            ["", "hand-over ÷ Headway's", "by round", "whole solve ÷ Headway's", "outside the run ÷ Headway's", "stating the largest, s"],
            [_summary(results, peer) for peer in peers],
        ),
        *_versions(results, peers),
        *_troubles(results, peers, sizes),
    ]  # fmt: skip


def claims(results: Results) -> list[Claim]:
    """At most a third of PuLP's own ways; where the solution is written back into the problem that is an aim."""
    return [
        Claim(
            kind,
            f"hand-over of {ours} ÷ that of {peer}",
            {"median": _inverse(times(results, peer, ours))},
            MOST,
            " ×",
        )
        for kind, ours in (("bar", OURS), ("aim", IN_PULP))
        for peer in TO_BEAT
    ]


def times(
    results: Results, peer: str, ours: str = OURS, what: str = "handed_s", turn: int | None = None
) -> float | None:
    """The geometric mean, over models and sizes, of a library's CPU in units of ours; None where nothing is there of both."""
    found = []
    for model in MODELS:
        for size in results.options(NAME, "thousands"):
            theirs, own = (_value(results, name, model, size, what, turn) for name in (peer, ours))
            if theirs is not None and own is not None:
                found.append(log(theirs / own))
    return exp(mean(found)) if found else None


def _value(results: Results, peer: str, model: str, size: int, what: str, turn: int | None) -> float | None:
    found = _found(results, peer, model, size, turn)
    alone = found.median("alone_s")
    value = _less(found.median("total_s"), found.median("within_s")) if what == "outside_s" else found.median(what)
    return None if value is None or alone is None else max(value, LEAST * alone)


def _less(whole: float | None, part: float | None) -> float | None:
    """What is left of a whole; None when either is missing."""
    return None if whole is None or part is None else whole - part


def _inverse(value: float | None) -> float | None:
    return ratio(1.0, value)


def _found(results: Results, peer: str, model: str, size: int, turn: int | None = None) -> Found:
    return Found([
        outcome for cell, outcome in results.pairs
        if (cell.measure, cell.peer) == (NAME, peer) and turn in (None, cell.round)
        and cell.options == {"model": model, "thousands": size}
    ])  # fmt: skip


def _peers(results: Results) -> list[str]:
    taken = results.peers(NAME)
    return [name for name in ENTRIES if name in taken]


def _shown(found: Found) -> str:
    if found.trouble and not found.numbers("handed_s"):
        return "—"
    return f"{number(found.median('handed_s'))} / {number(found.median('total_s'))}"


def _summary(results: Results, peer: str) -> list[str]:
    ours = PULP_4_OURS if peer == PULP_4_OWN else OURS
    stated = results.of(NAME, peer, thousands=max(results.options(NAME, "thousands")))
    turns = sorted({cell.round for cell, _ in results.pairs if (cell.measure, cell.peer) == (NAME, peer)})
    each_turn = [value for turn in turns if (value := times(results, peer, ours, turn=turn)) is not None]
    spread = f"{number(min(each_turn))} to {number(max(each_turn))}" if len(each_turn) > 1 else "—"
    note = " (of Headway's with PuLP 4)" if peer == PULP_4_OWN else ""
    return [
        f"{peer}{note}", _times(times(results, peer, ours)), spread, _times(times(results, peer, ours, "total_s")),
        _times(times(results, peer, ours, "outside_s")), number(stated.median("stated_s")),
    ]  # fmt: skip


def _times(value: float | None) -> str:
    return "—" if value is None else f"{number(value)} ×"


def _versions(results: Results, peers: Sequence[str]) -> list[str]:
    lines = []
    for peer in peers:
        said: dict[str, str] = {}
        for outcome in results.of(NAME, peer).outcomes:
            said |= outcome.get("versions", {})
        if said:
            lines.append(f"- {peer}: {', '.join(f'{name} {version}' for name, version in said.items())}")
    return [*lines, ""] if lines else []


def _troubles(results: Results, peers: Sequence[str], sizes: Sequence[int]) -> list[str]:
    """What failed, and objectives that differ from those of the arrays by more than the gap."""
    lines = []
    for model in MODELS:
        for size in sizes:
            known = _found(results, LIMIT, model, size).median("objective")
            for peer in peers:
                found = _found(results, peer, model, size)
                value = found.median("objective")
                if found.trouble:
                    lines.append(f"- {peer}, {model}, {size:,} 000: {found.trouble}")
                if known is not None and value is not None and abs(value - known) > AGREE * abs(known):
                    lines.append(
                        f"- {peer}, {model}, {size:,} 000: objective {value:.10g} where the arrays give {known:.10g}"
                    )
    return [*lines, ""] if lines else []
