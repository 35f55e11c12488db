"""What the HTML of every view is built of; whatever a user gave is escaped here."""

from __future__ import annotations

from collections.abc import Sequence

from headway.automl.views.spread import Spread, bars
from headway.faces.palette import HUES, OTHER
from headway.faces.report_sheet import report_css
from headway.faces.svg import escape as escape
from headway.faces.wording import shorten

MOST_NOTES = 20
MINI_WIDTH, MINI_HEIGHT = 132.0, 26.0

_STYLE = f"""
.hw-automl{{max-width:980px}}
.hw-page .hw-automl{{max-width:none;padding:0}}
.hw-automl h2{{font-size:19px;margin:1.6em 0 .1em}}
.hw-automl h3{{font-size:17px;line-height:1.35;margin:.2em 0 .1em;font-weight:600}}
.hw-automl h4{{font-size:13px;margin:1.3em 0 .3em;font-weight:600;color:var(--hw-muted)}}
.hw-automl .tiles{{margin:10px 0}}
.hw-automl .tile{{padding:5px 14px 7px}}
.hw-automl .tile b{{font-size:18px;white-space:normal;overflow-wrap:anywhere}}
.hw-automl tr{{background:none!important}}
.hw-automl th,.hw-automl td{{vertical-align:middle;font-size:13px}}
.hw-automl th{{vertical-align:bottom}}
.hw-automl th.l,.hw-automl td.l{{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:90px}}
.hw-automl td.wide{{min-width:150px;max-width:300px}}
.hw-automl tr.best td{{font-weight:600}}
.hw-automl .track{{display:inline-block;vertical-align:middle;width:96px;height:9px;border-radius:2px;
 background:var(--hw-grid);margin-right:8px;overflow:hidden}}
.hw-automl .track i{{display:block;height:9px;background:{HUES[0]}}}
.hw-automl .track.short{{width:44px}}
.hw-automl .track.gone i{{background:{HUES[1]}}}
.hw-pictures{{display:flex;flex-wrap:wrap;gap:18px;margin:1.6em 0}}
.hw-automl svg.mini{{display:block}}
.hw-automl small{{color:var(--hw-muted);font-size:12px;font-weight:400}}
.hw-automl code{{font-size:12px;background:var(--hw-band);color:inherit;padding:1px 4px;border-radius:3px}}
.hw-automl ul{{font-size:13px}}
"""


def view(*parts: str) -> str:
    """A view that a notebook shows, with its style."""
    return f'<div class="hw-report hw-automl"><style>{view_css()}</style>{"".join(parts)}</div>'


def part(*parts: str) -> str:
    """A view within a page that has the style already."""
    return f'<div class="hw-report hw-automl">{"".join(parts)}</div>'


def view_css() -> str:
    """The style of all views."""
    return report_css() + _STYLE


def named(name: object, letters: int = 48) -> str:
    """A name that a user gave, isolated from the direction of the text around it; whole in its tool tip where cut.

    >>> named("<b>"), named("a rather long name", 8)
    ('<bdi>&lt;b&gt;</bdi>', '<bdi title="a rather long name">a ra…ame</bdi>')
    """
    short, whole = shorten(name, letters), shorten(name, 300)
    title = f' title="{escape(whole)}"' if short != whole else ""
    return f"<bdi{title}>{escape(short)}</bdi>"


def heading(words: str, below: str = "", tag: str = "h3") -> str:
    """The first lines; both are markup."""
    return f"<{tag}>{words}</{tag}>" + (f'<p class="muted">{below}</p>' if below else "")


def titled(title: str, body: str) -> str:
    """A part of a view under its title; nothing where there is no body."""
    return f"<h4>{escape(title)}</h4>{body}" if body else ""


def tiles(shown: Sequence[tuple[str, str]]) -> str:
    """Figures in a row, each (markup) above what it is (text)."""
    each = "".join(f'<div class="tile"><b>{figure}</b><span>{escape(words)}</span></div>' for figure, words in shown)
    return f'<div class="tiles">{each}</div>'


def bar(share: float, role: str = "") -> str:
    """A bar filled by a share; what it says stands in words beside it."""
    return (
        f'<span class="track {role}" aria-hidden="true"><i style="width:{100 * min(1.0, max(0.0, share)):.1f}%"></i>'
        "</span>"
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (), best: int = -1) -> str:
    """A table; heads are text, cells are markup; the columns ``left`` are aligned there, row ``best`` stands out."""
    if not rows:
        return ""
    sides = ["l" if at in left else "" for at in range(len(heads))]
    top = "".join(f'<th scope="col"{_class(side)}>{escape(head)}</th>' for head, side in zip(heads, sides, strict=True))
    body = "".join(
        f"<tr{_class('best' if at == best else '')}>"
        + "".join(f"<td{_class(side)}>{cell}</td>" for cell, side in zip(row, sides, strict=True))
        + "</tr>"
        for at, row in enumerate(rows)
    )
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def notes(lines: Sequence[str], most: int = MOST_NOTES) -> str:
    """A list of sentences (text), the first of them; and how many more there are."""
    if not lines:
        return ""
    shown = [f"<li>{escape(shorten(line, 400))}</li>" for line in lines[:most]]
    if len(lines) > most:
        shown.append(f"<li>and {len(lines) - most:,} more</li>")
    return f"<ul>{''.join(shown)}</ul>"


def folded(summary: str, body: str) -> str:
    """What opens when it is asked for."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>" if body else ""


def muted(words: str) -> str:
    """A line (text) that is less important."""
    return f'<p class="muted">{escape(words)}</p>' if words else ""


def mini(spread: Spread) -> str:
    """The spread of a column as a picture of the size of a word."""
    counts = (*spread.counts, *([spread.others] if spread.others else []))
    if not counts:
        return ""
    path = bars(counts, 0, MINI_HEIGHT, min(18.0, MINI_WIDTH / len(counts)), MINI_HEIGHT - 1)
    drawn = f'<path d="{path}" fill="{HUES[0]}"/>'
    if spread.others:  # the last bar
        path, _, last = path.rpartition("M")
        drawn = f'<path d="{path}" fill="{HUES[0]}"/><path d="M{last}" fill="{OTHER}"/>'
    label = f"{'commonest values' if spread.labels else 'histogram'}: {spread.words}"
    return (
        f'<svg class="mini" width="{MINI_WIDTH:g}" height="{MINI_HEIGHT:g}" role="img" aria-label="{escape(label)}">'
        f"<title>{escape(label)}</title>{drawn}</svg>"
    )
