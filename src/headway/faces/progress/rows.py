"""The rows of the terminal's progress: words with styles, fitted to the width. Pure, and without rich."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from headway.core.timeline import Running, Snapshot, Totals
from headway.faces.progress.tally import elapsed, share, shown, summary_line
from headway.faces.wording import clean, shorten

WIDEST = 110
WIDEST_BAR = 40
NARROWEST_BAR = 5
MOST_RUNNING = 3
SLOW_S = 2.0

Row = list[tuple[str, str]]  # words, and the name of a style (see console.STYLES)


@dataclass(frozen=True)
class Strokes:
    """The characters of a bar; each state has one of its own, so that it reads without colour."""

    done: str = "━"
    failed: str = "x"
    running: str = "╌"
    rest: str = "─"
    cross: str = "✕"
    arrow: str = "▸"


ASCII = Strokes("=", "x", "-", ".", "x", ">")


def rows(snapshot: Snapshot, width: int, height: int, strokes: Strokes = Strokes()) -> list[Row]:
    """At most ``height`` rows of at most ``width`` columns: functions, what runs, the last error, the sum."""
    width = max(10, min(width, WIDEST))
    last = [[(_cut(summary_line(snapshot), width), "sum")]]
    if snapshot.held:
        last.insert(0, [(_cut(f"held back: {clean(snapshot.held)}", width), "held")])
    if snapshot.errors:
        last.insert(0, [(_cut(f"{strokes.cross} {clean(snapshot.errors[-1])}", width), "failed")])
    last = last[-max(1, height) :]
    room = max(0, height - len(last))
    functions = shown([t for t in snapshot.totals if t.called], room) if room else []
    # Tasks that say how far they are, then those that take long.
    slow = [r for r in snapshot.running if share(r) is not None or r.seconds >= SLOW_S]
    slow = sorted(slow, key=lambda r: (share(r) is None, -r.seconds))[: min(MOST_RUNNING, room - len(functions))]
    drawn = [*_functions(functions, width, strokes), *_running(slow, width, strokes), *last]
    return [_cropped(row, width) for row in drawn]


def _cropped(row: Row, width: int) -> Row:
    """The row, cut where even its numbers have no room."""
    kept: Row = []
    for words, style in row:
        left = width - sum(columns(before) for before, _ in kept)
        kept.append((_cut(words, left) if left > 0 else "", style))
    return kept


def _functions(totals: Sequence[Totals], width: int, strokes: Strokes) -> list[Row]:
    if not totals:
        return []
    counts = [f"{t.ended:,}/{t.called:,}" for t in totals]
    failed = [f" {strokes.cross} {t.failed:,}" if t.failed else "" for t in totals]
    for_counts, for_failed = max(map(len, counts)), max(map(len, failed))
    left = width - for_counts - for_failed - 2
    bar = min(WIDEST_BAR, left // 2)
    if bar < NARROWEST_BAR:
        bar = 0
    for_name = min(left - bar, max(columns(clean(t.name)) for t in totals))
    return [
        [
            (_padded(t.name, for_name) + " ", "name"),
            *(_bar(t, bar, strokes) if bar else []),
            (f" {counted:>{for_counts}}", "count"),
            (f"{bad:<{for_failed}}".rstrip(), "failed"),
        ]
        for t, counted, bad in zip(totals, counts, failed, strict=True)
    ]


def _bar(t: Totals, width: int, strokes: Strokes) -> Row:
    cells = _shares((t.done, t.failed, t.skipped + t.cancelled, t.running, t.ready + t.waiting), width)
    characters = (strokes.done, strokes.failed, strokes.rest, strokes.running, strokes.rest)
    styles = ("done", "failed", "stopped", "running", "rest")
    return [(character * cell, style) for character, cell, style in zip(characters, cells, styles, strict=True) if cell]


def _shares(numbers: Sequence[int], width: int) -> list[int]:
    """The bar's cells for each number: at least one for whatever is not nothing, the rest by share."""
    total = sum(numbers)
    cells = [max(1, number * width // total) if number else 0 for number in numbers]
    while sum(cells) > width:
        cells[cells.index(max(cells))] -= 1
    # Rounding leaves cells over: they go to what is largest among the unfinished, else to the largest.
    largest = max(range(len(numbers)), key=lambda at: (numbers[at], at))
    cells[largest] += width - sum(cells)
    return cells


def _running(slow: Sequence[Running], width: int, strokes: Strokes) -> list[Row]:
    if not slow:
        return []
    times = [f" {elapsed(r.seconds)}" for r in slow]
    left = width - max(map(len, times)) - len(strokes.arrow) - 7
    bar = min(WIDEST_BAR // 2, left // 2) if left // 2 >= NARROWEST_BAR else 0
    for_name = min(left - bar, max(columns(clean(r.name)) for r in slow))
    return [
        [(f"{strokes.arrow} ", "running"), (_padded(r.name, for_name), "task"), *_own(r, bar, strokes), (time, "count")]
        for r, time in zip(slow, times, strict=True)
    ]


def _own(running: Running, width: int, strokes: Strokes) -> Row:
    """What a task says of its own progress."""
    done = share(running)
    if done is None:
        return []
    filled = round(width * done)
    return [
        (" " + strokes.done * filled, "running"),
        (strokes.rest * (width - filled), "rest"),
        (f" {done:>4.0%}", "count"),
    ]


def columns(words: str) -> int:
    """How many columns of a terminal the words take.

    >>> columns("fit"), columns("训练")
    (3, 4)
    """
    return sum(_columns(character) for character in words)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200b\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _padded(words: str, width: int) -> str:
    cut = _cut(shorten(words, max(1, width)), width)
    return cut + " " * (width - columns(cut))


def _cut(words: str, width: int) -> str:
    if columns(words) <= width:
        return words
    kept, at = "", 0
    for character in words:
        at += _columns(character)
        if at >= width:
            break
        kept += character
    return f"{kept}…"
