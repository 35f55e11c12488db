import re

from hypothesis import given
from hypothesis import strategies as st
from tests.faces.runs import HOSTILE, for_any_run, many, of_every_state, three, tried

from headway.core.timeline import Timeline
from headway.faces.flowchart import escape, mermaid
from headway.faces.grouping import grouped

NODE = re.compile(r'n\d+\["([^"]*)<br/>[^"<>]*"\]:::[a-z]+')
EDGE = re.compile(r"n\d+ (-->|==>|-\.->) n\d+")
CLASS = re.compile(r"classDef [a-z]+ fill:#\w{6},color:#\w{6},stroke:#\w{6}")


@for_any_run
def test_every_line_is_of_a_known_form(run: Timeline) -> None:
    first, *lines = mermaid(run).split("\n")
    assert first == "flowchart LR"
    assert [line for line in lines if not any(form.fullmatch(line.strip()) for form in (NODE, EDGE, CLASS))] == []
    graph = grouped(run)
    assert sum(bool(NODE.fullmatch(line.strip())) for line in lines) == len(graph.nodes)
    assert sum(bool(EDGE.fullmatch(line.strip())) for line in lines) == len(graph.edges)


@tried
@given(st.text() | st.sampled_from(HOSTILE))
def test_escaped_label_has_nothing_that_mermaid_reads(label: str) -> None:
    without_numbers = re.sub(r"#\d+;", "", escape(label))
    assert not set(without_numbers) & set("\"'`<>#&;{}[]()|\\%*_~$")


@tried
@given(st.text(st.characters(exclude_characters="\u200b")))
def test_escaped_label_reads_as_it_was(label: str) -> None:
    read = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), escape(label))
    assert read.replace("\u200b", "") == label


def test_kinds_of_arrows() -> None:
    assert {"n0 ==> n2", "n1 --> n2"} <= {line.strip() for line in mermaid(three()).split("\n")}
    assert "-.->" in mermaid(of_every_state())


def test_thousands_of_tasks_are_functions() -> None:
    text = mermaid(many())
    assert len(text) < 2000
    assert "fit × 1,668<br/>✕ " in text
    assert re.search(r"\d+ failed", text)
