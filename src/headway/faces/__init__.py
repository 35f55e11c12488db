"""How a run is seen: pictures, reports, traces, progress, cards. Faces only watch: without them no result changes.

Every name is imported when it is first used, so that ``import headway`` stays cheap. (No file here bears the name of
a function below: importing it would put the module in the function's place.)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.faces.card import show_task
    from headway.faces.dag import graph
    from headway.faces.flowchart import mermaid
    from headway.faces.gantt_chart import gantt
    from headway.faces.picture import Picture
    from headway.faces.progress.choose import choose
    from headway.faces.progress.following import follow
    from headway.faces.progress.source import Source
    from headway.faces.report import Report
    from headway.faces.trace import write_trace

__all__ = [
    "Picture",
    "Report",
    "Source",
    "choose",
    "follow",
    "gantt",
    "graph",
    "mermaid",
    "show_task",
    "write_trace",
]

_HOMES = {
    "Picture": "picture",
    "Report": "report",
    "Source": "progress.source",
    "choose": "progress.choose",
    "follow": "progress.following",
    "gantt": "gantt_chart",
    "graph": "dag",
    "mermaid": "flowchart",
    "show_task": "card",
    "write_trace": "trace",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
