"""The report of a run, for people (text, a notebook, a page) and for machines (JSON)."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from headway.core.timeline import Timeline
from headway.faces.facts import Facts, facts, jsonable
from headway.faces.saving import save
from headway.faces.summary import headline


class Report:
    """What a run took and saved, its critical path, its bound, its functions, its failures.

    ``print(report)`` is for people, :meth:`json` for machines; a notebook shows it with its picture.

    Args:
        timeline: the run, at one moment; what comes after that is not in the report.

    >>> from headway.core.states import State
    >>> from headway.core.timeline import Entry
    >>> fit = Entry(1, "fit", State.DONE, "thread", "thread-1", 0.0, 0.0, 2.0)
    >>> report = Report(Timeline("example", (fit,)))
    >>> report.json()["makespan_s"], str(report).splitlines()[0]
    (2.0, 'example: 1 task in 2 s')
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline

    @cached_property
    def facts(self) -> Facts:
        """The numbers that every form of the report shows."""
        return facts(self.timeline)

    def __str__(self) -> str:
        from headway.faces.report_text import report_text

        return report_text(self.timeline, self.facts)

    def __repr__(self) -> str:
        return f"<Report: {headline(self.timeline)}>"

    def json(self) -> dict[str, object]:
        """The report as a dict of numbers, strings and lists; every time in seconds.

        Its keys: ``makespan_s`` (first start to last end), ``idle_s`` (of which nothing ran), ``work_s`` (one after
        another at the same pace), ``saved_s``, ``speed_up``, ``critical_path_s``, ``critical_path``,
        ``lower_bound_s``, ``workers``, ``tasks`` (by state), ``functions``, ``failures``, ``unfinished``, ``notes``
        and a few more.
        """
        return jsonable(self.timeline, self.facts)

    def html(self) -> str:
        """The report as one page that needs nothing else: numbers, timeline, graph, tables; light and dark."""
        from headway.faces.report_page import page

        return page(self.timeline, self.facts)

    def _repr_html_(self) -> str:
        from headway.faces.report_page import fragment

        return fragment(self.timeline, self.facts)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the report to a file ending in ``.html``, ``.json`` or ``.txt``; gives the path back.

        Raises:
            BadOption: another suffix, or a folder that does not exist.
        """
        return save(path, {".html": self.html, ".json": self._as_json, ".txt": lambda: f"{self}\n"})

    def _as_json(self) -> str:
        from json import dumps

        return dumps(self.json(), indent=2) + "\n"
