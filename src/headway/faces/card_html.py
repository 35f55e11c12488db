"""The cards of a notebook as HTML: a run's progress, and a single task. Pure; each brings its own style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from headway.core.states import State
from headway.core.timeline import Entry, Running, Snapshot, Totals
from headway.faces.palette import COLOURS, FAILED, HUES, MARKS, STOPPED, html_css, ink
from headway.faces.progress.tally import elapsed, is_active, share, shown, whole
from headway.faces.svg import FONT, escape
from headway.faces.wording import count, duration, first_line, shorten

MOST_FUNCTIONS = 12
MOST_RUNNING = 5
MOST_ERRORS = 3
MOST_PREREQUISITES = 16

_STYLE = html_css(".hw-card") + (
    f".hw-card{{box-sizing:border-box;max-width:680px;margin:4px 0;padding:10px 14px;border-radius:8px;"
    f"border:1px solid var(--hw-grid);background:var(--hw-bg);color:var(--hw-fg);font:13px/1.5 {FONT};"
    "font-variant-numeric:tabular-nums}"
    ".hw-card .hd{display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline}"
    ".hw-card .hd b{font-size:14px}"
    ".hw-card .end{margin-left:auto;color:var(--hw-muted)}"
    ".hw-card .m{color:var(--hw-muted)}"
    ".hw-card .x{color:var(--hw-bad);font-weight:600}"
    ".hw-card .ok{color:var(--hw-good);font-weight:600}"
    ".hw-card .g{display:grid;grid-template-columns:minmax(60px,max-content) minmax(60px,1fr) max-content max-content;"
    "gap:3px 12px;align-items:center;margin-top:8px}"
    ".hw-card .n{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:260px}"
    ".hw-card .r{text-align:right}"
    ".hw-card .b{display:flex;height:9px;border-radius:5px;overflow:hidden;background:var(--hw-grid)}"
    ".hw-card .b i{display:block;height:100%}"
    ".hw-card .e{margin-top:6px;overflow-wrap:anywhere}"
    ".hw-card .c{display:flex;flex-wrap:wrap;gap:4px 6px;margin-top:6px}"
    ".hw-card .c span{background:var(--hw-band);border-radius:9px;padding:0 8px;white-space:nowrap;"
    "max-width:260px;overflow:hidden;text-overflow:ellipsis}"
    ".hw-card .s{border-radius:4px;padding:0 6px;margin-right:6px}"
)
# What runs is striped and what stopped is hatched, so that a bar reads without its colours.
_RUNNING = f"repeating-linear-gradient(90deg,{HUES[0]} 0 5px,transparent 5px 8px)"
_STOPPED = f"repeating-linear-gradient(45deg,{STOPPED} 0 3px,transparent 3px 6px)"


def progress_card(snapshot: Snapshot) -> str:
    """The progress of a run.

    >>> "3 of 4 tasks" in progress_card(Snapshot("s", 1.0, (Totals("fit", done=3, running=1),)))
    True
    """
    functions = shown([t for t in snapshot.totals if t.called], MOST_FUNCTIONS)
    rows = [_function(t) for t in functions] + [_running(r) for r in _telling(snapshot.running)]
    errors = [_line("x", f"{MARKS[State.FAILED]} {first_line(error, 240)}") for error in snapshot.errors[-MOST_ERRORS:]]
    held = [_line("m", f"held back: {snapshot.held}")] if snapshot.held else []
    return _card(_head(snapshot), f'<div class="g">{"".join(rows)}</div>' if rows else "", *errors, *held)


def _card(*parts: str) -> str:
    return f'<div class="hw-card"><style>{_STYLE}</style>{"".join(parts)}</div>'


def _line(role: str, words: str) -> str:
    return f'<div class="e {role}">{escape(words)}</div>'


def _head(snapshot: Snapshot) -> str:
    t = whole(snapshot)
    if is_active(snapshot):
        first, time = f"<b>{t.ended:,} of {count(t.called)}</b>", elapsed(snapshot.elapsed_s)
    else:
        mark = (
            f'<span class="x">{MARKS[State.FAILED]}</span>'
            if t.failed
            else f'<span class="ok">{MARKS[State.DONE]}</span>'
        )
        first, time = f"<b>{mark} {count(t.called)}</b>", duration(snapshot.elapsed_s)
    words = [f'<span class="x">{MARKS[State.FAILED]} {t.failed:,} failed</span>'] if t.failed else []
    words += [f"<span>{number:,} {state}</span>" for state, number in _others(t) if number]
    return f'<div class="hd">{first}{"".join(words)}<span class="end">{time}</span></div>'


def _others(t: Totals) -> Iterable[tuple[State, int]]:
    return ((State.RUNNING, t.running), (State.SKIPPED, t.skipped), (State.CANCELLED, t.cancelled))


def _function(t: Totals) -> str:
    failed = f'<span class="x">{MARKS[State.FAILED]} {t.failed:,}</span>' if t.failed else ""
    running = f'<span class="m">{MARKS[State.RUNNING]} {t.running:,}</span>' if t.running else ""
    name = f'<div class="n" title="{escape(shorten(t.name, 600))}"><b>{escape(shorten(t.name, 60))}</b></div>'
    numbers = f'<div class="r">{t.ended:,}/{t.called:,}</div>'
    return f'{name}{_bar(t)}{numbers}<div class="r">{failed} {running}</div>'


def _bar(t: Totals) -> str:
    parts = (
        (t.done, COLOURS[State.DONE]),
        (t.failed, FAILED),
        (t.skipped + t.cancelled, _STOPPED),
        (t.running, _RUNNING),
    )
    pieces = "".join(
        f'<i style="width:{100 * number / t.called:.2f}%;min-width:3px;background:{paint}"></i>'
        for number, paint in parts
        if number
    )
    label = f"{t.ended} of {t.called} over" + (f", {t.failed} failed" if t.failed else "")
    return f'<div class="b" role="img" aria-label="{label}">{pieces}</div>'


def _telling(running: Sequence[Running]) -> list[Running]:
    """The running tasks to show: those that say how far they are, then those that take long."""
    slow = [r for r in running if share(r) is not None or r.seconds >= 2]
    return sorted(slow, key=lambda r: (share(r) is None, -r.seconds))[:MOST_RUNNING]


def _running(running: Running) -> str:
    done = share(running)
    bar, percent = "<div></div>", ""
    if done is not None:
        bar = f'<div class="b"><i style="width:{100 * done:.1f}%;background:{HUES[0]}"></i></div>'
        percent = f"{done:.0%}"
    name = f'<div class="n" title="{escape(shorten(running.name, 600))}">{MARKS[State.RUNNING]} {escape(shorten(running.name, 60))}</div>'
    return f'{name}{bar}<div class="r">{percent}</div><div class="r m">{elapsed(running.seconds)}</div>'


def task_card(name: str, state: State, time: str, prerequisites: Sequence[Entry], error: str = "") -> str:
    """One task: its state, its time, what it needs, and, at the end, its error."""
    colour = COLOURS[state]
    badge = f'<span class="s" style="background:{colour};color:{ink(colour)}">{MARKS[state]} {state}</span>'
    title = f'<b title="{escape(shorten(name, 600))}">{escape(shorten(name, 56))}</b>'
    head = f'<div class="hd"><span>{badge}{title}</span><span class="end">{escape(time)}</span></div>'
    return _card(head, _needs(prerequisites), _line("x", error) if error else "")


def _needs(prerequisites: Sequence[Entry]) -> str:
    if not prerequisites:
        return ""
    chips = [_chip(entry) for entry in prerequisites[:MOST_PREREQUISITES]]
    more = len(prerequisites) - len(chips)
    if more:
        failed = sum(entry.state is State.FAILED for entry in prerequisites[MOST_PREREQUISITES:])
        chips.append(f"<span>and {more:,} more{f', {failed:,} failed' if failed else ''}</span>")
    return f'<div class="c"><span class="m" style="background:none;padding:0">needs</span>{"".join(chips)}</div>'


def _chip(entry: Entry) -> str:
    role = ' class="x"' if entry.state is State.FAILED else ""
    time = f" {duration(entry.seconds)}" if entry.ended_s is not None and entry.started_s is not None else ""
    title = escape(f"{shorten(entry.name, 600)}: {entry.state}")
    return f'<span{role} title="{title}">{MARKS[entry.state]} {escape(shorten(entry.name, 40))}{time}</span>'
