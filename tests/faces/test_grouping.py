from tests.faces.runs import entry, for_any_run, many, of_every_state, three, timeline

from headway.core.states import State
from headway.core.timeline import Timeline
from headway.faces.grouping import MOST_EDGES, MOST_NODES, grouped


@for_any_run
def test_every_task_is_in_one_node(run: Timeline) -> None:
    ids = sorted(task.id for node in grouped(run).nodes for task in node.tasks)
    assert ids == sorted(e.id for e in (*run.entries, *run.unfinished))


@for_any_run
def test_no_arrow_is_lost(run: Timeline) -> None:
    graph = grouped(run)
    ids = {e.id for e in (*run.entries, *run.unfinished)}
    arrows = sum(
        len([need for need in e.prerequisites if need in ids]) + (e.parent in ids and e.parent not in e.prerequisites)
        for e in (*run.entries, *run.unfinished)
    )
    # A nested task inside its parent's own group is drawn in no way: the group is one box.
    within = sum(node.self_edges for node in graph.nodes)
    nested_within = sum(task.parent in {t.id for t in node.tasks} for node in graph.nodes for task in node.tasks)
    drawn = sum(edge.count for edge in graph.edges) + graph.left_out
    assert drawn + within <= arrows <= drawn + within + nested_within


def test_few_tasks_are_drawn_each() -> None:
    graph = grouped(three())
    assert [node.name for node in graph.nodes] == ["prepare", "prepare", "fit"]
    assert [(edge.source, edge.target, edge.is_critical) for edge in graph.edges] == [(0, 2, True), (1, 2, False)]


def test_many_tasks_are_drawn_as_functions() -> None:
    graph = grouped(many())
    assert sorted((node.name, len(node.tasks)) for node in graph.nodes if node.name == "fit") == [("fit", 1668)]
    assert graph.tasks == 5000
    assert sum(node.states[State.FAILED] for node in graph.nodes) == 24


def test_chain_of_one_function_is_one_node() -> None:
    run = timeline(*(entry(n, "step", n, n + 1, needs=[n - 1] if n else []) for n in range(300)))
    (node,) = grouped(run).nodes
    assert (len(node.tasks), node.self_edges) == (300, 299)


def test_functions_that_call_each_other_in_turn_are_a_cycle() -> None:
    run = timeline(*(entry(n, ["ping", "pong"][n % 2], n, n + 1, needs=[n - 1] if n else []) for n in range(300)))
    graph = grouped(run)
    assert sorted((edge.source, edge.target, edge.count) for edge in graph.edges) == [(0, 1, 150), (1, 0, 149)]


def test_thousands_of_names_are_taken_together() -> None:
    run = timeline(*(entry(n, f"work {chr(97 + n % 26)}{n}x", n, n + 1) for n in range(3000)))
    graph = grouped(run)
    assert len(graph.nodes) <= 18
    assert max(len(node.tasks) for node in graph.nodes) > 2900


def test_graph_is_never_larger_than_a_picture() -> None:
    wide = timeline(
        *(entry(n, f"a{n}", 0, 1) for n in range(30)),
        *(entry(n, f"b{n}", 1, 2, needs=range(30)) for n in range(30, 60)),
    )
    for run in (wide, many(), many(2000, failed_every=2)):
        graph = grouped(run)
        assert len(graph.nodes) <= MOST_NODES
        assert len(graph.edges) <= MOST_EDGES


def test_group_that_is_under_way_is_running() -> None:
    ended = [entry(n) for n in range(70)]
    run = timeline(*ended, unfinished=[entry(n, start=None, end=None, state=State.WAITING) for n in range(70, 90)])
    (node,) = grouped(run).nodes
    assert node.state is State.RUNNING


def test_node_is_failed_when_one_task_is() -> None:
    states = {node.name: node.state for node in grouped(of_every_state()).nodes}
    assert states["bad"] is State.FAILED
    assert states["train"] is State.RUNNING
    assert states["predict"] is State.WAITING
    assert states["late"] is State.CANCELLED


def test_nested_task_hangs_on_its_parent() -> None:
    graph = grouped(of_every_state())
    nested = [(graph.nodes[e.source].name, graph.nodes[e.target].name) for e in graph.edges if e.is_nested]
    assert nested == [("outer", "inner")]


def test_returned_task_may_be_younger_than_its_needer() -> None:
    run = timeline(entry(1, "outer", 0, 3, needs=(2,)), entry(2, "inner", 1, 2, parent=1))
    graph = grouped(run)
    assert [(e.source, e.target, e.is_nested) for e in graph.edges] == [(1, 0, False), (0, 1, True)]
