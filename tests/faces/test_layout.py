from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.faces.runs import tried

from headway.faces.layout import arrange, crossings

NODE, POINT = 46.0, 14.0


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    """Nodes and edges: any, cycles and double edges included, but no node is its own neighbour."""
    nodes = draw(st.integers(1, 16))
    ends = st.integers(0, nodes - 1)
    return nodes, draw(st.lists(st.tuples(ends, ends).filter(lambda e: e[0] != e[1]), max_size=40))


@tried
@given(graphs())
def test_edges_lead_to_later_layers(graph: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = graph
    layout = arrange(nodes, edges, NODE, POINT)
    for (a, b), back in zip(edges, layout.is_backward, strict=True):
        assert layout.layer[b] < layout.layer[a] if back else layout.layer[a] < layout.layer[b]


@tried
@given(graphs())
def test_boxes_of_a_layer_do_not_overlap(graph: tuple[int, list[tuple[int, int]]]) -> None:
    layout = arrange(*graph, NODE, POINT)
    for a, b in combinations(range(graph[0]), 2):
        if layout.layer[a] == layout.layer[b]:
            assert abs(layout.place[a] - layout.place[b]) >= NODE - 1e-6
    assert all(NODE / 2 - 1e-6 <= place <= layout.breadth - NODE / 2 + 1e-6 for place in layout.place)


@tried
@given(graphs())
def test_lines_pass_no_box(graph: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = graph
    layout = arrange(nodes, edges, NODE, POINT)
    for way in layout.ways:
        for layer, place in way[1:-1]:
            near = [abs(place - layout.place[n]) for n in range(nodes) if layout.layer[n] == layer]
            assert all(distance >= NODE / 2 for distance in near)


@tried
@given(graphs())
def test_ways_run_from_source_to_target(graph: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = graph
    layout = arrange(nodes, edges, NODE, POINT)
    for (a, b), way in zip(edges, layout.ways, strict=True):
        assert way[0] == (layout.layer[a], layout.place[a])
        assert way[-1] == (layout.layer[b], layout.place[b])
        assert all(abs(x - y) == 1 for (x, _), (y, _) in pairwise(way))


@tried
@given(graphs())
def test_first_edges_of_a_cycle_keep_their_direction(graph: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = graph
    if edges:
        assert not arrange(nodes, edges, NODE, POINT).is_backward[0]


def test_tree_is_drawn_without_crossings() -> None:
    edges = [(n, 2 * n + k) for n in range(7) for k in (1, 2)]
    shuffled = sorted(edges, key=lambda e: (e[1] * 7) % 15)
    assert _crossed(arrange(15, shuffled, NODE, POINT).ways) == 0


def test_crossed_pairs_are_untangled() -> None:
    assert _crossed(arrange(6, [(0, 5), (1, 4), (2, 3)], NODE, POINT).ways) == 0


def test_chain_is_straight() -> None:
    assert len(set(arrange(20, list(pairwise(range(20))), NODE, POINT).place)) == 1


def test_crossings_are_counted() -> None:
    rows = [[(0, -1), (1, -1)], [(2, -1), (3, -1)]]
    assert crossings(rows, {(0, -1): [(3, -1)], (1, -1): [(2, -1)]}) == 1
    assert crossings(rows, {(0, -1): [(2, -1), (3, -1)], (1, -1): [(2, -1), (3, -1)]}) == 1


def _crossed(ways: tuple[tuple[tuple[int, float], ...], ...]) -> int:
    steps = [(a, b) for way in ways for a, b in pairwise(way)]
    return sum(
        (a[1] - c[1]) * (b[1] - d[1]) < 0 for (a, b), (c, d) in combinations(steps, 2) if a[0] == c[0] and b[0] == d[0]
    )
