"""The benchmark of the optimisation toolkit: its models, what is taken off the CPU, which outcomes stay, tables and bars."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from benchmarks.cell import Cell, Outcome
from benchmarks.measures import optimize_handover, optimize_instances, optimize_sweep
from benchmarks.optimize import apart, environments, known, lasting
from benchmarks.optimize.contestants import ENTRIES
from benchmarks.peers.base import NotOffered
from benchmarks.results import Claim, Results

pytest.importorskip("scipy")
pulp = pytest.importorskip("pulp")
pytest.importorskip("highspy")

MACHINE = {"python": "CPython 3.11.7", "processor": "p", "cores": 2, "memory_gb": 8}
CELL = Cell("optimize_handover", "headway solve", {"model": "basic", "thousands": 10})
MODELS = optimize_handover.MODELS
OF_PULP_3 = pytest.mark.skipif(
    not hasattr(pulp, "PULP_CBC_CMD"), reason="the benchmark's environment has PuLP 3, and here is another"
)


@pytest.fixture(autouse=True)
def other_number_of_threads() -> None:
    """HiGHS keeps the number of threads of a thread's first run, and refuses another: other tests have run it here."""
    import highspy

    highspy.Highs.resetGlobalScheduler(True)


def test_examples_of_shown_figures_hold() -> None:
    found = doctest.testmod(optimize_instances)
    assert found.attempted > 0
    assert found.failed == 0


@OF_PULP_3
@pytest.mark.parametrize("model", MODELS)
def test_model_in_pulp_is_the_one_in_arrays(model: str) -> None:
    from benchmarks.optimize.in_pulp import problem_of
    from benchmarks.optimize.instances import drawn

    from headway.optimize.from_pulp import model_of

    instance = drawn(model, 1)
    stated, _ = model_of(problem_of(instance))
    assert (stated.matrix != instance.matrix).nnz == 0
    assert (str(stated.sense) == "max") is instance.maximise
    for name in ("costs", "row_lower", "row_upper", "lower", "upper", "integer"):
        assert getattr(stated, name).tolist() == getattr(instance, name).tolist(), name


@pytest.mark.parametrize("model", MODELS)
def test_instances_have_about_the_size_they_are_named_by(model: str) -> None:
    from benchmarks.optimize.instances import drawn

    for thousands in (1, 10, 100):
        assert 0.8 < drawn(model, thousands).matrix.nnz / (1_000 * thousands) < 1.2


def test_highs_of_another_is_seen_and_left_as_it_was() -> None:
    from benchmarks.optimize import cpu
    from benchmarks.optimize.contestants.highspy_ import Arrays, highs_of
    from benchmarks.optimize.instances import drawn
    from highspy import _core

    run = _core._Highs.run
    arrays, instance = Arrays(), drawn("transport", 1)
    arrays.state(instance)
    arrays.solve()
    assert _core._Highs.run is run
    [(highs, seconds)] = arrays.seen
    assert highs.getInfo().objective_function_value == arrays.objective
    assert seconds >= 0
    assert cpu.alone_s(highs) > 0
    assert cpu.alone_s(highs_of(instance)) > 0


def test_cpu_of_a_worker_that_lives_counts_beside() -> None:
    from benchmarks.optimize import cpu

    busy = "sum(range(3_000_000)); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert cpu.spent_by_all_s() > cpu.spent_s() + 0.01
        process.kill()


@OF_PULP_3
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated")
@pytest.mark.parametrize("peer", [name for name, entry in ENTRIES.items() if entry.environment == "headway"])
def test_every_way_of_this_environment_comes_to_the_same(
    peer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks.optimize import handing

    monkeypatch.chdir(tmp_path)  # CBC is given a file there
    found = handing.handed_over(peer, "transport", 1)
    assert found["objective"] == [pytest.approx(31_412.56)]
    assert found["handed_s"][0] == pytest.approx(found["total_s"][0] - found["alone_s"][0])
    assert found["total_s"][0] > 0
    assert set(found["versions"]) == set(ENTRIES[peer].distributions)


@pytest.mark.slow
def test_swept_and_solved_anew_come_to_the_same() -> None:
    from benchmarks.optimize import sweeping

    found = [sweeping.swept(how, "transport", 1, 3)["objectives"] for how in optimize_sweep.WAYS]
    assert found[0] == pytest.approx(found[1])
    assert found[0] == pytest.approx(found[2])
    assert len(set(found[0])) > 1


@pytest.mark.slow
def test_another_process_leaves_its_outcome() -> None:
    cell = replace(CELL, options={"model": "knapsack", "thousands": 1}, interpreter=sys.executable)
    assert optimize_handover.measure(cell)["objective"] == [pytest.approx(28_823.28, rel=0.06)]


@pytest.mark.slow
def test_library_that_is_not_installed_is_named() -> None:
    pytest.importorskip("pulp")
    cell = Cell("optimize_handover", "linopy", {"model": "basic", "thousands": 1}, interpreter=sys.executable)
    assert set(optimize_handover.measure(cell)) & {"missing", "handed_s"}


def test_without_a_new_python_pulp_4_is_not_offered() -> None:
    with pytest.raises(NotOffered, match=r"needs Python 3\.12"):
        apart.outcome(replace(CELL, peer="pulp.HiGHS, PuLP 4"), "handing", {})


def test_a_new_python_is_found_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "is_newer", lambda python: python == "here/python3.13")
    monkeypatch.setattr("shutil.which", lambda name: f"here/{name}")
    assert environments.newer("old") == "here/python3.13"
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert environments.newer("old") == ""


