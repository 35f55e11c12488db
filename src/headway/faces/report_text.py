"""The report as plain text: at most 100 columns, the answer first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from headway.core.states import State
from headway.core.timeline import Entry, Timeline
from headway.faces import summary
from headway.faces.facts import Facts, path_words
from headway.faces.wording import clean, count, duration, first_line, ratio, shorten

COLUMNS = 100
MOST_FUNCTIONS = 30
MOST_FAILURES = 20
MOST_UNFINISHED = 10


def report_text(timeline: Timeline, known: Facts) -> str:
    """The whole report."""
    sections = [
        [f"{clean(timeline.name)}: {summary.headline(timeline)}"],
        _measures(timeline, known),
        _functions(timeline),
        _failures(timeline),
        _unfinished(timeline.unfinished),
        _listed("Notes", timeline.notes),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _measures(timeline: Timeline, known: Facts) -> list[str]:
    rows = [("tasks", summary.state_counts(timeline) or "none")]
    if known.speed_up is not None:
        rows += [
            ("it took", f"{duration(known.took_s)} on {count(known.workers, 'worker')}{_idle(known)}"),
            ("one after another", f"{duration(known.work_s)} at the same pace"),
            ("saved", f"{duration(known.saved_s)}, {ratio(known.speed_up)} as fast"),
            ("critical path", f"{duration(known.path_s)}: {path_words(known.path)}"),
            ("lower bound", f"{duration(known.bound_s)}: no order of these tasks on {_these(known)} ends sooner"),
            ("more workers?", known.advice),
        ]
    if timeline.folded:
        rows.append(("not kept", f"the oldest {count(timeline.folded)}: they are counted, but in no path or bound"))
    return [line for label, words in rows for line in _row(label, words)]


def _idle(known: Facts) -> str:
    return f", besides pauses of {duration(known.idle_s)} in which nothing ran" if known.idle_s else ""


def _these(known: Facts) -> str:
    return "one worker" if known.workers == 1 else f"{known.workers} workers"


def _row(label: str, words: str) -> list[str]:
    indent = " " * 20
    return textwrap.wrap(words, COLUMNS, initial_indent=f"  {label:<18}", subsequent_indent=indent)


def _functions(timeline: Timeline) -> list[str]:
    rows = summary.functions(timeline)
    if not rows:
        return []
    shown = rows[:MOST_FUNCTIONS]
    columns = ("calls", "done", "failed", "skipped", "cancelled", "mean", "longest", "total")
    table = [("function", *columns)] + [_cells(row) for row in shown]
    kept = [0, *(at for at in range(1, len(table[0])) if any(row[at] not in ("", "0") for row in table[1:]))]
    widths = {at: max(len(row[at]) for row in table) for at in kept}
    lines = [
        "  ".join(f"{row[at]:<{widths[at]}}" if not at else f"{row[at]:>{widths[at]}}" for at in kept) for row in table
    ]
    more = [f"  and {count(len(rows) - len(shown), 'more function')}"] if len(rows) > len(shown) else []
    return [f"  {line}".rstrip() for line in lines] + more


def _cells(row: summary.Function) -> tuple[str, ...]:
    t = row.totals
    numbers = [f"{number:,}" for number in (t.called, t.done, t.failed, t.skipped, t.cancelled)]
    times = [duration(seconds) if t.done + t.failed else "" for seconds in (row.mean_s, row.longest_s, row.total_s)]
    return (shorten(row.name, 34), *numbers, *times)


def _failures(timeline: Timeline) -> list[str]:
    failed = summary.alike(summary.failures(timeline))
    number = summary.counts(timeline)[State.FAILED]
    if not number:
        return []
    lines = [f"✕ {_named(entry, alike)}" for entry, alike in failed[:MOST_FAILURES]]
    left = number - sum(alike for _, alike in failed[:MOST_FAILURES])
    if left:
        lines.append(f"and {left:,} more")
    return _listed(f"{number:,} failed", lines)


def _named(entry: Entry, alike: int) -> str:
    attempts = f" (after {count(entry.attempts, 'attempt')})" if entry.attempts > 1 else ""
    error = first_line(entry.error)
    times = f" × {alike:,}" if alike > 1 else ""
    return shorten(entry.name, 60) + times + attempts + (f": {error}" if error else "")


def _unfinished(entries: Sequence[Entry]) -> list[str]:
    lines = [f"{shorten(entry.name, 60)}: {entry.state}" for entry in entries[:MOST_UNFINISHED]]
    if len(entries) > MOST_UNFINISHED:
        lines.append(f"and {len(entries) - MOST_UNFINISHED:,} more")
    return _listed(f"{count(len(entries))} not over", lines) if lines else []


def _listed(title: str, lines: Iterable[str]) -> list[str]:
    wrapped = [
        part
        for line in lines
        for part in textwrap.wrap(clean(line), COLUMNS, initial_indent="    ", subsequent_indent="      ")
    ]
    return [f"  {title}", *wrapped] if wrapped else []
