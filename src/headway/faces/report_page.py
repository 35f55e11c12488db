"""The report as HTML: a fragment for notebooks, and a page of its own that loads nothing from anywhere."""

from __future__ import annotations

from headway.core.states import State
from headway.core.timeline import Timeline
from headway.faces import summary
from headway.faces.dag import graph
from headway.faces.facts import Facts, path_words
from headway.faces.gantt_chart import gantt
from headway.faces.palette import FAILED, MARKS
from headway.faces.report_sheet import report_css, section, whole_page
from headway.faces.svg import escape
from headway.faces.wording import count, duration, first_line, ratio, shorten

MOST_FUNCTIONS = 60
MOST_FAILURES = 200


def page(timeline: Timeline, known: Facts) -> str:
    """The whole page."""
    title = f"{timeline.name}: {summary.headline(timeline)}"
    body = [
        *_top(timeline, known),
        section("Timeline", gantt(timeline, titled=False)._repr_html_()),
        section("Graph", graph(timeline, titled=False)._repr_html_()),
        *_tables(timeline),
    ]
    return whole_page(title, "\n".join(body))


def fragment(timeline: Timeline, known: Facts) -> str:
    """What a notebook shows: the numbers and the timeline, the rest folded."""
    folded = "\n".join([section("Graph", graph(timeline, titled=False)._repr_html_()), *_tables(timeline)])
    body = [
        *_top(timeline, known),
        gantt(timeline, titled=False)._repr_html_(),
        f"<details><summary>Graph and tables</summary>{folded}</details>",
    ]
    return f'<div class="hw-report"><style>{report_css()}</style>{"".join(body)}</div>'


def _top(timeline: Timeline, known: Facts) -> list[str]:
    lines = [f"<h1>{escape(summary.headline(timeline))}</h1>"]
    lines.append(
        f'<p class="muted">{escape(timeline.name)} · {escape(summary.state_counts(timeline) or "no tasks")}</p>'
    )
    if known.speed_up is None:
        return lines
    tiles = [
        (
            duration(known.took_s),
            "it took" + (f" (without pauses of {duration(known.idle_s)})" if known.idle_s else ""),
        ),
        (duration(known.work_s), "one after another"),
        (duration(known.saved_s), "saved"),
        (ratio(known.speed_up), "as fast"),
        (duration(known.path_s), "critical path"),
        (duration(known.bound_s), f"lower bound on {count(known.workers, 'worker')}"),
    ]
    number = summary.counts(timeline)[State.FAILED]
    shown = "".join(f'<div class="tile"><b>{value}</b><span>{escape(words)}</span></div>' for value, words in tiles)
    if number:
        shown += f'<div class="tile"><b class="bad">{MARKS[State.FAILED]} {number:,}</b><span>failed</span></div>'
    lines.append(f'<div class="tiles">{shown}</div>')
    lines.append(f"<p><b>Critical path:</b> {escape(path_words(known.path))}</p>")
    lines.append(f"<p><b>Would more workers help?</b> {escape(known.advice)}</p>")
    if timeline.folded:
        lines.append(
            f'<p class="muted">The oldest {count(timeline.folded)} are counted, but in no path, bound or picture.</p>'
        )
    return lines


def _tables(timeline: Timeline) -> list[str]:
    return [
        section("Functions", _functions(timeline)),
        section("Failures", _failures(timeline)),
        section("Not over", _unfinished(timeline)),
        section("Notes", _list([escape(note) for note in timeline.notes])),
    ]


def _functions(timeline: Timeline) -> str:
    rows = summary.functions(timeline)
    if not rows:
        return ""
    most = max(row.total_s for row in rows) or 1.0
    extra = [state for state in (State.FAILED, State.SKIPPED, State.CANCELLED) if any(_of(row, state) for row in rows)]
    head = ["function", "calls", "done", *map(str, extra), "mean", "longest", "total", ""]
    body = [_function(row, extra, row.total_s / most) for row in rows[:MOST_FUNCTIONS]]
    more = (
        f'<p class="muted">and {count(len(rows) - MOST_FUNCTIONS, "more function")}</p>'
        if len(rows) > MOST_FUNCTIONS
        else ""
    )
    heads = "".join(f"<th>{cell}</th>" for cell in head)
    return (
        f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table></div>{more}'
    )


def _of(row: summary.Function, state: State) -> int:
    number: int = getattr(row.totals, str(state))
    return number


def _function(row: summary.Function, extra: list[State], share: float) -> str:
    ran = row.totals.done + row.totals.failed
    times = [duration(seconds) if ran else "" for seconds in (row.mean_s, row.longest_s, row.total_s)]
    name = f'<td class="name" title="{escape(shorten(row.name, 1000))}">{escape(shorten(row.name, 70))}</td>'
    numbers = f"<td>{row.totals.called:,}</td><td>{row.totals.done:,}</td>"
    for state in extra:
        number = _of(row, state)
        bad = ' class="bad"' if state is State.FAILED and number else ""
        numbers += f"<td{bad}>{f'{MARKS[state]} {number:,}' if number else ''}</td>"
    cells = "".join(f"<td>{cell}</td>" for cell in times)
    return f'<tr>{name}{numbers}{cells}<td class="bar"><i style="width:{100 * share:.1f}%"></i></td></tr>'


def _failures(timeline: Timeline) -> str:
    failed = summary.alike(summary.failures(timeline))[:MOST_FAILURES]
    lines = [
        f'<span style="color:{FAILED}">✕</span> <b>{escape(shorten(entry.name, 300))}</b>'
        f"{f' × {alike:,}' if alike > 1 else ''}"
        f"{f' (after {entry.attempts} attempts)' if entry.attempts > 1 else ''}: "
        f"<code>{escape(first_line(entry.error, 500)) or 'no message'}</code>"
        for entry, alike in failed
    ]
    number = summary.counts(timeline)[State.FAILED]
    left = number - sum(alike for _, alike in failed)
    return _list(lines + [f"and {left:,} more"] * (left > 0))


def _unfinished(timeline: Timeline) -> str:
    entries = timeline.unfinished
    lines = [f"{escape(shorten(entry.name, 300))}: {entry.state}" for entry in entries[:50]]
    return _list(lines + [f"and {len(entries) - 50:,} more"] * (len(entries) > 50))


def _list(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""