def test_every_environment_has_its_lock() -> None:
    for name in {entry.environment for entry in ENTRIES.values()}:
        lock = (environments.LOCKS / f"{name}.lock").read_text(encoding="utf-8")
        assert "--hash=sha256:" in lock
        assert "://" not in lock  # no registry's address


def test_outcomes_stay_until_what_they_depend_on_changes() -> None:
    name = lasting.name(CELL, MACHINE)
    assert lasting.name(replace(CELL, limit_s=1), {**MACHINE, "python": "CPython 3.11.9"}) == name
    assert lasting.name(CELL, {**MACHINE, "cores": 4}) != name
    assert lasting.name(replace(CELL, round=1), MACHINE) != name
    assert lasting.name(replace(CELL, interpreter="python"), MACHINE) != name


def test_only_what_uses_headway_depends_on_its_sources() -> None:
    sources = {peer: [path.name for path in lasting.sources(replace(CELL, peer=peer))] for peer in ENTRIES}
    assert {peer for peer, names in sources.items() if "from_pulp.py" in names} == {
        peer for peer in ENTRIES if peer.startswith("headway")
    }
    assert all("cpu.py" in names for names in sources.values())


@pytest.mark.parametrize("measure", [optimize_handover, optimize_sweep, optimize_instances])
@pytest.mark.parametrize("quick", [True, False])
def test_every_cell_is_of_a_known_library_and_has_its_own_key(measure: Any, quick: bool) -> None:
    cells = measure.cells(quick)
    assert len({cell.key for cell in cells}) == len(cells) > 0
    assert {cell.peer for cell in cells} <= set(ENTRIES)


def test_small_models_come_first_and_those_of_bars_are_repeated() -> None:
    cells = optimize_handover.cells(quick=False)
    sizes = [cell.options["thousands"] for cell in cells]
    assert sizes == sorted(sizes)
    rounds = {peer: max(cell.round for cell in cells if cell.peer == peer) for peer in ENTRIES}
    assert rounds["pulp.HiGHS"] == rounds["headway solve"] > rounds["Pyomo"]


def handed(seconds: dict[str, list[float]], objective: float = 7.0) -> Results:
    """Each library's hand-over, round by round; one model takes ten times as long as the other."""
    pairs: list[tuple[Cell, Outcome]] = []
    for model, factor in (("basic", 1.0), ("transport", 10.0)):
        for peer, values in seconds.items():
            for turn, value in enumerate(values):
                outcome = {
                    "handed_s": [factor * value],
                    "total_s": [factor * value + 1],
                    "alone_s": [1.0],
                    "within_s": [1.0],
                    "stated_s": [2.0],
                    "objective": [objective],
                    "versions": {"it": "1.0"},
                }
                pairs.append((Cell("optimize_handover", peer, {"model": model, "thousands": 10}, turn), outcome))
    return Results(pairs, python=(3, 11))


def verdicts(claims: list[Claim]) -> dict[str, str]:
    return {claim.text: claim.verdict for claim in claims}


def test_ratio_is_the_geometric_mean_of_medians() -> None:
    results = handed({"headway solve": [0.1, 0.1, 9.0], "pulp.HiGHS": [0.2, 0.4, 0.8]})
    assert optimize_handover.times(results, "pulp.HiGHS") == pytest.approx(4.0)
    assert optimize_handover.times(results, "PULP_CBC_CMD") is None


def test_a_third_of_pulps_own_ways_is_the_bar() -> None:
    results = handed({"headway solve": [0.1], "pulp.HiGHS": [0.31], "PULP_CBC_CMD": [0.29]})
    found = verdicts(optimize_handover.claims(results))
    assert found["hand-over of headway solve ÷ that of pulp.HiGHS"] == "held"
    assert found["hand-over of headway solve ÷ that of PULP_CBC_CMD"] == "**missed**"
    assert found["hand-over of headway PulpSolver ÷ that of pulp.HiGHS"] == "not measured"


