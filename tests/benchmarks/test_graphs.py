"""The graphs of sleeps and their bound."""

import pytest
from benchmarks.measures.makespan import SHAPES

from benchmarks import graphs


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("workers", [1, 4, 16])
@pytest.mark.parametrize("longest_first", [True, False])
def test_simulated_makespan_obeys_grahams_bound(shape: str, workers: int, longest_first: bool) -> None:
    graph = SHAPES[shape](7)
    work, path = sum(task.seconds for task in graph), max(graphs.remaining_paths(graph))
    makespan = graphs.simulated(graph, workers, longest_first=longest_first)
    assert graphs.bound(graph, workers) <= makespan + 1e-9
    assert makespan <= work / workers + (1 - 1 / workers) * path + 1e-9


def test_same_seed_draws_same_graph() -> None:
    assert graphs.layered(3, layers=4, width=5) == graphs.layered(3, layers=4, width=5)
    assert graphs.layered(3, layers=4, width=5) != graphs.layered(4, layers=4, width=5)


def test_prerequisites_come_before() -> None:
    for shape in SHAPES.values():
        assert all(need < index for index, task in enumerate(shape(1)) for need in task.prerequisites)


def test_joins_wait_for_their_fork() -> None:
    graph = graphs.fork_join(1, stages=2, width=3)
    assert graphs.depths(graph) == [1, 1, 1, 2, 3, 3, 3, 4]
