"""What a table holds, at a glance: a line for each column, and a picture of all their spreads."""

from __future__ import annotations

from headway.automl.schema import Column
from headway.automl.views import blocks
from headway.automl.views.plot import MARGIN
from headway.automl.views.shown import TableShown
from headway.automl.views.spread import MOST_ROWS, Spread, bars, spread_of
from headway.automl.views.words import percent
from headway.faces.palette import HUES, OTHER, svg_css
from headway.faces.picture import Picture
from headway.faces.svg import document, element, escape, fit, rect, text, text_width, tooltip
from headway.faces.wording import count, shorten

MOST_COLUMNS = 50
ACROSS = 4
GAP = 14.0
PANEL_WIDTH, PANEL_HEIGHT = 226.0, 128.0
PLOT_HEIGHT = 56.0
MOST_BARS = 4
WIDTH = 2 * MARGIN + ACROSS * PANEL_WIDTH + (ACROSS - 1) * GAP


def table_html(table: TableShown) -> str:
    """The card of a table: its name and size, what was noticed, and a line for each of its first columns."""
    shown = table.schema.columns[:MOST_COLUMNS]
    rows = [_row(column, spread_of(table.frame[column.name], column.kind)) for column in shown]
    heads = ["column", "kind", "missing", "distinct", "spread", "lowest … median … highest, or the commonest"]
    return blocks.view(
        blocks.heading(blocks.named(table.name, 80), _size(table)),
        blocks.titled("Noticed", blocks.notes(table.notes)),
        blocks.table(heads, rows, left=(0, 1, 4, 5)),
        blocks.muted(_left_out(table)),
    )


def _size(table: TableShown) -> str:
    return f"{count(len(table.frame), 'row')} × {count(len(table.schema), 'column')}"


def _left_out(table: TableShown) -> str:
    """What is not shown, in words."""
    words = []
    if len(table.schema) > MOST_COLUMNS:
        words.append(f"The first {MOST_COLUMNS} of {len(table.schema):,} columns; table.summary() has all.")
    if len(table.frame) > MOST_ROWS:
        words.append(f"Spreads are of every {-(-len(table.frame) // MOST_ROWS)}th row.")
    return " ".join(words)


def _row(column: Column, spread: Spread) -> list[str]:
    note = f"<br><small>{escape(shorten(column.note, 160))}</small>" if column.note else ""
    missing = f"{blocks.bar(column.missing_share, 'short gone')}{percent(column.missing_share)}"
    return [
        f"<b>{blocks.named(column.name)}</b>{note}",
        column.kind,
        missing if column.missing else "0 %",
        f"{column.distinct:,}",
        blocks.mini(spread),
        _words(spread),
    ]


def _words(spread: Spread) -> str:
    """What the spread says; each category is isolated from the direction of those beside it."""
    if not spread.labels:
        return f"<bdi>{escape(spread.words)}</bdi>"
    commonest = list(zip(spread.labels, spread.counts, strict=True))[:3]
    return " · ".join(f"{blocks.named(label, 24)} {percent(number / spread.rows)}" for label, number in commonest)


def table_picture(table: TableShown) -> Picture:
    """The spreads of a table's first columns, a panel for each."""
    shown = table.schema.columns[:MOST_COLUMNS]
    lines = -(-len(shown) // ACROSS)
    title = f"{shorten(table.name, 60)}: {_size(table)}"
    parts = [text(MARGIN, 31, fit(title, WIDTH - 2 * MARGIN, 17), 17, font_weight="600")]
    below = _left_out(table)
    if below:
        parts.append(text(MARGIN, 51, below, 12, class_="muted"))
    top = 62.0 if below else 46.0
    for at, column in enumerate(shown):
        left = MARGIN + at % ACROSS * (PANEL_WIDTH + GAP)
        y = top + at // ACROSS * (PANEL_HEIGHT + GAP)
        parts.append(_panel(column, spread_of(table.frame[column.name], column.kind), left, y))
    height = top + lines * (PANEL_HEIGHT + GAP) + 4
    return Picture(f"table {title}", document(WIDTH, height, f"table {title}", svg_css(), *parts))


def _panel(column: Column, spread: Spread, left: float, top: float) -> str:
    room = PANEL_WIDTH - 20
    facts = [column.kind, *([f"{percent(column.missing_share)} missing"] if column.missing else [])]
    every = " · ".join([*facts, f"{column.distinct:,} distinct"])
    drawn = (
        _named_bars(spread, left + 10, top + 46, room) if spread.labels else _bars(spread, left + 10, top + 46, room)
    )
    return element(
        "g",
        tooltip(shorten(column.name, 300), every, spread.words, shorten(column.note, 300)),
        rect(left, top, PANEL_WIDTH, PANEL_HEIGHT, class_="band", rx=6),
        text(left + 10, top + 20, fit(column.name, room, 13), 13, font_weight="600"),
        text(
            left + 10, top + 36, every if text_width(every, 11) < room * 1.1 else " · ".join(facts), 11, class_="muted"
        ),
        _missing(column, left, top),
        *drawn,
    )


def _missing(column: Column, left: float, top: float) -> str:
    """A gauge at the panel's foot, filled as far as values are missing."""
    if not column.missing:
        return ""
    room, y = PANEL_WIDTH - 20, top + PANEL_HEIGHT - 6
    return rect(left + 10, y, room, 3, class_="bg") + rect(left + 10, y, room * column.missing_share, 3, fill=HUES[1])


def _bars(spread: Spread, left: float, top: float, room: float) -> list[str]:
    if not spread.counts:
        words = fit(spread.words or "no values", room, 11)
        return [text(left, top + 34, words, 11, class_="muted", font_style="italic")]
    width = min(34.0, room / len(spread.counts))
    path = bars(spread.counts, left, top + PLOT_HEIGHT, width, PLOT_HEIGHT)
    end = left + width * len(spread.counts)
    axis = element("line", x1=left, y1=top + PLOT_HEIGHT, x2=left + room, y2=top + PLOT_HEIGHT, class_="grid")
    low, high = fit(spread.low, room / 2, 10.5), fit(spread.high, room / 2, 10.5)
    labels = [text(left, top + PLOT_HEIGHT + 14, low, 10.5, class_="muted")]
    if high != low:
        at = max(end, left + text_width(low, 10.5) + 10 + text_width(high, 10.5))
        labels.append(text(at, top + PLOT_HEIGHT + 14, high, 10.5, class_="muted", text_anchor="end"))
    return [axis, element("path", d=path, fill=HUES[0]), *labels]


def _named_bars(spread: Spread, left: float, top: float, room: float) -> list[str]:
    """The commonest categories as bars that lie, each with its name and share."""
    shown = list(zip(spread.labels, spread.counts, strict=True))[:MOST_BARS]
    rest = sum(spread.counts) + spread.others - sum(number for _, number in shown)
    lines = [(label, number, HUES[0]) for label, number in shown]
    if rest:
        lines.append(("all others", rest, OTHER))
    most = max(number for _, number, _ in lines)
    names, bars = 92.0, room - 92.0 - 50.0
    drawn = []
    for at, (label, number, colour) in enumerate(lines):
        y = top + at * 15.0
        shown_name = text(left, y + 10, fit(label, names - 8, 11), 11, class_="muted" if colour == OTHER else "fg")
        drawn += [
            element("g", tooltip(f"{label}: {number:,}"), shown_name),
            rect(left + names, y + 2, max(1.0, bars * number / most), 9, fill=colour, rx=1.5),
            text(left + room, y + 10, percent(number / spread.rows), 10.5, class_="muted", text_anchor="end"),
        ]
    return drawn
