"""The task graph as Mermaid text, which GitHub, GitLab, Jupyter and many wikis draw."""

from __future__ import annotations

from headway.core.states import State
from headway.core.timeline import Timeline
from headway.faces.grouping import Edge, Graph, Node, grouped
from headway.faces.palette import COLOURS, MARKS, ink
from headway.faces.wording import duration, shorten

# In Mermaid a character is written by number; these would end a label, or start markup in it.
_SPECIAL = frozenset("\"'`<>#&;{}[]()|\\%*_~$")


def mermaid(timeline: Timeline) -> str:
    """The task graph as a Mermaid flowchart; more than 60 tasks are shown as their functions, as in the picture.

    >>> from headway.core.timeline import Entry
    >>> load = Entry(1, "load", State.DONE, "thread", "", 0.0, 0.0, 1.0)
    >>> fit = Entry(2, "fit", State.DONE, "thread", "", 1.0, 1.0, 3.0, prerequisites=(1,))
    >>> print(mermaid(Timeline("example", (load, fit))))
    flowchart LR
        n0["load<br/>✓ 1 s"]:::done
        n1["fit<br/>✓ 2 s"]:::done
        n0 ==> n1
        classDef done fill:#1a9e78,color:#16191d,stroke:#1a9e78
    """
    return flowchart(grouped(timeline))


def flowchart(graph: Graph) -> str:
    """The Mermaid text of a grouped graph."""
    lines = ["flowchart LR"]
    lines += [_node(number, node) for number, node in enumerate(graph.nodes)]
    lines += [_edge(edge) for edge in graph.edges]
    lines += [_class(state) for state in State if any(node.state is state for node in graph.nodes)]
    return "\n    ".join(lines)


def escape(label: str) -> str:
    """The label with every character that means something to Mermaid written by its number.

    >>> escape('a "b" <c>')
    'a #34;b#34; #60;c#62;'
    """
    # Formulas ($$) and line breaks (backslash, n) are looked for after that: a space of no width keeps them apart.
    apart = label.replace("$", "$\u200b").replace("\\", "\\\u200b")
    return "".join(f"#{ord(character)};" if character in _SPECIAL else character for character in apart)


def _node(number: int, node: Node) -> str:
    name = escape(shorten(node.name, 80)) + (f" × {len(node.tasks):,}" if len(node.tasks) > 1 else "")
    words = [f"{MARKS[node.state]} {duration(node.seconds)}" if node.seconds else f"{MARKS[node.state]} {node.state}"]
    failed = node.states[State.FAILED]
    if failed and len(node.tasks) > 1:
        words.append(f"{failed:,} failed")
    return f'n{number}["{name}<br/>{", ".join(words)}"]:::{node.state}'


def _edge(edge: Edge) -> str:
    arrow = "-.->" if edge.is_nested else "==>" if edge.is_critical else "-->"
    return f"n{edge.source} {arrow} n{edge.target}"


def _class(state: State) -> str:
    colour = COLOURS[state]
    return f"classDef {state} fill:{colour},color:{ink(colour)},stroke:{colour}"