def test_table_tells_noise_versions_and_odd_objectives() -> None:
    results = handed({"headway solve": [0.1, 0.1], "pulp.HiGHS": [0.3, 0.5]})
    arrays = handed({"highspy, arrays": [0.01]}, objective=70.0)
    lines = optimize_handover.section(Results([*results.pairs, *arrays.pairs], python=(3, 11)))
    assert any(line.startswith("| pulp.HiGHS | 4.00 × | 3.00 to 5.00 |") for line in lines)
    assert "- pulp.HiGHS: it 1.0" in lines
    assert "- pulp.HiGHS, basic, 10 000: objective 7 where the arrays give 70" in lines


def test_failure_is_named_below_the_table() -> None:
    cell = Cell("optimize_handover", "Pyomo", {"model": "basic", "thousands": 10})
    results = Results([*handed({"headway solve": [0.1]}).pairs, (cell, {"fails": "oops"})], python=(3, 11))
    assert "- Pyomo, basic, 10 000: fails (oops)" in optimize_handover.section(results)


@pytest.mark.parametrize(("anew_s", "verdict"), [(10.1, "held"), (9.9, "**missed**")])
def test_a_tenth_of_solving_anew_is_the_bar(anew_s: float, verdict: str) -> None:
    options = {"model": "transport", "thousands": 10, "changes": 200}
    pairs: list[tuple[Cell, Outcome]] = [
        (Cell("optimize_sweep", "headway solve", {**options, "how": how}), {"total_s": [s], "objectives": [1.0, 2.0]})
        for how, s in (("sweep", 1.0), ("solve anew", anew_s))
    ]
    results = Results(pairs, python=(3, 11))
    assert verdicts(optimize_sweep.claims(results))["CPU of a sweep ÷ that of solve anew"] == verdict
    assert any(line.startswith("| transport, 10 000 | 1.00 |") for line in optimize_sweep.section(results))


def instances(outcomes: dict[tuple[str, str], Outcome]) -> Results:
    pairs = [
        (Cell("optimize_instances", "headway solve", {"kind": kind, "name": name, "limit_s": 60.0}), outcome)
        for (kind, name), outcome in outcomes.items()
    ]
    return Results(pairs, python=(3, 11))


def answer(found: float, optimum: float, proven: bool = True) -> Outcome:
    return {
        "found": [found], "bound": [optimum], "optimum": optimum, "proven": proven, "wall_s": [1.0], "cpu_s": [1.0]
    }  # fmt: skip


def test_instance_without_an_answer_misses_its_bar() -> None:
    results = instances({("netlib", "afiro"): answer(-464.75, -464.75), ("netlib", "kb2"): {"fails": "oops"}})
    assert (
        verdicts(optimize_instances.claims(results))["Linear programmes (Netlib): off the optimum, worst"]
        == "**missed**"
    )
    assert any(line.startswith("| kb2 | fails (oops) |") for line in optimize_instances.section(results))


def test_small_tours_are_to_be_proven_and_large_ones_close() -> None:
    results = instances({
        ("tsplib", "gr17"): answer(2085, 2085), ("tsplib", "gr21"): answer(2707, 2707, proven=False),
        ("tsplib", "a280"): answer(2600, 2579, proven=False), ("tsplib", "pcb442"): answer(52_000, 50_778, proven=False),
    })  # fmt: skip
    found = {claim.text: claim for claim in optimize_instances.claims(results)}
    assert found["tours up to 130 places that are not proven"].values == {"count": 1.0}
    assert found["tour a280: off the optimum"].verdict == "held"
    assert found["tour pcb442: off the optimum"].verdict == "**missed**"


def test_without_the_instances_nothing_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "FOLDER", tmp_path)
    with pytest.raises(NotOffered, match="not part of the repository"):
        known.solved("netlib", "afiro", 1.0)


@pytest.fixture
def optima(shared_tables: Path) -> Callable[[str], set[str]]:
    said = json.loads((shared_tables / "optimize" / "optima.json").read_text(encoding="utf-8"))
    return lambda kind: set(said[kind])


@pytest.mark.parametrize("kind", list(known.NAMES))
def test_every_instance_with_a_known_optimum_is_solved(kind: str, optima: Callable[[str], set[str]]) -> None:
    assert set(known.NAMES[kind]) == optima(kind)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "name"), [("netlib", "afiro"), ("netlib", "e226"), ("miplib3", "p0033")])
def test_known_optimum_is_found(kind: str, name: str, shared_tables: Path) -> None:
    found = known.solved(kind, name, 20.0)
    assert found["found"] == [pytest.approx(found["optimum"])]
    assert found["bound"] == [pytest.approx(found["optimum"])]
    assert found["proven"]
