"""What the pages show that is made from the code and the committed results, never typed by hand.

A line ``% derived: NAME`` in a page (a comment in MyST) is replaced while the page is read.
"""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

import headway.errors
from headway import State
from headway.core.states import FINAL, MOVES
from headway.faces.palette import COLOURS, MARKS

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"
PLACEHOLDER = re.compile(r"^% derived: (\w+)$", re.MULTILINE)

# Where each state stands in the picture; a state that is missing here fails the build.
WIDTH, HEIGHT, BOX = 760, 330, (112, 40)
PLACES = {
    State.WAITING: (100, 90),
    State.READY: (380, 90),
    State.RUNNING: (660, 90),
    State.SKIPPED: (100, 280),
    State.CANCELLED: (287, 280),
    State.FAILED: (473, 280),
    State.DONE: (660, 280),
}


def states() -> str:
    """The picture and the table of the moves between states."""
    rows = [f"| {a} | {b} | {why} |" for a, moves in MOVES.items() for b, why in moves.items()]
    finals = ", ".join(str(state) for state in State if state in FINAL)
    table = "\n".join(["| from | to | when |", "| --- | --- | --- |", *rows])
    return f"{_picture()}\n\n{table}\n\nFinal states: {finals}."


def _picture() -> str:
    edges = "".join(_edge(a, b, why) for a, moves in MOVES.items() for b, why in moves.items())
    boxes = "".join(_box(state) for state in State)
    head = '<marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="The states of a task and the moves between them" '
        f'style="width:100%;max-width:{WIDTH}px;font:14px system-ui,sans-serif">'
        f'<defs>{head}<path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'
        f'<g fill="none" stroke="currentColor" stroke-opacity=".65">{edges}</g>{boxes}</svg>'
    )


def _box(state: State) -> str:
    (x, y), (width, height) = PLACES[state], BOX
    return (
        f'<rect x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width}" height="{height}" rx="8" '
        f'fill="{COLOURS[state]}" fill-opacity=".22" stroke="{COLOURS[state]}" stroke-width="2"/>'
        f'<text x="{x}" y="{y + 5}" text-anchor="middle" fill="currentColor">{MARKS[state]} {state}</text>'
    )


def _edge(a: State, b: State, why: str) -> str:
    (x1, y1), (x2, y2), (width, height) = PLACES[a], PLACES[b], BOX
    if y1 != y2:  # down to a final state
        path = f"M{x1} {y1 + height / 2} L{x2 + (x1 - x2) * 0.09:g} {y2 - height / 2 - 2}"
    elif x1 < x2:  # onwards
        path = f"M{x1 + width / 2:g} {y1} L{x2 - width / 2 - 2:g} {y2}"
    else:  # back, in an arc above; the farther the higher
        rise = y1 - height / 2 - (x1 - x2) * 0.13
        path = f"M{x1} {y1 - height / 2:g} C{x1 - 40} {rise:g} {x2 + 40} {rise:g} {x2} {y2 - height / 2 - 2:g}"
    return f'<path d="{path}" marker-end="url(#arrow)"><title>{a} → {b}: {escape(why)}</title></path>'


def benchmarks() -> str:
    """The newest committed table of each suite, its headings one step lower."""
    newest = {path.stem[len("YYYY-MM-DD-") :]: path for path in sorted(RESULTS.glob("*.md"))}
    if not newest:
        return "No table is committed yet; `make bench` makes one."
    tables = "\n".join(newest[suite].read_text(encoding="utf-8") for suite in sorted(newest))
    return re.sub(r"^#", "##", tables, flags=re.MULTILINE)


def errors() -> str:
    """The tree of errors, as the docstring of ``headway.errors`` draws it."""
    drawn = [line[4:] for line in (headway.errors.__doc__ or "").splitlines() if line.startswith("    ")]
    return "\n".join(["```text", *drawn, "```"])


DERIVED: dict[str, Callable[[], str]] = {"states": states, "benchmarks": benchmarks, "errors": errors}


def fill(app: Sphinx, page: str, source: list[str]) -> None:
    """Put what is derived in the place of its name."""
    source[0] = PLACEHOLDER.sub(lambda found: DERIVED[found[1]](), source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", fill)
    return {"parallel_read_safe": True}
